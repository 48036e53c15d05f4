package dev.realtime.local;

import java.time.Duration;

/**
 * Arithmetic with milliseconds that stops at the largest value: very long is for ever.
 */
final class Millis {

	private static final Duration MAX = Duration.ofMillis(Long.MAX_VALUE);

	private Millis() {
	}

	static long of(Duration duration) {
		return (duration.compareTo(MAX) >= 0) ? Long.MAX_VALUE : duration.toMillis();
	}

	static long plus(long instant, long duration) {
		return (instant > Long.MAX_VALUE - duration) ? Long.MAX_VALUE : instant + duration;
	}

}
