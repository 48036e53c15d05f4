package dev.realtime.benchmarks.load;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One event loop with what its connections share: the bytes that were read last and the
 * tally of what was received. Confined to the loop, except for {@link #call}.
 */
final class LoadLoop {

	private static final int BYTES = 64 * 1024;

	private static final long MAX_NANOS = TimeUnit.MINUTES.toNanos(5);

	private final EventLoop eventLoop;

	private final Outstanding outstanding;

	private final byte[] bytes = new byte[Wire.HEADROOM + BYTES];

	private final Histogram latency = new Histogram(1000, MAX_NANOS, 3);

	private long deliveries;

	private long receivedNanos;

	private long failures;

	private @Nullable String failure;

	LoadLoop(EventLoop eventLoop, Outstanding outstanding) {
		this.eventLoop = eventLoop;
		this.outstanding = outstanding;
	}

	EventLoop eventLoop() {
		return this.eventLoop;
	}

	byte[] bytes() {
		return this.bytes;
	}

	/** What is delivered from here on was received now. */
	void stampReceipt() {
		this.receivedNanos = System.nanoTime();
	}

	void delivered(int topic, long seq, long nanos) {
		this.deliveries++;
		this.latency.recordValue(Math.min(Math.max(0, this.receivedNanos - nanos), MAX_NANOS));
		this.outstanding.received(topic, seq);
	}

	void failed(String reason) {
		this.failures++;
		this.failure = reason;
	}

	long deliveries() {
		return this.deliveries;
	}

	long failures() {
		return this.failures;
	}

	/**
	 * Why something failed.
	 * @return the last reason, or {@code null} if nothing failed
	 */
	@Nullable String failure() {
		return this.failure;
	}

	/** Counting and timing begin anew. */
	void reset() {
		this.deliveries = 0;
		this.failures = 0;
		this.failure = null;
		this.latency.reset();
	}

	void addLatencyTo(Histogram sum) {
		sum.add(this.latency);
	}

	static Histogram histogram() {
		return new Histogram(1000, MAX_NANOS, 3);
	}

	/**
	 * Do something on the loop, and wait for it.
	 * @param <T> what comes out of it
	 * @param task what to do
	 * @return what came out of it
	 */
	<T> T call(Callable<T> task) {
		return this.eventLoop.submit(task).syncUninterruptibly().getNow();
	}

	/**
	 * Do something on the loop, and wait for it.
	 * @param task what to do
	 */
	void run(Runnable task) {
		this.eventLoop.submit(task).syncUninterruptibly();
	}

}
