package dev.realtime.message;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.realtime.codec.ControlFrames;
import org.jspecify.annotations.Nullable;

/**
 * What became of a message.
 *
 * @param refusal why it was refused, or {@code null}
 * @param frame what to send to the client, or {@code null} for nothing
 */
@SuppressWarnings("ArrayRecordComponent")
record Answer(@Nullable MessageRefusedException refusal, byte @Nullable [] frame) {

	/**
	 * The message was handled.
	 * @param id the message's id; without one nothing is sent
	 * @param payload what to tell the client, or {@code null}
	 * @return the answer
	 */
	static Answer ack(@Nullable String id, @Nullable Object payload) {
		return new Answer(null, (id != null) ? ControlFrames.ack(id, payload) : null);
	}

	/**
	 * The message was refused.
	 * @param id the message's id, or {@code null}
	 * @param refusal why
	 * @return the answer
	 */
	static Answer error(@Nullable String id, MessageRefusedException refusal) {
		Map<String, Object> payload = new LinkedHashMap<>();
		payload.put("code", refusal.word());
		payload.put("message", refusal.getMessage());
		payload.put("temporary", refusal.isTemporary());
		if (refusal.retryAfterMillis() >= 0) {
			payload.put("retryAfterMs", refusal.retryAfterMillis());
		}
		return new Answer(refusal, ControlFrames.error(id, payload));
	}

	/**
	 * The answer in a word.
	 * @return {@code ok}, or the error's code
	 */
	String outcome() {
		return (this.refusal != null) ? this.refusal.code().word() : "ok";
	}

	/**
	 * When to try again.
	 * @return the milliseconds, or -1
	 */
	long retryAfterMillis() {
		return (this.refusal != null) ? this.refusal.retryAfterMillis() : -1;
	}

	boolean is(ErrorCode code) {
		return this.refusal != null && this.refusal.code() == code;
	}

}
