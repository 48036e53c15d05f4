package dev.realtime.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/**
 * What one thing costs beside another, each measured many times right after the other.
 * The interval of the median is that of the sign test: it takes nothing for granted of
 * how the ratios are spread. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class Pairs {

	/** Of the normal distribution, for 95 %. */
	private static final double DEVIATIONS = 1.96;

	private final List<Double> ratios = new ArrayList<>();

	/**
	 * Add a pair.
	 * @param one what one costs
	 * @param other what the other costs, not zero
	 */
	public void add(double one, double other) {
		this.ratios.add(one / other);
	}

	/**
	 * The one divided by the other, within a pair.
	 * @return the median
	 */
	public double median() {
		return Spread.of(this.ratios).median();
	}

	/**
	 * What the median is at least, with 95 % confidence. Fewer than six pairs cannot say
	 * it, and give the smallest.
	 * @return the lower end of its interval
	 */
	public double atLeast() {
		return sorted().get(rank());
	}

	/**
	 * What the median is at most, as {@link #atLeast()}.
	 * @return the upper end of its interval
	 */
	public double atMost() {
		return sorted().get(this.ratios.size() - 1 - rank());
	}

	/** From either end, counted from 0. */
	private int rank() {
		int size = this.ratios.size();
		return Math.max(0, (int) ((size - DEVIATIONS * Math.sqrt(size)) / 2) - 1);
	}

	private List<Double> sorted() {
		return this.ratios.stream().sorted().toList();
	}

	/**
	 * How many pairs there are.
	 * @return their number
	 */
	public int count() {
		return this.ratios.size();
	}

}
