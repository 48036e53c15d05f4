package dev.realtime.benchmarks.systems;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import dev.realtime.RealtimeObserver;
import dev.realtime.Transport;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SwitchedObserver} and its {@link Turns}.
 */
class SwitchedObserverTests {

	private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

	private static final long WORK_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

	private final AtomicLong heard = new AtomicLong();

	private long delivered;

	@Test
	void whatTheObserverCostsIsInTheTurnsWithItAndNowhereElse() {
		List<Turns.Pair> pairs = pairs(new RealtimeObserver() {

			@Override
			public void eventsDelivered(Transport transport, int count) {
				SwitchedObserverTests.this.heard.incrementAndGet();
				spin(2 * WORK_NANOS);
			}

		});
		assertThat(pairs).allSatisfy((pair) -> {
			assertThat(pair.with()).isGreaterThan(2 * pair.without());
			assertThat(pair.without()).isGreaterThan(WORK_NANOS / 10.0 / 2);
		});
		// In as much time it delivers a third of what it delivers without.
		assertThat(this.heard.doubleValue() / this.delivered).isBetween(0.15, 0.35);
	}

	/** Works for ten deliveries at a time until there are some pairs. */
	private List<Turns.Pair> pairs(RealtimeObserver observer) {
		SwitchedObserver switched = new SwitchedObserver(observer);
		List<Turns.Pair> pairs = new ArrayList<>();
		while (pairs.size() < 4) {
			spin(WORK_NANOS);
			this.delivered++;
			switched.eventsDelivered(Transport.SSE, 10);
			pairs.addAll(switched.take());
		}
		return pairs;
	}

	/** By the thread's own clock: others may take the processor meanwhile. */
	private static void spin(long nanos) {
		long end = THREADS.getCurrentThreadCpuTime() + nanos;
		while (THREADS.getCurrentThreadCpuTime() < end) {
			Thread.onSpinWait();
		}
	}

}
