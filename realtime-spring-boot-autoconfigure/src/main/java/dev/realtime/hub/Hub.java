package dev.realtime.hub;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

import dev.realtime.Position;
import dev.realtime.PublishedEvent;
import dev.realtime.RealtimeObserver;
import dev.realtime.bus.BusListener;
import dev.realtime.bus.ReadRequest;
import dev.realtime.bus.ReadResult;
import dev.realtime.bus.RealtimeBus;
import dev.realtime.bus.Retention;
import dev.realtime.bus.Serial;
import dev.realtime.codec.EncodedEvent;
import dev.realtime.codec.FrameAllocator;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * This node's table of topics and the lanes that follow them. It takes what the bus
 * carries here, in order, remembers it in the tail, and hands it to each lane that has a
 * subscriber; and it answers the reads of connections, from the tail where that is proven
 * to be complete, else from the log.
 * <p>
 * Everything here happens in one serial order, see {@link Serial} for whose thread runs
 * it, and nothing waits. Thread-safe.
 */
public final class Hub implements BusListener, AutoCloseable {

	private static final Log logger = LogFactory.getLog(Hub.class);

	private final Serial serial = new Serial();

	private final RealtimeBus bus;

	private final HubSettings settings;

	private final Function<String, Retention> retention;

	private final FrameAllocator allocator;

	private final RealtimeObserver observer;

	private final Tracing tracing;

	private final LongSupplier nanoTime;

	private final Clock clock;

	private final RandomGenerator random;

	private final Tail tail;

	private final RecentReads reads;

	private final Map<String, TopicSubscription> topics = new HashMap<>();

	private final Map<ScheduledExecutorService, Lane> lanes = new ConcurrentHashMap<>();

	private final AtomicBoolean checkpointRequested = new AtomicBoolean();

	private final AtomicLong topicCount = new AtomicLong();

	private final LongAdder subscriptions = new LongAdder();

	private final LongAdder behind = new LongAdder();

	private final LongAdder received = new LongAdder();

	private boolean closed;

	/** Counts the interruptions: what was begun in one era proves nothing in the next. */
	private long era;

	/**
	 * Create a hub.
	 * @param bus the engine
	 * @param settings how connections are treated
	 * @param retention how long a topic's events are kept: who resumes is not given more
	 * than that, whoever else is connected here
	 * @param allocator makes the frames
	 * @param observer told what happens
	 * @param tracing follows the events
	 */
	public Hub(RealtimeBus bus, HubSettings settings, Function<String, Retention> retention, FrameAllocator allocator,
			RealtimeObserver observer, Tracing tracing) {
		this(bus, settings, retention, allocator, observer, tracing, System::nanoTime, Clock.systemUTC(), new Random());
	}

	Hub(RealtimeBus bus, HubSettings settings, Function<String, Retention> retention, FrameAllocator allocator,
			RealtimeObserver observer, Tracing tracing, LongSupplier nanoTime, Clock clock, RandomGenerator random) {
		this.bus = bus;
		this.settings = settings;
		this.retention = retention;
		this.allocator = allocator;
		this.observer = observer;
		this.tracing = tracing;
		this.nanoTime = nanoTime;
		this.clock = clock;
		this.random = random;
		this.tail = new Tail(settings.tailSize());
		this.reads = new RecentReads(settings.tailSize() / 4, allocator);
		bus.listen(this);
		requestCheckpoint();
	}

	/**
	 * The lane that an executor owns.
	 * @param executor one thread, an event loop or our own; always the same lane for it
	 * @return the lane
	 */
	public Lane lane(ScheduledExecutorService executor) {
		return this.lanes.computeIfAbsent(executor, (key) -> new Lane(this, key, this.settings, this.allocator,
				this.observer, this.nanoTime, this.clock, this.random));
	}

	/**
	 * How much is carried now.
	 * @return the numbers of this moment
	 */
	public HubStats stats() {
		long furthest = this.lanes.values().stream().mapToLong((lane) -> lane.laggards().furthest()).max().orElse(0);
		return new HubStats(this.topicCount.get(), this.subscriptions.sum(), this.behind.sum(), this.tail.bytes(),
				furthest);
	}

