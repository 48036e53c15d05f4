package dev.realtime.benchmarks.jmh;

import java.util.concurrent.Semaphore;

/**
 * Counts deliveries on the lane's thread, and lets another thread wait for them.
 */
final class Deliveries {

	private final Semaphore done = new Semaphore(0);

	/** Set before the first of them is published, and so seen by the lane. */
	private int left;

	/** What becomes of the bytes, so that nobody finds them useless. */
	private long bytes;

	/**
	 * Say how many come next.
	 * @param deliveries how many
	 */
	void expect(int deliveries) {
		this.left = deliveries;
	}

	void delivered(int size, int events) {
		this.bytes += size;
		this.left -= events;
		if (this.left == 0) {
			this.done.release();
		}
	}

	/**
	 * Wait for the last of them.
	 * @throws InterruptedException if it is interrupted
	 */
	void await() throws InterruptedException {
		this.done.acquire();
	}

	@Override
	public String toString() {
		return this.bytes + " bytes, " + this.left + " deliveries left";
	}

}
