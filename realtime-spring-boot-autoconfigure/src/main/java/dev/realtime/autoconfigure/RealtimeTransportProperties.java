package dev.realtime.autoconfigure;

import java.time.Duration;

import org.springframework.util.unit.DataSize;

/**
 * How clients connect: groups under {@code realtime.sse}, {@code realtime.websocket} and
 * {@code realtime.long-poll}.
 *
 * @since 0.1.0
 */
public class RealtimeTransportProperties {

	/**
	 * Server-sent events.
	 */
	public static class Sse {

		/**
		 * Whether clients may connect with server-sent events.
		 */
		private boolean enabled = true;

		/**
		 * How long a stream may be silent before a heartbeat is sent.
		 */
		private Duration heartbeatInterval = Duration.ofSeconds(15);

		/**
		 * Reconnection time told to clients; each gets one of its own between half and
		 * one and a half times this.
		 */
		private Duration retry = Duration.ofSeconds(3);

		/**
		 * Whether the HTTP exchange of a stream ends while the stream goes on, which
		 * saves most of its memory: where the server is Reactor Netty and a trial at
		 * start has shown that it works, or never. Needs the fast path.
		 */
		private Use detach = Use.AUTO;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public Duration getHeartbeatInterval() {
			return this.heartbeatInterval;
		}

		public void setHeartbeatInterval(Duration heartbeatInterval) {
			this.heartbeatInterval = heartbeatInterval;
		}

		public Duration getRetry() {
			return this.retry;
		}

		public void setRetry(Duration retry) {
			this.retry = retry;
		}

		public Use getDetach() {
			return this.detach;
		}

		public void setDetach(Use detach) {
			this.detach = detach;
		}

	}

	/**
	 * WebSocket.
	 */
	public static class Websocket {

		/**
		 * Whether clients may connect with WebSocket.
		 */
		private boolean enabled = true;

		/**
		 * How often a ping is sent.
		 */
		private Duration pingInterval = Duration.ofSeconds(15);

		/**
		 * How long after the last message or pong from the client the connection is
		 * closed, and how long a message may take from its first fragment to its last.
		 * Must be longer than "realtime.websocket.ping-interval".
		 */
		private Duration timeout = Duration.ofSeconds(40);

		/**
		 * How large a message from a client may be, over WebSocket or HTTP.
		 */
		private DataSize maxMessageSize = DataSize.ofKilobytes(64);

		/**
		 * How many fragments a message from a client may have.
		 */
		private int maxFragments = 64;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public Duration getPingInterval() {
			return this.pingInterval;
		}

		public void setPingInterval(Duration pingInterval) {
			this.pingInterval = pingInterval;
		}

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			this.timeout = timeout;
		}

		public DataSize getMaxMessageSize() {
			return this.maxMessageSize;
		}

		public void setMaxMessageSize(DataSize maxMessageSize) {
			this.maxMessageSize = maxMessageSize;
		}

		public int getMaxFragments() {
			return this.maxFragments;
		}

		public void setMaxFragments(int maxFragments) {
			this.maxFragments = maxFragments;
		}

	}

	/**
	 * Long polling.
	 */
	public static class LongPoll {

		/**
		 * Whether clients may poll.
		 */
		private boolean enabled = true;

		/**
		 * How long a poll waits for events when the client does not say.
		 */
		private Duration timeout = Duration.ofSeconds(25);

		/**
		 * How long a poll waits at most, whatever the client says.
		 */
		private Duration maxTimeout = Duration.ofSeconds(55);

		/**
		 * How many events one answer holds at most.
		 */
		private int maxEvents = 500;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			this.timeout = timeout;
		}

		public Duration getMaxTimeout() {
			return this.maxTimeout;
		}

		public void setMaxTimeout(Duration maxTimeout) {
			this.maxTimeout = maxTimeout;
		}

		public int getMaxEvents() {
			return this.maxEvents;
		}

		public void setMaxEvents(int maxEvents) {
			this.maxEvents = maxEvents;
		}

	}

}
