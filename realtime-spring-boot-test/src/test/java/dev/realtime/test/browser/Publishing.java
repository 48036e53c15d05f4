package dev.realtime.test.browser;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.realtime.test.TestApp;
import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Publishes 1, 2, 3 and so on, all the time until it is closed.
 */
final class Publishing implements AutoCloseable {

	private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();

	private final AtomicInteger published = new AtomicInteger();

	Publishing(TestApp app, String topic) {
		this.executor.scheduleWithFixedDelay(() -> app.publish(topic, this.published.incrementAndGet()), 0, 5,
				TimeUnit.MILLISECONDS);
	}

	/**
	 * Wait until more was published.
	 * @param count how much more
	 */
	void awaitMore(int count) {
		int before = this.published.get();
		Awaitility.await().until(() -> this.published.get() >= before + count);
	}

	/**
	 * Stop, and check that tabs were given everything, in order and once.
	 * @param tabs tabs that were ready before the first event
	 */
	void assertNothingMissing(List<Tab> tabs) {
		close();
		List<Integer> all = IntStream.rangeClosed(1, this.published.get()).boxed().toList();
		for (Tab tab : tabs) {
			assertThat(tab.awaitPayloads(all.size())).as(tab.toString()).isEqualTo(all);
			assertThat((List<?>) tab.evaluate("seen.gaps")).isEmpty();
		}
	}

	@Override
	public void close() {
		this.executor.shutdown();
		try {
			assertThat(this.executor.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
