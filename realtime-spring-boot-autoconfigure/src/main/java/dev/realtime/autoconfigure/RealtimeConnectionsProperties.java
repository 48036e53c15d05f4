package dev.realtime.autoconfigure;

import java.time.Duration;

import dev.realtime.connection.UserQuota.Overflow;

import org.springframework.util.unit.DataSize;

/**
 * Limits of connections, under {@code realtime.connections}, and of what clients send,
 * under {@code realtime.messages}.
 *
 * @since 0.1.0
 */
public class RealtimeConnectionsProperties {

	/**
	 * How many connections a node accepts. 0 means no limit.
	 */
	private int max = 20000;

	/**
	 * How many streams a user may have open. 0 means no limit.
	 */
	private int maxPerUser = 5;

	/**
	 * How many connections an address may have open without being authenticated. 0 means
	 * no limit.
	 */
	private int maxPerAddress = 2;

	/**
	 * What happens when a user opens one stream too many.
	 */
	private Overflow overflow = Overflow.CLOSE_OLDEST;

	/**
	 * How many topics a connection may be subscribed to. 0 means no limit.
	 */
	private int maxTopics = 128;

	/**
	 * How long a connection may live before it is asked to reconnect, jittered. 0 means
	 * no limit.
	 */
	private Duration maxLifetime = Duration.ZERO;

	/**
	 * How long opening a connection may take, authentication and authorization included,
	 * and posted messages to arrive. 0 means no limit.
	 */
	private Duration handshakeTimeout = Duration.ofSeconds(5);

	/**
	 * How long a connection that is behind may make no progress before it is closed. 0
	 * means no limit.
	 */
	private Duration stallTimeout = Duration.ofSeconds(30);

	/**
	 * How many bytes may wait for a client before its connection falls behind. On the
	 * fast path, size of its socket's send buffer.
	 */
	private DataSize sendBuffer = DataSize.ofKilobytes(128);

	/**
	 * How long the connections of a node that died count for their users on the other
	 * nodes. A node that lives renews its leases.
	 */
	private Duration lease = Duration.ofSeconds(45);

	public int getMax() {
		return this.max;
	}

	public void setMax(int max) {
		this.max = max;
	}

	public int getMaxPerUser() {
		return this.maxPerUser;
	}

	public void setMaxPerUser(int maxPerUser) {
		this.maxPerUser = maxPerUser;
	}

	public int getMaxPerAddress() {
		return this.maxPerAddress;
	}

	public void setMaxPerAddress(int maxPerAddress) {
		this.maxPerAddress = maxPerAddress;
	}

	public Overflow getOverflow() {
		return this.overflow;
	}

	public void setOverflow(Overflow overflow) {
		this.overflow = overflow;
	}

	public int getMaxTopics() {
		return this.maxTopics;
	}

	public void setMaxTopics(int maxTopics) {
		this.maxTopics = maxTopics;
	}

	public Duration getMaxLifetime() {
		return this.maxLifetime;
	}

	public void setMaxLifetime(Duration maxLifetime) {
		this.maxLifetime = maxLifetime;
	}

	public Duration getHandshakeTimeout() {
		return this.handshakeTimeout;
	}

	public void setHandshakeTimeout(Duration handshakeTimeout) {
		this.handshakeTimeout = handshakeTimeout;
	}

	public Duration getStallTimeout() {
		return this.stallTimeout;
	}

	public void setStallTimeout(Duration stallTimeout) {
		this.stallTimeout = stallTimeout;
	}

	public Duration getLease() {
		return this.lease;
	}

	public void setLease(Duration lease) {
		this.lease = lease;
	}

	public DataSize getSendBuffer() {
		return this.sendBuffer;
	}

	public void setSendBuffer(DataSize sendBuffer) {
		this.sendBuffer = sendBuffer;
	}

	/**
	 * What clients send.
	 */
	public static class Messages {

		/**
		 * How many messages a second a client may send in the long run.
		 */
		private int ratePerSecond = 10;

		/**
		 * How many messages a client may send at once.
		 */
		private int burst = 50;

		/**
		 * How deeply JSON may be nested, in messages from clients and in events given as
		 * JSON.
		 */
		private int maxJsonDepth = 32;

		/**
		 * How many messages of one connection are worked on at a time.
		 */
		private int maxInFlight = 16;

		public int getRatePerSecond() {
			return this.ratePerSecond;
		}

		public void setRatePerSecond(int ratePerSecond) {
			this.ratePerSecond = ratePerSecond;
		}

		public int getBurst() {
			return this.burst;
		}

		public void setBurst(int burst) {
			this.burst = burst;
		}

		public int getMaxJsonDepth() {
			return this.maxJsonDepth;
		}

		public void setMaxJsonDepth(int maxJsonDepth) {
			this.maxJsonDepth = maxJsonDepth;
		}

		public int getMaxInFlight() {
			return this.maxInFlight;
		}

		public void setMaxInFlight(int maxInFlight) {
			this.maxInFlight = maxInFlight;
		}

	}

}
