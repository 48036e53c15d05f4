package dev.realtime.message;

import java.util.Locale;

import dev.realtime.CloseReason;

/**
 * Why a message was refused: the word that the client reads, a sentence for humans, and
 * whether the same message may succeed later. Words that also close connections are those
 * of {@link CloseReason}.
 */
enum ErrorCode {

	/** Nobody, or a bad token. */
	UNAUTHORIZED(CloseReason.UNAUTHORIZED, false),

	/** A topic that this user may not have; unknown topics look the same. */
	FORBIDDEN(CloseReason.FORBIDDEN, false),

	/** A message that has no meaning where it was sent. */
	BAD_REQUEST(CloseReason.BAD_REQUEST, false),

	/** More bytes than allowed. */
	TOO_BIG(CloseReason.TOO_BIG, false),

	/** Too many messages. */
	RATE_LIMITED(CloseReason.RATE_LIMITED, true),

	/** The bus cannot be reached. */
	UNAVAILABLE(CloseReason.UNAVAILABLE, true),

	/** Not a message at all. */
	BAD_MESSAGE("Not a message: a JSON object with a type is expected", false),

	/** A message of a type that nobody handles. */
	UNKNOWN_TYPE("Nobody handles messages of this type", false),

	/** A message whose payload does not fit its type. */
	INVALID("The payload does not fit the type", false),

	/** Text that is no topic. */
	BAD_TOPIC("Not a topic", false),

	/** A topic that this connection does not follow. */
	NOT_SUBSCRIBED("Not subscribed", false),

	/** The application's own refusal, whose word it chose. */
	REJECTED("The application rejected the message", false),

	/** A fault on this side. */
	FAILED("The message could not be handled", false);

	private final String word;

	private final String text;

	private final boolean temporary;

	ErrorCode(CloseReason reason, boolean temporary) {
		this.word = reason.word();
		this.text = reason.text();
		this.temporary = temporary;
	}

	ErrorCode(String text, boolean temporary) {
		this.word = name().toLowerCase(Locale.ROOT);
		this.text = text;
		this.temporary = temporary;
	}

	/**
	 * The code as it goes over the wire.
	 * @return the lower-case word
	 */
	String word() {
		return this.word;
	}

	/**
	 * A sentence for humans.
	 * @return the sentence, without a full stop
	 */
	String text() {
		return this.text;
	}

	/**
	 * Whether the same message may succeed later.
	 * @return {@code false} if it is of no use to send it again
	 */
	boolean isTemporary() {
		return this.temporary;
	}

}
