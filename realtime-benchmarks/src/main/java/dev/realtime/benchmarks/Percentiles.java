package dev.realtime.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/**
 * What is said of many durations.
 */
final class Percentiles {

	private final long[] sorted;

	/**
	 * Sort durations.
	 * @param nanos the durations in nanoseconds, at least one
	 */
	Percentiles(long[] nanos) {
		this.sorted = nanos.clone();
		Arrays.sort(this.sorted);
	}

	/**
	 * The duration that a share of all does not exceed.
	 * @param share between 0 and 1
	 * @return microseconds
	 */
	double micros(double share) {
		int index = (int) Math.ceil(share * this.sorted.length) - 1;
		return this.sorted[Math.max(0, index)] / 1000.0;
	}

	@Override
	public String toString() {
		return String.format(Locale.ROOT, "p50 %.0f µs, p99 %.0f µs", micros(0.5), micros(0.99));
	}

}
