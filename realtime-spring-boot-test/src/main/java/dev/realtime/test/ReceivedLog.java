package dev.realtime.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Everything that a client received, over all its streams, and a way to wait for more.
 * Thread-safe.
 */
final class ReceivedLog {

	private static final int SHOWN = 20;

	private final List<ReceivedFrame> frames = new ArrayList<>();

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	void add(ReceivedFrame frame) {
		this.lock.lock();
		try {
			this.frames.add(frame);
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	int size() {
		this.lock.lock();
		try {
			return this.frames.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	List<ReceivedFrame> copy() {
		this.lock.lock();
		try {
			return List.copyOf(this.frames);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Wait until something is found.
	 * @param what what is waited for, for the failure's message
	 * @param timeout how long to wait
	 * @param search looks through all frames and returns what it found, or {@code null};
	 * called with the log locked
	 * @return what was found
	 * @throws AssertionError if the time is over, or the thread was interrupted
	 */
	<T> T await(String what, Duration timeout, Function<List<ReceivedFrame>, @Nullable T> search) {
		long left = timeout.toNanos();
		this.lock.lock();
		try {
			while (true) {
				T found = search.apply(this.frames);
				if (found != null) {
					return found;
				}
				if (left <= 0) {
					throw new AssertionError("Waited " + timeout.toMillis() + " ms for " + what + "; " + this);
				}
				left = this.changed.awaitNanos(left);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted while waiting for " + what, ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Check that something does not come.
	 * @param what what must not come, for the failure's message
	 * @param quiet how long to watch
	 * @param search as in {@link #await}
	 * @throws AssertionError if it came, or the thread was interrupted
	 */
	<T> void refute(String what, Duration quiet, Function<List<ReceivedFrame>, @Nullable T> search) {
		long end = System.nanoTime() + quiet.toNanos();
		this.lock.lock();
		try {
			while (true) {
				T found = search.apply(this.frames);
				if (found != null) {
					throw new AssertionError("Received " + what + ": " + found + "; " + this);
				}
				long left = end - System.nanoTime();
				if (left <= 0
						|| (!this.changed.await(left, TimeUnit.NANOSECONDS) && search.apply(this.frames) == null)) {
					return;
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted while watching for " + what, ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public String toString() {
		List<ReceivedFrame> all = copy();
		int from = Math.max(0, all.size() - SHOWN);
		return all.size() + " frames received" + ((from > 0) ? ", the last of them: " : ": ")
				+ all.subList(from, all.size());
	}

}
