package dev.realtime.benchmarks.load;

import java.util.concurrent.TimeUnit;

/**
 * Decides when the next event is published. Confined to the publisher's loop.
 */
interface Pace {

	/** Publish from now on. */
	void start();

	/** Publish no more. */
	void stop();

	/**
	 * Closed loop: the next event follows when an earlier one has reached all its
	 * connections.
	 */
	final class Closed implements Pace {

		private final Flights flights;

		private final int outstanding;

		Closed(Flights flights, int outstanding) {
			this.flights = flights;
			this.outstanding = outstanding;
		}

		@Override
		public void start() {
			this.flights.whenLanded(this::next);
			for (int i = 0; i < this.outstanding; i++) {
				next();
			}
		}

		private void next() {
			this.flights.launch(System.nanoTime());
		}

		@Override
		public void stop() {
			this.flights.whenLanded(() -> {
			});
		}

	}

	/**
	 * Open loop: so many events per second, whatever becomes of them. Each is due at its
	 * own time, and late ones are stamped with the time at which they were due.
	 */
	final class Open implements Pace {

		private final Flights flights;

		private final double perSecond;

		private long begun;

		private long launched;

		private boolean stopped;

		Open(Flights flights, double perSecond) {
			this.flights = flights;
			this.perSecond = perSecond;
		}

		@Override
		public void start() {
			this.begun = System.nanoTime();
			tick();
		}

		private void tick() {
			long due = due();
			while (!this.stopped && due <= System.nanoTime()) {
				this.flights.launch(due);
				this.launched++;
				due = due();
			}
			if (!this.stopped) {
				this.flights.publisher()
					.loop()
					.schedule(this::tick, Math.max(1, due - System.nanoTime()), TimeUnit.NANOSECONDS);
			}
		}

		/**
		 * In the middle of its share of the time, so that a window holds as many as it
		 * should.
		 */
		private long due() {
			return this.begun + (long) ((this.launched + 0.5) * 1e9 / this.perSecond);
		}

		@Override
		public void stop() {
			this.stopped = true;
		}

	}

}
