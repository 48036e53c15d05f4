package dev.realtime.message;

import dev.realtime.EventTooLargeException;
import dev.realtime.InvalidPayloadException;
import dev.realtime.MessageRejectedException;
import dev.realtime.RealtimeException;
import org.jspecify.annotations.Nullable;

/**
 * A message that is answered with an error. Carries no stack trace: it is an answer, not
 * a fault.
 */
final class MessageRefusedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final ErrorCode code;

	private final String word;

	private final boolean temporary;

	private final @Nullable String id;

	private final long retryAfterMillis;

	MessageRefusedException(ErrorCode code, String text) {
		this(code, text, null, -1);
	}

	private MessageRefusedException(ErrorCode code, String text, @Nullable String id, long retryAfterMillis) {
		super(text, null, false, false);
		this.code = code;
		this.word = code.word();
		this.temporary = code.isTemporary();
		this.id = id;
		this.retryAfterMillis = retryAfterMillis;
	}

	private MessageRefusedException(MessageRejectedException rejected) {
		super(rejected.getMessage(), null, false, false);
		this.code = ErrorCode.REJECTED;
		this.word = rejected.getCode();
		this.temporary = rejected.isTemporary();
		this.id = null;
		this.retryAfterMillis = -1;
	}

	/**
	 * What was sent is no message.
	 * @param detail what is wrong with it
	 * @param id the id that could be read nevertheless, or {@code null}
	 * @return the refusal
	 */
	static MessageRefusedException badMessage(String detail, @Nullable String id) {
		return new MessageRefusedException(ErrorCode.BAD_MESSAGE, detail, id, -1);
	}

	static MessageRefusedException rateLimited(long retryAfterMillis) {
		return new MessageRefusedException(ErrorCode.RATE_LIMITED, ErrorCode.RATE_LIMITED.text(), null,
				retryAfterMillis);
	}

	static MessageRefusedException invalid(String detail) {
		return new MessageRefusedException(ErrorCode.INVALID, detail);
	}

	/**
	 * What the client is told of an error.
	 * @param error what happened while its message was handled
	 * @return the refusal; it says nothing of faults on this side
	 */
	static MessageRefusedException of(Throwable error) {
		if (error instanceof MessageRefusedException refused) {
			return refused;
		}
		if (error instanceof MessageRejectedException rejected) {
			return new MessageRefusedException(rejected);
		}
		if (error instanceof EventTooLargeException) {
			return new MessageRefusedException(ErrorCode.TOO_BIG, ErrorCode.TOO_BIG.text());
		}
		if (error instanceof InvalidPayloadException) {
			return invalid("The data is not JSON that can be published");
		}
		ErrorCode code = (error instanceof RealtimeException) ? ErrorCode.UNAVAILABLE : ErrorCode.FAILED;
		return new MessageRefusedException(code, code.text());
	}

	ErrorCode code() {
		return this.code;
	}

	/**
	 * The code as it goes over the wire.
	 * @return the code's word, or the application's
	 */
	String word() {
		return this.word;
	}

	/**
	 * Whether the same message may succeed later.
	 * @return {@code false} if it is of no use to send it again
	 */
	boolean isTemporary() {
		return this.temporary;
	}

	/**
	 * The id of what is no message.
	 * @return the id, or {@code null}
	 */
	@Nullable String id() {
		return this.id;
	}

	/**
	 * When to try again.
	 * @return the milliseconds, or -1
	 */
	long retryAfterMillis() {
		return this.retryAfterMillis;
	}

}
