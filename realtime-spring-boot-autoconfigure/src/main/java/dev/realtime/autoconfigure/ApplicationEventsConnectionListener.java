package dev.realtime.autoconfigure;

import java.time.Clock;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import dev.realtime.CloseReason;
import dev.realtime.RealtimeConnectedEvent;
import dev.realtime.RealtimeConnection;
import dev.realtime.RealtimeDisconnectedEvent;
import dev.realtime.RealtimeSubscribedEvent;
import dev.realtime.connection.ConnectionListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Announces streams to the application as Spring application events, on one daemon
 * thread, so that no listener is heard on an event loop and the order per connection
 * holds. At most 10,000 events wait for slow listeners; more are dropped, which is warned
 * of at most once a second.
 */
final class ApplicationEventsConnectionListener implements ConnectionListener, DisposableBean {

	static final int CAPACITY = 10_000;

	private static final Log logger = LogFactory.getLog(ApplicationEventsConnectionListener.class);

	private static final long FAREWELL_SECONDS = 2;

	private final ApplicationEventPublisher publisher;

	private final Clock clock;

	private final ThreadPoolExecutor executor;

	private long dropped;

	private long warnedAt = Long.MIN_VALUE;

	ApplicationEventsConnectionListener(ApplicationEventPublisher publisher, Clock clock) {
		this.publisher = publisher;
		this.clock = clock;
		this.executor = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(CAPACITY),
				(task) -> {
					Thread thread = new Thread(task, "realtime-events");
					thread.setDaemon(true);
					return thread;
				});
	}

	@Override
	public void opened(RealtimeConnection connection) {
		announce(new RealtimeConnectedEvent(connection));
	}

	@Override
	public void subscribed(RealtimeConnection connection, String topic) {
		announce(new RealtimeSubscribedEvent(connection, topic));
	}

	@Override
	public void closed(RealtimeConnection connection, CloseReason reason) {
		announce(new RealtimeDisconnectedEvent(connection, reason));
	}

	private void announce(Object event) {
		try {
			this.executor.execute(() -> publish(event));
		}
		catch (RejectedExecutionException ex) {
			if (!this.executor.isShutdown()) {
				warnOfDrop();
			}
		}
	}

	private void publish(Object event) {
		try {
			this.publisher.publishEvent(event);
		}
		catch (RuntimeException ex) {
			logger.warn("A listener of " + event.getClass().getSimpleName() + " failed", ex);
		}
	}

	private synchronized void warnOfDrop() {
		this.dropped++;
		long now = this.clock.millis();
		if (this.warnedAt == Long.MIN_VALUE || now - this.warnedAt >= 1000 || now < this.warnedAt) {
			logger.warn("Application events about connections were dropped: " + this.dropped
					+ " since the last warning. Listeners are too slow");
			this.dropped = 0;
			this.warnedAt = now;
		}
	}

	@Override
	public void destroy() throws InterruptedException {
		this.executor.shutdown();
		if (!this.executor.awaitTermination(FAREWELL_SECONDS, TimeUnit.SECONDS)) {
			logger.warn("Application events about connections were dropped at shutdown: "
					+ this.executor.shutdownNow().size());
		}
	}

}
