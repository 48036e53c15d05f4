package dev.realtime.webflux;

import java.util.Collection;

import dev.realtime.CloseReason;
import dev.realtime.RealtimeUser;
import dev.realtime.connection.ConnectionInfo;
import dev.realtime.hub.HubConnection;
import dev.realtime.message.MessageHandlers;
import dev.realtime.message.MessageOutput;
import dev.realtime.message.WebSocketMessages;
import org.jspecify.annotations.Nullable;

import org.springframework.web.reactive.socket.WebSocketMessage;

/**
 * Takes what a WebSocket client sends. Nothing is asked for before the client was told
 * that it is ready, nor while too many of its messages wait for their answer, nor after a
 * message while the client does not read what it was answered: who asks without reading
 * would have answers pile up. What comes after the close is taken and dropped, so that
 * the client's own close is seen. In lane only.
 */
final class WebSocketReceiver implements MessageOutput {

	private final StreamConnection<?> stream;

	private final MessageHandlers handlers;

	private final Runnable more;

	private final Runnable send;

	private @Nullable WebSocketMessages messages;

	private boolean held;

	/**
	 * Create a receiver.
	 * @param stream whose client it is
	 * @param handlers what messages mean
	 * @param more asks for one more message, on the lane
	 * @param send sends what was written to the stream, soon
	 */
	WebSocketReceiver(StreamConnection<?> stream, MessageHandlers handlers, Runnable more, Runnable send) {
		this.stream = stream;
		this.handlers = handlers;
		this.more = more;
		this.send = send;
	}

	/**
	 * Ask for the first message when the client is ready.
	 */
	void begin() {
		this.stream.onReady(() -> {
			HubConnection hub = this.stream.hub();
			if (hub != null) {
				this.messages = new WebSocketMessages(this.handlers, hub, this.stream.lane(), this);
			}
			this.more.run();
		}, this::roomAgain);
	}

	/**
	 * Take the message that was asked for.
	 * @param type what it is
	 * @param violation how it breaks the protocol, or {@code null}
	 * @param text its text, or {@code null} if it has none
	 */
	void receive(WebSocketMessage.Type type, @Nullable CloseReason violation, @Nullable String text) {
		if (violation != null) {
			this.stream.close(violation, -1);
		}
		boolean next = true;
		HubConnection hub = this.stream.hub();
		WebSocketMessages current = this.messages;
		if (this.stream.closing() == null && hub != null && current != null) {
			if (type == WebSocketMessage.Type.PONG) {
				hub.answeredPing();
			}
			else {
				hub.received();
			}
			next = text == null || current.receive(text);
		}
		if (next && text != null) {
			moreIfRead();
		}
		else if (next) {
			this.more.run();
		}
	}

	private void moreIfRead() {
		this.held = this.stream.closing() == null && !this.stream.isWritable();
		if (!this.held) {
			this.more.run();
		}
	}

	/**
	 * The client has read on: that is a sign of life, when we do not look for others.
	 */
	private void roomAgain() {
		HubConnection hub = this.stream.hub();
		if (this.held && hub != null) {
			this.held = false;
			hub.received();
			this.more.run();
		}
	}

	/**
	 * The client has gone: forget the messages that wait.
	 */
	void stop() {
		if (this.messages != null) {
			this.messages.stop();
		}
	}

	@Override
	public ConnectionInfo info() {
		return this.stream.info();
	}

	@Override
	public void authenticated(RealtimeUser user) {
		this.stream.authenticated(user);
	}

	@Override
	public void reply(byte[] frame) {
		this.stream.write(frame);
		this.send.run();
	}

	@Override
	public void subscribed(Collection<String> topics) {
		this.stream.subscribed(topics);
	}

	@Override
	public void ready() {
		moreIfRead();
	}

	@Override
	public void close(CloseReason reason) {
		this.stream.close(reason, -1);
		this.more.run();
	}

}
