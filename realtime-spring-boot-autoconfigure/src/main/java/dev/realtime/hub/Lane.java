package dev.realtime.hub;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

import dev.realtime.Position;
import dev.realtime.RealtimeObserver;
import dev.realtime.Transport;
import dev.realtime.codec.FrameAllocator;
import dev.realtime.codec.MergedEvents;
import dev.realtime.connection.Connection;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The part of the hub that one event loop owns: its connections, who of them follows
 * which topic, and their timers. Nothing in it is shared between threads but the queue of
 * what is to be given to them. One run takes what is queued, offers each item to its
 * followers, and flushes each connection that was written to once. A long run yields in
 * between, so that others are served.
 */
public final class Lane implements Executor {

	private static final Log logger = LogFactory.getLog(Lane.class);

	/** How many offers one run makes before it yields. */
	private static final int OFFERS_PER_RUN = 512;

	/** How often at least a checkpoint is asked for and failed reads are tried again. */
	private static final long MAX_LOOK_INTERVAL = TimeUnit.SECONDS.toNanos(1);

	private final Hub hub;

	private final ScheduledExecutorService executor;

	private final HubSettings settings;

	private final FrameAllocator allocator;

	private final RealtimeObserver observer;

	private final LongSupplier nanoTime;

	private final LaneQueue queue;

	private final Map<String, FollowerList> topics = new HashMap<>();

	private final Set<HubConnection> connections = new LinkedHashSet<>();

	private final Set<HubConnection> joining = new LinkedHashSet<>();

	private final Laggards laggards = new Laggards();

	private final Written written = new Written();

	private final List<Broadcast> done = new ArrayList<>();

	private final Deliveries deliveries = new Deliveries();

	private final Wheel wheel;

	private final Linger linger;

	private @Nullable Broadcast current;

	private @Nullable Position position;

	private final long lookInterval;

	private long lastLook;

	private volatile boolean inhabited;

	Lane(Hub hub, ScheduledExecutorService executor, HubSettings settings, FrameAllocator allocator,
			RealtimeObserver observer, LongSupplier nanoTime, Clock clock, RandomGenerator random) {
		this.hub = hub;
		this.executor = executor;
		this.settings = settings;
		this.allocator = allocator;
		this.observer = observer;
		this.nanoTime = nanoTime;
		// Each heartbeat is to have a checkpoint that is younger than the one before it.
		long heartbeat = Math.min(settings.sseHeartbeat().toNanos(), settings.webSocketPing().toNanos());
		this.lookInterval = Math.min(MAX_LOOK_INTERVAL, heartbeat / 4);
		this.lastLook = nanoTime.getAsLong();
		this.linger = new Linger(this.lastLook);
		this.queue = new LaneQueue(settings.tailSize());
		this.wheel = new Wheel(this, settings, allocator, nanoTime, clock, random);
	}

	/**
	 * Run a task on the lane's thread.
	 * @param task the task; it is dropped if the thread has ended, and its connections
	 * with it
	 */
	@Override
	public void execute(Runnable task) {
		tryExecute(task);
	}

	/**
	 * Run a task on the lane's thread, and flush what it wrote.
	 * @param task the task
	 * @return {@code false} if the thread has ended
	 */
	boolean tryExecute(Runnable task) {
		try {
			this.executor.execute(() -> {
				task.run();
				flush();
			});
			return true;
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The lane's thread has ended", ex);
			return false;
		}
	}

	/**
	 * Take a connection in, for life. In lane only.
	 * @param connection the connection
	 * @return the hub's side of it
	 */
	public HubConnection add(Connection connection) {
		HubConnection added = new HubConnection(this, connection, this.wheel.timesFor(connection.info()));
		this.connections.add(added);
		this.inhabited = true;
		this.wheel.add(added);
		return added;
	}

	void remove(HubConnection connection) {
		this.connections.remove(connection);
		this.inhabited = !this.connections.isEmpty();
		this.joining.remove(connection);
		this.laggards.remove(connection);
	}

	/**
	 * Whether there are connections. Without any nobody needs a checkpoint, and to wake
	 * the event loop for one would keep a server from coming to rest. Any thread.
	 * @return {@code true} if there are
	 */
	boolean isInhabited() {
		return this.inhabited;
	}

	Set<HubConnection> connections() {
		return this.connections;
	}

	Hub hub() {
		return this.hub;
	}

	ScheduledExecutorService executor() {
		return this.executor;
	}

	HubSettings settings() {
		return this.settings;
	}

	FrameAllocator allocator() {
		return this.allocator;
	}

	RealtimeObserver observer() {
		return this.observer;
	}

	long nanoTime() {
		return this.nanoTime.getAsLong();
	}

	/**
	 * Up to where everything was offered to those who are live.
	 * @return the position, or {@code null} if nothing was
	 */
	@Nullable Position position() {
		return this.position;
	}

