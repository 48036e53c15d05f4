package dev.realtime.message;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * One message on its way through a handler, and what came of it. A handler and its answer
 * follow each other, on whatever threads.
 */
final class Call {

	/** Where a message has its call. */
	static final String HEADER = Call.class.getName();

	private final Sender sender;

	private final ClientMessage message;

	private @Nullable Object reply;

	Call(Sender sender, ClientMessage message) {
		this.sender = sender;
		this.message = message;
	}

	static Call of(Message<?> message) {
		Call call = message.getHeaders().get(HEADER, Call.class);
		if (call == null) {
			throw new IllegalStateException("Not a client's message");
		}
		return call;
	}

	Sender sender() {
		return this.sender;
	}

	ClientMessage message() {
		return this.message;
	}

	/**
	 * What goes with the ack.
	 * @return the payload, or {@code null}
	 */
	@Nullable Object reply() {
		return this.reply;
	}

	void reply(Object payload) {
		this.reply = payload;
	}

}
