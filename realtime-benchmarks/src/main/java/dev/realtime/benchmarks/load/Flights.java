package dev.realtime.benchmarks.load;

import java.util.concurrent.TimeUnit;

/**
 * Publishes events and knows which are on their way. One that has not reached all its
 * connections after 5 seconds is waited for no longer. Confined to the publisher's loop.
 */
final class Flights {

	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

	private static final int SLOTS = 1 << 16;

	private final EventPublisher publisher;

	private final Outstanding outstanding;

	private final Numbering numbering;

	private final Fleet fleet;

	private final long[] begun = new long[SLOTS];

	private long oldest;

	private int inFlight;

	private long abandoned;

	private Runnable whenLanded = () -> {
	};

	Flights(EventPublisher publisher, Outstanding outstanding, Numbering numbering, Fleet fleet) {
		this.publisher = publisher;
		this.outstanding = outstanding;
		this.numbering = numbering;
		this.fleet = fleet;
		outstanding.whenComplete((number) -> {
			if (publisher.loop().inEventLoop()) {
				landed();
			}
			else {
				publisher.loop().execute(this::landed);
			}
		});
	}

	/**
	 * Publish the next event.
	 * @param dueNanos when it was due
	 */
	void launch(long dueNanos) {
		long number = this.publisher.published();
		int receivers = this.numbering.all() ? this.fleet.receivers()
				: this.fleet.receivers(this.numbering.topic(number));
		this.begun[(int) (number & (SLOTS - 1))] = System.nanoTime();
		if (receivers > 0) {
			this.inFlight++;
			this.outstanding.expect(number, receivers);
		}
		this.publisher.publish(dueNanos);
	}

	private void landed() {
		this.inFlight--;
		this.whenLanded.run();
	}

	/** Gives up on events that take too long. To be called now and then. */
	void expire() {
		long now = System.nanoTime();
		long published = this.publisher.published();
		while (this.oldest < published && now - this.begun[(int) (this.oldest & (SLOTS - 1))] > PATIENCE) {
			if (this.outstanding.abandon(this.oldest)) {
				this.abandoned++;
				landed();
			}
			this.oldest++;
		}
	}

	/**
	 * Who hears of each event that reached all, or was given up.
	 * @param listener told on the publisher's loop
	 */
	void whenLanded(Runnable listener) {
		this.whenLanded = listener;
	}

	int inFlight() {
		return this.inFlight;
	}

	long abandoned() {
		return this.abandoned;
	}

	EventPublisher publisher() {
		return this.publisher;
	}

}
