package dev.realtime.hub;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import dev.realtime.CloseReason;
import dev.realtime.GapReason;
import dev.realtime.Position;
import dev.realtime.RealtimeObserver;
import dev.realtime.RealtimeUser;
import dev.realtime.Transport;
import dev.realtime.bus.Retention;
import dev.realtime.codec.EncodedEvent;
import dev.realtime.codec.Heartbeat;
import dev.realtime.codec.MergedEvents;
import dev.realtime.codec.WireFormat;
import dev.realtime.connection.Connection;
import dev.realtime.connection.ConnectionInfo;
import dev.realtime.connection.Subscribed;

/**
 * A hub with a far-away engine, to be moved step by step.
 */
final class HubFixture {

	static final HubSettings SETTINGS = new HubSettings(Duration.ofSeconds(15), Duration.ofSeconds(15),
			Duration.ofSeconds(40), Duration.ofSeconds(30), Duration.ZERO, 1_000_000, 100, 100, 100);

	final SimWorld world = new SimWorld(1, FaultMix.ALL, false);

	final SimLog log = new SimLog(100);

	final SimBus bus = new SimBus(this.world, this.log);

	final CountingAllocator allocator = new CountingAllocator();

	final Hub hub;

	/** What the hub takes for every topic's retention. */
	Retention retention = new Retention(1000, Duration.ofDays(1));

	private final List<SimExecutor> executors = new ArrayList<>();

	HubFixture() {
		this(SETTINGS);
	}

	HubFixture(HubSettings settings) {
		this(settings, RealtimeObserver.NOOP);
	}

	HubFixture(HubSettings settings, RealtimeObserver observer) {
		this(settings, observer, Tracing.NONE);
	}

	HubFixture(HubSettings settings, RealtimeObserver observer, Tracing tracing) {
		this.hub = new Hub(this.bus, settings, (topic) -> this.retention, this.allocator, observer, tracing,
				() -> this.world.now, this.world.clock(), this.world.random.split());
		settle();
	}

	static HubSettings settings(int handOff, int limit, int pageSize) {
		return new HubSettings(SETTINGS.sseHeartbeat(), SETTINGS.webSocketPing(), SETTINGS.webSocketTimeout(),
				SETTINGS.stallTimeout(), SETTINGS.maxLifetime(), SETTINGS.tailSize(), handOff, limit, pageSize);
	}

	/**
	 * A connection on a lane; lanes are made as they are named.
	 */
	Peer connect(int lane, Transport transport) {
		return connect(lane, transport, RealtimeUser.ANONYMOUS);
	}

	Peer connect(int lane, Transport transport, RealtimeUser user) {
		while (this.executors.size() <= lane) {
			this.executors.add(new SimExecutor(this.executors.size(), this.world));
		}
		return new Peer(this.hub.lane(this.executors.get(lane)), transport, user);
	}

	void publish(String... topics) {
		for (String topic : topics) {
			this.bus.publish(topic);
		}
	}

	/** Give the hub all that is on its way. */
	void deliver() {
		while (this.bus.deliver()) {
			continue;
		}
	}

	/** Have the engine confirm all subscriptions. */
	void confirm() {
		while (this.bus.execute() | this.bus.confirm(false)) {
			continue;
		}
	}

	/** Have all lanes do what they have to do. */
	void lanes() {
		boolean moved = true;
		while (moved) {
			moved = false;
			for (SimExecutor executor : this.executors) {
				moved |= executor.step();
			}
		}
	}

	/** Have a lane do the next that it has to do. */
	void step(int lane) {
		this.executors.get(lane).step();
	}

	/** Whether a lane has nothing to do. */
	boolean isIdle(int lane) {
		return this.executors.get(lane).isIdle();
	}

	/** How many timers of a lane run. */
	int timers(int lane) {
		return this.executors.get(lane).timers();
	}

	/** Have one lane do what it has to do. */
	void lane(int lane) {
		while (this.executors.get(lane).step()) {
			continue;
		}
	}

	/** Everything happens, until nothing more does. */
	void settle() {
		boolean moved = true;
		while (moved) {
			lanes();
			confirm();
			moved = this.bus.giveCheckpoint() | this.bus.deliver() | this.bus.look(false);
			moved |= !this.executors.stream().allMatch(SimExecutor::isIdle);
		}
	}

	SimRead read() {
		return this.bus.reads().get(this.bus.reads().size() - 1);
	}

