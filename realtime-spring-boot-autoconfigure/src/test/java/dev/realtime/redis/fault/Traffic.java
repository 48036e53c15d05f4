package dev.realtime.redis.fault;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A publisher that never rests, until it is closed.
 */
final class Traffic implements AutoCloseable {

	private static final long INTERVAL_MILLIS = 4;

	private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread thread = new Thread(task, "traffic");
		thread.setDaemon(true);
		return thread;
	});

	Traffic(Runnable publish) {
		this.executor.scheduleWithFixedDelay(publish, 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
		try {
			this.executor.awaitTermination(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
