package dev.realtime.benchmarks.report;

import java.util.Locale;

/**
 * What is measured, with its unit.
 *
 * @since 0.1.0
 */
public enum Figure {

	/** Events that reached a connection, per second. */
	DELIVERIES_PER_SECOND("deliveries/s", "%,.0f", true),

	/** Processor time of the server for a million deliveries, publishing included. */
	CPU_PER_MILLION("CPU s per million", "%.2f", true),

	/** Time from publishing to receipt that half of the deliveries do not exceed. */
	P50_MILLIS("p50 ms", "%.1f", false),

	/** The same for 99 of 100. */
	P99_MILLIS("p99 ms", "%.1f", true),

	/** The longest time from publishing to receipt. */
	MAX_MILLIS("max ms", "%.1f", false),

	/** Processor time of the client for a million deliveries. */
	CLIENT_CPU_PER_MILLION("client CPU s per million", "%.2f", false),

	/** Connections that were opened, per second. */
	CONNECTS_PER_SECOND("connects/s", "%,.0f", true),

	/** Time until all were connected. */
	CONNECTED_SECONDS("all connected s", "%.2f", false),

	/** Time until all were connected and had received what they missed. */
	CAUGHT_UP_SECONDS("all caught up s", "%.2f", true),

	/** The last, against connecting without anything missed. */
	AGAINST_PLAIN("against plain connects", "%.2f", false),

	/** 99th percentile against the same without slow clients. */
	P99_AGAINST_WITHOUT("p99 against none slow", "%.2f", false),

	/** Slow connections that the server has closed. */
	SLOW_CLOSED("slow closed", "%,.0f", false),

	/** Proportional set size for each connection. */
	PSS_PER_CONNECTION("PSS KB/connection", "%.2f", true),

	/** Live heap for each connection. */
	HEAP_PER_CONNECTION("heap KB/connection", "%.2f", true),

	/** Direct memory for each connection. */
	DIRECT_PER_CONNECTION("direct KB/connection", "%.2f", false),

	/** Events that connections did not receive. */
	MISSING("missing", "%,.0f", false),

	/** Events that connections received twice. */
	REPEATED("repeated", "%,.0f", false),

	/** Connections that were closed though they read. */
	LOST("lost", "%,.0f", false);

	private final String label;

	private final String format;

	private final boolean compared;

	Figure(String label, String format, boolean compared) {
		this.label = label;
		this.format = format;
		this.compared = compared;
	}

	public String label() {
		return this.label;
	}

	/**
	 * Whether it is compared to that of this library.
	 * @return whether it has a ratio
	 */
	public boolean compared() {
		return this.compared;
	}

	/**
	 * Whether it counts faults: zero is as it should be.
	 * @return whether it does
	 */
	public boolean countsFaults() {
		return this == MISSING || this == REPEATED || this == LOST;
	}

	String format(double value) {
		return String.format(Locale.ROOT, this.format, value);
	}

}
