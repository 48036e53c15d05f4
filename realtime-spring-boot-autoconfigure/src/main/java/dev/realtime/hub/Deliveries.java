package dev.realtime.hub;

import dev.realtime.RealtimeObserver;
import dev.realtime.Transport;

/**
 * How many events a lane has written, so that it is told once for many. Not thread-safe.
 */
final class Deliveries {

	private static final Transport[] TRANSPORTS = Transport.values();

	private final int[] counts = new int[TRANSPORTS.length];

	void add(Transport transport, int events) {
		this.counts[transport.ordinal()] += events;
	}

	/** Tell what has come together, and begin anew. */
	void tell(RealtimeObserver observer) {
		for (int i = 0; i < this.counts.length; i++) {
			if (this.counts[i] > 0) {
				observer.eventsDelivered(TRANSPORTS[i], this.counts[i]);
				this.counts[i] = 0;
			}
		}
	}

}
