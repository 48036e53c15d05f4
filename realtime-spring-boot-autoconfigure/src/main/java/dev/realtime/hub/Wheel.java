package dev.realtime.hub;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import dev.realtime.CloseReason;
import dev.realtime.Transport;
import dev.realtime.codec.FrameAllocator;
import dev.realtime.codec.Heartbeat;
import dev.realtime.connection.ConnectionInfo;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A lane's one timer: sends heartbeats, and ends connections that have stalled, fallen
 * silent, lived long enough, or whose login has ended. Each connection is in one slot,
 * for when it has to be looked after next. Runs only while there are connections.
 * <p>
 * A login may be extended or cut short, and the clock that it is measured by may be set:
 * nothing of it is kept here, and whoever has one that ends is looked after every few
 * seconds.
 */
final class Wheel {

	private static final Log logger = LogFactory.getLog(Wheel.class);

	private static final int SLOTS = 128;

	private static final long MIN_TICK = TimeUnit.MILLISECONDS.toNanos(10);

	private static final long MAX_TICK = TimeUnit.MILLISECONDS.toNanos(500);

	private static final int ROTATION_RETRY_MILLIS = 3000;

	private static final long MAX_LOGIN_LOOK_MILLIS = 3000;

	private final Lane lane;

	private final HubSettings settings;

	private final FrameAllocator allocator;

	private final LongSupplier nanoTime;

	private final Clock clock;

	private final RandomGenerator random;

	private final long tick;

	private final List<List<HubConnection>> slots = IntStream.range(0, SLOTS)
		.<List<HubConnection>>mapToObj((slot) -> new ArrayList<>(0))
		.toList();

	private int current;

	private int size;

	private boolean turning;

	/** In this turn, so that it is logged once. */
	private boolean failed;

	Wheel(Lane lane, HubSettings settings, FrameAllocator allocator, LongSupplier nanoTime, Clock clock,
			RandomGenerator random) {
		this.lane = lane;
		this.settings = settings;
		this.allocator = allocator;
		this.nanoTime = nanoTime;
		this.clock = clock;
		this.random = random;
		long shortest = LongStream
			.of(settings.sseHeartbeat().toNanos(), settings.webSocketPing().toNanos(),
					settings.webSocketTimeout().toNanos(), settings.stallTimeout().toNanos())
			.min()
			.getAsLong();
		this.tick = Math.max(MIN_TICK, Math.min(MAX_TICK, shortest / 8));
	}

	/**
	 * When a new connection has to be looked after.
	 * @param connection the connection
	 * @return its times
	 */
	Times timesFor(ConnectionInfo connection) {
		long now = this.nanoTime.getAsLong();
		long lifetime = this.settings.maxLifetime().toNanos();
		long rotates = (lifetime > 0) ? now + lifetime - (long) (lifetime * 0.1 * this.random.nextDouble())
				: Times.NEVER;
		Times times = new Times(now, rotates);
		// A poll has one heartbeat at most, when it asks for it.
		times.heartbeat = (connection.transport() == Transport.LONG_POLL) ? Times.NEVER
				: now + jittered(interval(connection.transport()));
		return times;
	}

	void add(HubConnection connection) {
		schedule(connection, this.nanoTime.getAsLong());
		this.size++;
		if (!this.turning) {
			this.turning = true;
			turn();
		}
	}

	/**
	 * Give a connection its next heartbeat at a certain time.
	 * @param connection a connection of this lane
	 * @param delay how long from now
	 */
	void heartbeatIn(HubConnection connection, Duration delay) {
		long now = this.nanoTime.getAsLong();
		Times times = connection.times();
		this.slots.get(times.slot).remove(connection);
		times.heartbeat = now + delay.toNanos();
		schedule(connection, now);
	}

