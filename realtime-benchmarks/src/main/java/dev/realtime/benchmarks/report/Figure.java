package dev.realtime.benchmarks.report;

import java.util.Locale;

/**
 * What is measured, with its unit.
 *
 * @since 0.1.0
 */
public enum Figure {

	/** Events that reached a connection, per second, as fast as it went. */
	DELIVERIES_PER_SECOND("deliveries/s", "%,.0f", Better.HIGHER),

	/** The same where so many were published, no more. */
	GIVEN_DELIVERIES_PER_SECOND("deliveries/s", "%,.0f", Better.NONE),

	/** Processor time of the server for a million deliveries, publishing included. */
	CPU_PER_MILLION("CPU s per million", "%.2f", Better.LOWER),

	/** Time from publishing to receipt that half of the deliveries do not exceed. */
	P50_MILLIS("p50 ms", "%.1f", Better.NONE),

	/** The same for 99 of 100. */
	P99_MILLIS("p99 ms", "%.1f", Better.LOWER),

	/** The same at full rate, where it mostly says how many events were on their way. */
	P99_FULL_RATE_MILLIS("p99 ms", "%.1f", Better.NONE),

	/** The longest time from publishing to receipt. */
	MAX_MILLIS("max ms", "%.1f", Better.NONE),

	/** Processor time of the client for a million deliveries. */
	CLIENT_CPU_PER_MILLION("client CPU s per million", "%.2f", Better.NONE),

	/** Connections that were opened, per second. */
	CONNECTS_PER_SECOND("connects/s", "%,.0f", Better.HIGHER),

	/** Time until all were connected. */
	CONNECTED_SECONDS("all connected s", "%.2f", Better.NONE),

	/** Time until all were connected and had received what they missed. */
	CAUGHT_UP_SECONDS("all caught up s", "%.2f", Better.LOWER),

	/** The last, against connecting without anything missed. */
	AGAINST_PLAIN("against plain connects", "%.2f", Better.NONE),

	/** 99th percentile against the same without slow clients. */
	P99_AGAINST_WITHOUT("p99 against none slow", "%.2f", Better.NONE),

	/** 99th percentile against the same without abusive clients. */
	P99_AGAINST_PEACE("p99 against none abusive", "%.2f", Better.NONE),

	/** Processor time with an observer against that without, the median of all pairs. */
	OBSERVED_AGAINST_NOT("CPU observed against not", "%.3f", Better.NONE),

	/** What this median is at least, with 95 % confidence. */
	OBSERVED_AT_LEAST("at least", "%.3f", Better.NONE),

	/** What it is at most. */
	OBSERVED_AT_MOST("at most", "%.3f", Better.NONE),

	/** How often abusive clients connected, per second. */
	ABUSES_PER_SECOND("abusive connects/s", "%,.0f", Better.NONE),

	/** Slow connections that the server has closed. */
	SLOW_CLOSED("slow closed", "%,.0f", Better.NONE),

	/** Proportional set size for each connection. */
	PSS_PER_CONNECTION("PSS KB/connection", "%.2f", Better.LOWER),

	/** Live heap for each connection. */
	HEAP_PER_CONNECTION("heap KB/connection", "%.2f", Better.LOWER),

	/** Direct memory for each connection. */
	DIRECT_PER_CONNECTION("direct KB/connection", "%.2f", Better.NONE),

	/** Events that connections did not receive. */
	MISSING("missing", "%,.0f", Better.NONE),

	/** Events that connections received twice. */
	REPEATED("repeated", "%,.0f", Better.NONE),

	/** Connections that were closed though they read. */
	LOST("lost", "%,.0f", Better.NONE);

	private static final double MARGIN = 0.05;

	private final String label;

	private final String format;

	private final Better better;

	Figure(String label, String format, Better better) {
		this.label = label;
		this.format = format;
		this.better = better;
	}

	public String label() {
		return this.label;
	}

	/**
	 * Whether it is compared to that of this library.
	 * @return whether it has a ratio
	 */
	public boolean compared() {
		return this.better != Better.NONE;
	}

	/**
	 * Whether it counts faults: zero is as it should be.
	 * @return whether it does
	 */
	public boolean countsFaults() {
		return this == MISSING || this == REPEATED || this == LOST;
	}

	/**
	 * Whether a system is better than what it is compared to, and not by chance: in every
	 * round, and by 5 % in the middle.
	 * @param ratio its figures divided by those of the other
	 * @return whether it is
	 */
	boolean isBetter(Spread ratio) {
		return switch (this.better) {
			case HIGHER -> ratio.min() > 1 && ratio.median() > 1 + MARGIN;
			case LOWER -> ratio.max() < 1 && ratio.median() < 1 - MARGIN;
			case NONE -> false;
		};
	}

	String format(double value) {
		return String.format(Locale.ROOT, this.format, value);
	}

	/**
	 * Which values are the better ones.
	 */
	private enum Better {

		/** Rates. */
		HIGHER,

		/** Costs. */
		LOWER,

		/** What is not compared. */
		NONE

	}

}