	/** Show the last position that was given, and all lanes. */
	void show(BiConsumer<@Nullable Position, Collection<Lane>> viewer) {
		this.serial.execute(() -> viewer.accept(this.tail.reached(), this.lanes.values()));
	}

	/** How many events came so far that somebody follows here. */
	public long received() {
		return this.received.sum();
	}

	@Override
	public void onEvent(PublishedEvent event) {
		this.serial.execute(() -> {
			try {
				accept(event);
			}
			catch (RuntimeException | Error ex) {
				// Somebody may not have been given it, and the tail may be without it.
				Optional.ofNullable(event.position()).ifPresent(this::begin);
				throw ex;
			}
		});
	}

	@Override
	public void onCheckpoint(Position position) {
		this.serial.execute(() -> {
			if (this.closed) {
				return;
			}
			this.checkpointRequested.set(false);
			if (!this.tail.isCurrent(position)) {
				begin(position);
			}
			this.tail.advance(position.offset());
			for (Lane lane : this.lanes.values()) {
				if (lane.isInhabited()) {
					lane.offer(new LaneItem.Checkpoint(position));
				}
			}
		});
	}

	@Override
	public void onInterrupted() {
		this.serial.execute(this::interrupt);
	}

	/** Let go of all events. What comes later is dropped, and no checkpoint passes it. */
	@Override
	public void close() {
		this.serial.execute(() -> {
			this.closed = true;
			this.tail.clear();
			this.reads.clear();
		});
	}

	private void accept(PublishedEvent event) {
		TopicSubscription subscription = this.topics.get(event.topic());
		if (this.closed || subscription == null || !subscription.isConfirmed()) {
			// Nobody follows it, or whoever does will read it.
			return;
		}
		this.received.increment();
		Position position = event.position();
		if (position != null && !admit(event, position, subscription)) {
			return;
		}
		List<Lane> lanes = subscription.lanes();
		EncodedEvent encoded = TracedEvent.encode(event, lanes.size(), this.tracing, this.allocator);
		if (position != null) {
			this.tail.append(encoded);
		}
		for (Lane lane : lanes) {
			lane.offer(new LaneItem.Event(encoded.retain()));
		}
		encoded.release();
	}

	private boolean admit(PublishedEvent event, Position position, TopicSubscription subscription) {
		if (!this.tail.isCurrent(position)) {
			begin(new Position(position.epoch(), position.offset() - 1));
		}
		if (!subscription.accept(position.offset(), event.prev())) {
			return false;
		}
		if (position.offset() <= this.tail.last()) {
			interrupt();
			return false;
		}
		return true;
	}

	/** Begin an epoch: offsets of the one before cannot be compared with new ones. */
	private void begin(Position position) {
		this.tail.restart(position);
		this.reads.clear();
		interrupt();
	}

	private void interrupt() {
		this.era++;
		this.topics.values().forEach(TopicSubscription::uncover);
		this.lanes.values().forEach((lane) -> lane.offer(new LaneItem.Interrupted()));
	}

	/** Ask the bus for a checkpoint, unless one is on its way. */
	void requestCheckpoint() {
		if (this.checkpointRequested.compareAndSet(false, true)) {
			this.bus.requestCheckpoint();
		}
	}

	/**
	 * Hand a topic's events to a lane from now on.
	 * @param lane the lane
	 * @param topic a topic that the lane is not attached to
	 */
	void attach(Lane lane, String topic) {
		this.serial.execute(() -> {
			TopicSubscription subscription = this.topics.get(topic);
			if (subscription == null) {
				subscription = subscribe(topic, List.of());
			}
			subscription.lanes().add(lane);
		});
	}

	private TopicSubscription subscribe(String topic, List<Lane> lanes) {
		TopicSubscription subscription = new TopicSubscription(lanes);
		this.topics.put(topic, subscription);
		this.topicCount.set(this.topics.size());
		this.bus.subscribe(topic)
			.subscribe(null, (error) -> this.serial.execute(() -> subscription.fail(error)),
					() -> this.serial.execute(subscription::confirm));
		return subscription;
	}

