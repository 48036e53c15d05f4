package dev.realtime.benchmarks.report;

import java.util.Arrays;
import java.util.Collection;

/**
 * What is said of one figure over all rounds.
 *
 * @param median the value in the middle, or between the two in the middle
 * @param min the smallest value
 * @param max the largest value
 */
record Spread(double median, double min, double max) {

	static Spread of(Collection<Double> values) {
		if (values.isEmpty()) {
			throw new IllegalArgumentException("No values");
		}
		double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
		Arrays.sort(sorted);
		int middle = sorted.length / 2;
		double median = (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
		return new Spread(median, sorted[0], sorted[sorted.length - 1]);
	}

}
