package dev.realtime.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What scripts are given and reply.
 */
final class Reply {

	private Reply() {
	}

	static String text(Object value) {
		return new String((byte[]) value, StandardCharsets.UTF_8);
	}

	static long number(Object value) {
		return (Long) value;
	}

	@SuppressWarnings("unchecked")
	static List<Object> list(Object value) {
		return (List<Object>) value;
	}

	static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	static byte[] bytes(long number) {
		return bytes(Long.toString(number));
	}

	/**
	 * Whether Redis said that a script has to be loaded anew, or elsewhere. Nothing was
	 * done then.
	 * @param error what went wrong
	 * @return {@code true} if the log has to be opened again
	 */
	static boolean isStale(Throwable error) {
		return startsWith(error, "STALE", "NOSCRIPT", "READONLY", "MOVED", "ASK", "MASTERDOWN");
	}

	/**
	 * Whether an error came from Redis itself, before a script did anything.
	 * @param error what went wrong
	 * @return {@code true} if nothing was done
	 */
	static boolean isRefused(Throwable error) {
		return isStale(error) || isOutOfMemory(error) || startsWith(error, "LOADING", "BUSY", "CLUSTERDOWN",
				"NOREPLICAS", "MISCONF", "NOPERM", "NOAUTH", "WRONGTYPE");
	}

	/**
	 * Redis 6.2 does not begin with the code when a script met it. It decides before the
	 * first command, so nothing was done.
	 */
	private static boolean isOutOfMemory(Throwable error) {
		String message = message(error);
		return message != null && message.contains("OOM command not allowed");
	}

	private static boolean startsWith(Throwable error, String... codes) {
		String message = message(error);
		for (String code : codes) {
			if (message != null && message.startsWith(code)) {
				return true;
			}
		}
		return false;
	}

	private static @Nullable String message(Throwable error) {
		return error.getMessage();
	}

}