	/**
	 * Cease to hand a topic's events to a lane.
	 * @param lane the lane
	 * @param topic a topic that the lane is attached to
	 */
	void detach(Lane lane, String topic) {
		this.serial.execute(() -> {
			TopicSubscription subscription = this.topics.get(topic);
			if (subscription != null && subscription.lanes().remove(lane) && subscription.lanes().isEmpty()) {
				this.topics.remove(topic);
				this.topicCount.set(this.topics.size());
				if (!subscription.hasFailed()) {
					this.bus.unsubscribe(topic);
				}
			}
		});
	}

	/**
	 * Read on behalf of a connection, as soon as its subscriptions are confirmed.
	 * @param topics topics that the connection's lane is attached to
	 * @param cursors after which position to read; topics without one are followed from
	 * the top
	 * @param limit how many missed events are too many
	 * @param result given the replay, and with it one reference to each event, on any
	 * thread
	 * @param failure given the error, on any thread
	 */
	void read(Collection<String> topics, Map<String, Position> cursors, long limit, Consumer<Replay> result,
			Consumer<Throwable> failure) {
		this.serial.execute(() -> {
			List<TopicSubscription> subscriptions = new ArrayList<>(topics.size());
			for (String topic : topics) {
				TopicSubscription subscription = this.topics.get(topic);
				if (subscription == null) {
					failure.accept(new IllegalStateException("The subscription to " + topic + " has failed"));
					return;
				}
				subscriptions.add(subscription.hasFailed() ? subscribe(topic, subscription.lanes()) : subscription);
			}
			TopicSubscription.awaitAll(subscriptions.iterator(),
					() -> attempt(() -> read(subscriptions, cursors, limit, result, failure), failure), failure);
		});
	}

	/** Who waits for an answer waits for ever if nobody says that there is none. */
	private static void attempt(Runnable reading, Consumer<Throwable> failure) {
		try {
			reading.run();
		}
		catch (RuntimeException | Error ex) {
			logger.error("What a connection missed could not be read", ex);
			failure.accept(ex);
		}
	}

	private void read(List<TopicSubscription> subscriptions, Map<String, Position> cursors, long limit,
			Consumer<Replay> result, Consumer<Throwable> failure) {
		Replay recent = readTail(subscriptions, cursors, limit);
		if (recent != null) {
			result.accept(recent);
			return;
		}
		long begun = this.era;
		this.bus.read(new ReadRequest(cursors, limit, this.settings.pageSize()))
			.subscribe((found) -> this.serial.execute(() -> attempt(() -> {
				if (begun == this.era && this.tail.isCurrent(found.top())) {
					subscriptions.forEach((subscription) -> subscription.cover(found.top()));
				}
				result.accept(encode(found));
			}, failure)), failure);
	}

	private @Nullable Replay readTail(List<TopicSubscription> subscriptions, Map<String, Position> cursors,
			long limit) {
		boolean resumes = limit != ReadRequest.UNLIMITED;
		for (Map.Entry<String, Position> cursor : cursors.entrySet()) {
			Position position = cursor.getValue();
			if (!this.tail.reaches(position) || (resumes && !isRetained(cursor.getKey(), position))
					|| !subscriptions.stream().allMatch((subscription) -> subscription.covers(position))) {
				return null;
			}
		}
		return cursors.isEmpty() ? null : this.tail.read(cursors, limit, this.settings.pageSize());
	}

	/**
	 * The tail may reach further back, whoever is connected here; that is not to count.
	 */
	private boolean isRetained(String topic, Position cursor) {
		return this.tail.isWithin(this.retention.apply(topic), topic, cursor);
	}

	private Replay encode(ReadResult found) {
		List<EncodedEvent> events = new ArrayList<>(found.events().size());
		for (PublishedEvent event : found.events()) {
			EncodedEvent known = this.tail.find(event);
			Position position = Objects.requireNonNull(event.position(), "what was read has a position");
			events.add((known != null) ? known.retain()
					: this.reads.encode(TracedEvent.shown(event, this.tracing), position));
		}
		return new Replay(found.top(), found.through(), events, found.gaps());
	}

	void countSubscriptions(int change) {
		this.subscriptions.add(change);
	}

	void countBehind(boolean fellBehind) {
		this.behind.add(fellBehind ? 1 : -1);
		this.observer.connectionBehind(fellBehind);
	}

}