	private void turn() {
		try {
			this.lane.executor().schedule(this::tick, this.tick, TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			this.turning = false;
		}
	}

	private void tick() {
		try {
			visitDue();
		}
		catch (RuntimeException | Error ex) {
			logger.error("A lane could not look after its connections; the next turn tries again", ex);
		}
		this.turning = this.size > 0;
		if (this.turning) {
			turn();
		}
	}

	private void visitDue() {
		this.failed = false;
		this.current = (this.current + 1) % SLOTS;
		List<HubConnection> due = this.slots.get(this.current);
		List<HubConnection> visited = List.copyOf(due);
		due.clear();
		Heartbeat checkpoint = new Heartbeat(this.lane.position(), this.allocator);
		Heartbeat plain = new Heartbeat(null, this.allocator);
		long now = this.nanoTime.getAsLong();
		for (HubConnection connection : visited) {
			visit(connection, now, checkpoint, plain);
		}
		this.lane.flush();
		checkpoint.release();
		plain.release();
		this.lane.ticked(now);
	}

	private void visit(HubConnection connection, long now, Heartbeat checkpoint, Heartbeat plain) {
		if (connection.isRemoved()) {
			this.size--;
			return;
		}
		try {
			look(connection, now, checkpoint, plain);
		}
		catch (RuntimeException | Error ex) {
			if (!this.failed) {
				this.failed = true;
				logger.error("A connection could not be looked after, and maybe more; the next turn tries again", ex);
			}
		}
		schedule(connection, now);
	}

	private void look(HubConnection connection, long now, Heartbeat checkpoint, Heartbeat plain) {
		CloseReason reason = overdue(connection, now);
		if (reason != null) {
			connection.close(reason, (reason == CloseReason.ROTATED) ? this.random.nextInt(ROTATION_RETRY_MILLIS) : -1);
		}
		else {
			beat(connection, now, checkpoint, plain);
		}
	}

	private @Nullable CloseReason overdue(HubConnection connection, long now) {
		Times times = connection.times();
		ConnectionInfo info = connection.connection().info();
		if (info.user().hasEndedAt(this.clock.instant())) {
			return CloseReason.EXPIRED;
		}
		if (info.transport() == Transport.WEBSOCKET
				&& now - times.received >= this.settings.webSocketTimeout().toNanos()) {
			return CloseReason.TIMEOUT;
		}
		if (isStalled(connection) && now - times.progress >= this.settings.stallTimeout().toNanos()) {
			if (!connection.connection().hasProgressed()) {
				return CloseReason.SLOW;
			}
			times.progress = now;
		}
		return (now >= times.rotates) ? CloseReason.ROTATED : null;
	}

	private void beat(HubConnection connection, long now, Heartbeat checkpoint, Heartbeat plain) {
		Transport transport = connection.connection().info().transport();
		Times times = connection.times();
		long interval = interval(transport);
		if (now < times.heartbeat) {
			return;
		}
		if (transport == Transport.SSE && now - times.written < interval * 3 / 4) {
			times.heartbeat = times.written + jittered(interval);
			return;
		}
		connection.heartbeat(checkpoint, plain);
		if (transport == Transport.WEBSOCKET && !times.ping(now)) {
			this.lane.observer().heartbeatMissed();
		}
		times.heartbeat = (transport == Transport.LONG_POLL) ? Times.NEVER : now + jittered(interval);
	}

	private void schedule(HubConnection connection, long now) {
		Times times = connection.times();
		long due = Math.min(times.heartbeat, times.rotates);
		ConnectionInfo info = connection.connection().info();
		Instant expiresAt = info.user().expiresAt();
		if (expiresAt != null) {
			due = Math.min(due, now + untilLook(expiresAt));
		}
		if (info.transport() == Transport.WEBSOCKET) {
			due = Math.min(due, times.received + this.settings.webSocketTimeout().toNanos());
		}
		// Often enough to see a stall before its time is over.
		long stallTimeout = this.settings.stallTimeout().toNanos();
		due = Math.min(due, isStalled(connection) ? (times.progress + stallTimeout) : (now + stallTimeout / 2));
		long ticks = Math.max(1, Math.min(SLOTS - 1, (due - now + this.tick - 1) / this.tick));
		times.slot = (int) ((this.current + ticks) % SLOTS);
		this.slots.get(times.slot).add(connection);
	}

	private static boolean isStalled(HubConnection connection) {
		return connection.isBehind() && !connection.isWritable();
	}

	private long untilLook(Instant expiresAt) {
		// Compared before it is counted: it may be further away than can be.
		Instant now = this.clock.instant();
		Instant latest = now.plusMillis(MAX_LOGIN_LOOK_MILLIS);
		if (!expiresAt.isBefore(latest)) {
			return TimeUnit.MILLISECONDS.toNanos(MAX_LOGIN_LOOK_MILLIS);
		}
		return expiresAt.isAfter(now) ? Duration.between(now, expiresAt).toNanos() : 0;
	}

	private long interval(Transport transport) {
		return ((transport == Transport.WEBSOCKET) ? this.settings.webSocketPing() : this.settings.sseHeartbeat())
			.toNanos();
	}

	/**
	 * Jitter only shortens, so that nobody waits longer than promised.
	 */
	private long jittered(long interval) {
		return (long) (interval * (0.75 + 0.25 * this.random.nextDouble()));
	}

}
