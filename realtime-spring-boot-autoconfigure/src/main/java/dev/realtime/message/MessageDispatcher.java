package dev.realtime.message;

import reactor.core.publisher.Mono;

/**
 * Hands messages of the application's own types to the application. Thread-safe.
 */
public interface MessageDispatcher {

	/** Where there are no handlers. */
	MessageDispatcher NONE = (sender, message) -> Mono
		.error(new MessageRefusedException(ErrorCode.UNKNOWN_TYPE, ErrorCode.UNKNOWN_TYPE.text()));

	/**
	 * Hand a message over.
	 * @param sender who sent it
	 * @param message the message, whose type is not one of the protocol's
	 * @return the ack's payload, in a form that can be written as JSON, or nothing; cold;
	 * fails with {@link MessageRefusedException} if the message was refused
	 */
	Mono<Object> dispatch(Sender sender, ClientMessage message);

}