	/** Look for the last who asked, and answer. */
	void answer() {
		SimRead read = read();
		this.bus.look(read);
		this.bus.answer(read);
		lanes();
	}

	/**
	 * Let time pass, and everything happen meanwhile.
	 */
	void pass(Duration duration) {
		long until = this.world.now + duration.toNanos();
		while (this.world.now < until) {
			this.world.now = Math.min(until, this.world.now + Duration.ofMillis(100).toNanos());
			this.executors.forEach(SimExecutor::timePassed);
			settle();
		}
	}

	/**
	 * A connection that notes what it is given.
	 */
	final class Peer implements Connection {

		final List<String> frames = new ArrayList<>();

		/** How many events came at once. */
		final List<Integer> merged = new ArrayList<>();

		final Lane lane;

		boolean writable = true;

		/** Whether it took something of what waits for it. */
		boolean progresses;

		/** What happens when the next frame is written. */
		Runnable onWrite = () -> {
		};

		/** What happens at the next flush. */
		Runnable onFlush = () -> {
		};

		HubConnection hub;

		private ConnectionInfo info;

		private int flushed;

		Peer(Lane lane, Transport transport, RealtimeUser user) {
			this.lane = lane;
			this.info = new ConnectionInfo("peer", transport, user, null, Instant.EPOCH);
			this.hub = lane.add(this);
		}

		void subscribe(String cursor, String... topics) {
			ask(cursor, topics);
			lanes();
		}

		/** Have the lane subscribe when it comes to it. */
		void ask(String cursor, String... topics) {
			this.lane.execute(() -> this.hub.subscribe(List.of(topics), cursor, new SubscribeListener() {

				@Override
				public void subscribed(Subscribed answer) {
					write("subscribed " + text(answer.cursor()) + ' '
							+ map(answer.topics(), (status) -> String.valueOf(status.toWire())));
				}

				@Override
				public void failed(Throwable error) {
					write("failed");
				}

			}));
		}

		void unsubscribe(String... topics) {
			this.lane.execute(() -> this.hub.unsubscribe(List.of(topics)));
			lanes();
		}

		/** The login is another from now on. */
		void login(RealtimeUser user) {
			this.info = this.info.withUser(user);
		}

		void becomesWritable() {
			this.writable = true;
			this.lane.execute(this.hub::writable);
			lanes();
		}

		void leave() {
			this.lane.execute(this.hub::remove);
			lanes();
		}

		/**
		 * What was written since the last call.
		 */
		List<String> taken() {
			List<String> taken = List.copyOf(this.frames);
			this.frames.clear();
			return taken;
		}

		int flushed() {
			return this.flushed;
		}

		private void write(String frame) {
			this.frames.add(frame);
			Runnable action = this.onWrite;
			this.onWrite = () -> {
			};
			action.run();
		}

		@Override
		public ConnectionInfo info() {
			return this.info;
		}

		@Override
		public boolean isWritable() {
			return this.writable;
		}

		@Override
		public boolean hasProgressed() {
			return this.progresses;
		}

		@Override
		public void events(MergedEvents merged) {
			this.merged.add(merged.events().size());
			merged.events().forEach(this::event);
		}

		@Override
		public void event(EncodedEvent event) {
			event.frame(WireFormat.JSON).buffer();
			String topic = event.event().topic();
			write(event.event().isEphemeral() ? topic : topic + event.event().offset());
		}

		@Override
		public void gap(Map<String, GapReason> gaps, Position position) {
			write("gap " + text(position) + ' ' + map(gaps, GapReason::word));
		}

		@Override
		public void heartbeat(Heartbeat heartbeat) {
			heartbeat.frame(WireFormat.JSON).buffer();
			write("heartbeat " + text(heartbeat.checkpoint()));
		}

		@Override
		public void flush() {
			this.flushed++;
			Runnable action = this.onFlush;
			this.onFlush = () -> {
			};
			action.run();
		}

		@Override
		public void close(CloseReason reason, long retryAfterMillis) {
			write("close " + reason.word() + ' ' + retryAfterMillis);
		}

		/** The epoch's last letter and the offset. */
		private static String text(Position position) {
			return (position != null) ? position.epoch().substring(6) + position.offset() : "-";
		}

		private static <T> String map(Map<String, T> values, Function<T, String> text) {
			Map<String, String> sorted = new TreeMap<>();
			values.forEach((key, value) -> sorted.put(key, text.apply(value)));
			return sorted.toString();
		}

	}

}