	/**
	 * Queue an item, and with it its reference. From the hub's serial order only.
	 * @param item the item
	 */
	void offer(LaneItem item) {
		if (!this.queue.offer(item) && item instanceof LaneItem.Event event) {
			if (event.event().event().isEphemeral()) {
				this.observer.eventsDropped("overload", 1);
			}
			TracedEvent.done(event.event(), 0);
			event.event().release();
		}
		if (this.queue.wake()) {
			long wait = this.linger.left(nanoTime());
			if (wait == 0) {
				execute(this::run);
			}
			else {
				runIn(wait);
			}
		}
	}

	private void run() {
		try {
			work();
		}
		catch (RuntimeException | Error ex) {
			this.queue.lost();
			logger.error("A lane could not finish what was queued; it goes on with the next", ex);
		}
		if (this.current != null) {
			runIn(0);
		}
		else if (!this.queue.pause()) {
			runIn(this.linger.left(nanoTime()));
		}
	}

	/**
	 * Even at once as a timer: an event loop looks at its sockets before it looks at its
	 * timers, while it would run up to a second of tasks that follow each other.
	 */
	private void runIn(long nanos) {
		try {
			this.executor.schedule(() -> {
				run();
				flush();
			}, nanos, TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The lane's thread has ended", ex);
		}
	}

	private void work() {
		int offers = 0;
		while (offers < OFFERS_PER_RUN && (this.current != null || next())) {
			offers++;
			if (this.current != null) {
				offers += this.current.offer(OFFERS_PER_RUN, this.queue.peek() == null);
				finish(this.current);
			}
		}
		join();
	}

	/** A connection may end while it is written to, and is no longer joining then. */
	private void join() {
		for (HubConnection connection : List.copyOf(this.joining)) {
			if (connection.join()) {
				this.joining.remove(connection);
			}
		}
	}

	private boolean next() {
		if (this.linger.left(nanoTime()) > 0) {
			return false;
		}
		LaneItem item = this.queue.poll();
		if (item instanceof LaneItem.Event event) {
			String topic = event.event().event().topic();
			FollowerList followers = this.topics.get(topic);
			this.current = new Broadcast(new MergedEvents(this.queue.withSuccessors(event.event()), this.allocator),
					(followers != null) ? followers : new FollowerList(topic), this.nanoTime);
		}
		else if (item instanceof LaneItem.Checkpoint checkpoint) {
			this.position = checkpoint.position();
		}
		else if (item instanceof LaneItem.Interrupted) {
			List.copyOf(this.connections).forEach(HubConnection::interrupted);
		}
		return item != null;
	}

	private void finish(Broadcast broadcast) {
		if (broadcast.isDone()) {
			Position reached = broadcast.reached();
			if (reached != null) {
				this.position = reached;
			}
			this.current = null;
			boolean behind = broadcast.isMerged() || this.queue.peek() != null;
			this.linger.worked(broadcast.duration(), behind, nanoTime());
			this.done.add(broadcast);
			broadcast.leave();
		}
	}

	/** Flush the connections that were written to. */
	void flush() {
		this.written.flush();
		this.done.forEach((broadcast) -> broadcast.end(this.observer));
		this.done.clear();
		this.deliveries.tell(this.observer);
	}

	void written(HubConnection connection) {
		this.written.add(connection);
	}

	void delivered(Transport transport, int events) {
		this.deliveries.add(transport, events);
	}

	/**
	 * The wheel has turned: ask for a checkpoint, and look after those who are behind.
	 * @param now the lane's time
	 */
	void ticked(long now) {
		if (now - this.lastLook >= this.lookInterval) {
			this.lastLook = now;
			this.hub.requestCheckpoint();
			this.laggards.look(this.position);
		}
	}

	void noteBehind(HubConnection connection, boolean fellBehind) {
		this.laggards.note(connection, fellBehind);
		this.hub.countBehind(fellBehind);
	}

	Laggards laggards() {
		return this.laggards;
	}

	void heartbeatIn(HubConnection connection, Duration delay) {
		this.wheel.heartbeatIn(connection, delay);
	}

	void joining(HubConnection connection) {
		this.joining.add(connection);
	}

	/** The same topic, as the string that is kept anyway: each client brings its own. */
	String shared(String topic) {
		FollowerList followers = this.topics.get(topic);
		return (followers != null) ? followers.topic() : topic;
	}

	void follow(Follower follower, Collection<String> followed) {
		for (String topic : followed) {
			FollowerList followers = this.topics.get(topic);
			if (followers == null) {
				followers = new FollowerList(topic);
				this.topics.put(topic, followers);
				this.hub.attach(this, topic);
			}
			followers.add(follower);
		}
		this.hub.countSubscriptions(followed.size());
	}

	void unfollow(Follower follower, Collection<String> followed) {
		for (String topic : followed) {
			FollowerList followers = this.topics.get(topic);
			if (followers != null) {
				followers.remove(follower);
				if (followers.isEmpty()) {
					this.topics.remove(topic);
					this.hub.detach(this, topic);
				}
			}
		}
		this.hub.countSubscriptions(-followed.size());
	}

	void replace(Follower follower, Follower successor) {
		for (String topic : follower.topics()) {
			FollowerList followers = this.topics.get(topic);
			if (followers != null) {
				followers.replace(follower, successor);
			}
		}
	}

}
