package dev.realtime.message;

import org.jspecify.annotations.Nullable;

/**
 * What to answer to posted messages.
 *
 * @param status the HTTP status: 200; 204 if there is nothing to say, because no message
 * had an id; 400 if the body holds no message; 429 if every message was over the rate
 * @param body the ack or error, or an array of them if an array was posted; {@code null}
 * with 204
 * @param retryAfterMillis with 429, when to try again, else -1
 */
@SuppressWarnings("ArrayRecordComponent")
public record PostedReply(int status, byte @Nullable [] body, long retryAfterMillis) {

}
