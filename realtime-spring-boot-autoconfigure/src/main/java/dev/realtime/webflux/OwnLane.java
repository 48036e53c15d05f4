package dev.realtime.webflux;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import dev.realtime.hub.Hub;
import dev.realtime.hub.Lane;
import org.jspecify.annotations.Nullable;

/**
 * A lane with a thread of our own, for servers whose threads belong to nobody.
 */
final class OwnLane {

	private final ScheduledExecutorService executor;

	private final ConnectionLane lane;

	private volatile @Nullable Thread thread;

	OwnLane(Hub hub, int number) {
		this.executor = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread created = new Thread(task, "realtime-lane-" + number);
			created.setDaemon(true);
			// Not that of the request which happened to come first.
			created.setContextClassLoader(OwnLane.class.getClassLoader());
			this.thread = created;
			return created;
		});
		Lane owned = hub.lane(this.executor);
		LaneThread thread = new LaneThread(owned, () -> Thread.currentThread() == this.thread);
		this.lane = new ConnectionLane(owned, thread, null, () -> {
		});
	}

	ConnectionLane lane() {
		return this.lane;
	}

	/**
	 * End the thread after what it has to do now.
	 */
	void end() {
		this.executor.shutdown();
	}

}
