package dev.realtime.hub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.realtime.RealtimeObserver;
import dev.realtime.bus.Retention;
import dev.realtime.hub.FaultMix.Fault;

/**
 * A hub with a few lanes, a few clients, and an engine to which things happen, all moved
 * by one random: the same seed always tells the same story.
 */
final class Simulation {

	/** The hub's view: whatever the tail has. */
	private static final Retention KEPT = new Retention(Integer.MAX_VALUE, Duration.ofDays(1));

	private static final int STEPS = 260;

	private static final int RESTLESS = 200_000;

	private static final long LOOK = Duration.ofMillis(500).toNanos();

	private final SimWorld world;

	private final SimLog log;

	private final SimBus bus;

	private final CountingAllocator allocator = new CountingAllocator();

	private final List<SimExecutor> executors = new ArrayList<>();

	private final List<SimClient> clients = new ArrayList<>();

	private final List<Fault> faults;

	private final List<Runnable> actions = new ArrayList<>();

	private boolean even;

	private final Hub hub;

	/** Whether clients that are gone come back at once. */
	private boolean returning;

	Simulation(long seed, FaultMix mix, boolean tracing) {
		this.world = new SimWorld(seed, mix, tracing);
		this.faults = List.copyOf(mix.faults());
		boolean trims = mix.has(Fault.RETENTION);
		this.log = new SimLog(trims ? 2 + this.world.below(4) : 100);
		if (trims) {
			this.world.topics.forEach((topic) -> this.log.retain(topic, this.world.pick(List.of(0, 2, 1000, 1000))));
		}
		this.bus = new SimBus(this.world, this.log);
		HubSettings settings = settings();
		this.world.tell(settings);
		this.hub = new Hub(this.bus, settings, (topic) -> KEPT, this.allocator, RealtimeObserver.NOOP, Tracing.NONE,
				() -> this.world.now, this.world.clock(), this.world.random.split());
		List<Lane> lanes = new ArrayList<>();
		for (int i = this.world.below(3); i >= 0; i--) {
			SimExecutor executor = new SimExecutor(i, this.world);
			this.executors.add(executor);
			lanes.add(this.hub.lane(executor));
		}
		for (int i = 0; i < 4; i++) {
			this.clients.add(client(lanes, i));
		}
		addActions();
	}

	private SimClient client(List<Lane> lanes, int number) {
		return switch (this.world.below(5)) {
			case 0, 1 -> new SseClient(this.world, this.log, lanes, number);
			case 2, 3 -> new SocketClient(this.world, this.log, lanes, number);
			default -> new PollClient(this.world, this.log, lanes, number);
		};
	}

	private HubSettings settings() {
		FaultMix mix = this.world.mix;
		Duration lifetime = Duration.ofSeconds(this.world.chance(3) ? 10 : 0);
		long tail = this.world.pick(List.of(200L, 700L, 2_000L, 1_000_000L));
		int limit = mix.allows(dev.realtime.GapReason.LIMIT) ? this.world.pick(List.of(1, 4, 1000)) : 100_000;
		return new HubSettings(Duration.ofSeconds(4), Duration.ofSeconds(4), Duration.ofSeconds(20),
				Duration.ofSeconds(8), lifetime, tail, this.world.pick(List.of(1, 2, 100)), limit,
				this.world.pick(List.of(1, 2, 3, 100)));
	}

	List<String> story() {
		return this.world.story();
	}

	void run() {
		LoggedErrors.clear();
		for (int i = 0; i < STEPS; i++) {
			this.world.pick(this.actions).run();
		}
		rest();
		this.clients.forEach(SimClient::checkAtRest);
		checkStats();
		resumeOnceMore();
		leave();
	}

	/**
	 * What may happen next, and how often: each seed has a pace of its own, so that in
	 * some reads are slow, in some clients, in some lanes.
	 */
	private void addActions() {
		this.even = this.world.chance(2);
		boolean fails = this.world.mix.has(Fault.FAIL);
		add(14, () -> this.bus.publish(this.world.pick(this.world.topics)));
		add(1, () -> this.bus.publishEphemeral(this.world.pick(this.world.topics)));
		add(17, () -> this.world.pick(this.executors).step());
		add(11, this.bus::deliver);
		add(6, () -> {
			this.bus.execute();
			this.bus.confirm(fails);
		});
		add(11, () -> this.bus.look(fails));
		add(2, this.bus::giveCheckpoint);
		add(12, () -> this.world.pick(this.clients).take());
		add(6, () -> this.world.pick(this.clients).act());
		add(4, () -> {
			SimClient client = this.world.pick(this.clients);
			if (!client.isConnected()) {
				client.connect();
			}
		});
		add(2, () -> this.world.pick(this.clients).cut());
		add(5, () -> pass(LOOK));
		add(1, () -> {
			for (int i = 0; i < 10; i++) {
				pass(LOOK);
				this.executors.forEach(SimExecutor::step);
			}
		});
		add(2, this.log::snapshot);
		if (!this.faults.isEmpty()) {
			add(3, () -> this.bus.fail(this.world.pick(this.faults)));
		}
		add(4, this::hurry);
	}

	private void add(int weight, Runnable action) {
		int times = weight * (this.even ? 2 : this.world.pick(List.of(1, 2, 2, 6)));
		for (int i = 0; i < times; i++) {
			this.actions.add(action);
		}
	}

	/** For a moment everything but the clients goes on as fast as it can. */
	private void hurry() {
		for (int i = 0; i < 8; i++) {
			this.bus.execute();
			this.bus.confirm(false);
			this.bus.look(false);
			this.bus.deliver();
			this.executors.forEach(SimExecutor::step);
		}
	}

	private void pass(long nanos) {
		this.world.now += nanos;
		this.executors.forEach(SimExecutor::timePassed);
	}

	/**
	 * Nothing is published and nothing goes wrong any more: everybody comes back, takes
	 * everything, and gets a heartbeat.
	 */
	private void rest() {
		this.world.tell("REST");
		this.returning = true;
		for (int i = 0; i < 24; i++) {
			settle();
			for (SimClient client : this.clients) {
				if (client instanceof PollClient) {
					client.act();
				}
				else if (client.isConnected()) {
					SimConnection connection = client.connection;
					connection.inLane(() -> connection.hub().received());
				}
			}
			settle();
			pass(LOOK);
		}
		settle();
		this.returning = false;
	}

	private void settle() {
		int steps = 0;
		boolean moved = true;
		while (moved) {
			moved = false;
			for (SimExecutor executor : this.executors) {
				moved |= executor.step();
			}
			moved |= this.bus.execute() | this.bus.confirm(false) | this.bus.look(false) | this.bus.giveCheckpoint()
					| this.bus.deliver();
			for (SimClient client : this.clients) {
				if (this.returning && !client.isConnected()) {
					client.connect();
				}
				moved |= client.take();
			}
			if (steps++ > RESTLESS) {
				throw new AssertionError("never comes to rest");
			}
		}
	}

	private void checkStats() {
		HubStats stats = this.hub.stats();
		if (stats.behind() != 0) {
			throw new AssertionError("at rest, still behind: " + stats);
		}
		long subscriptions = this.clients.stream()
			.filter(SimClient::isConnected)
			.mapToLong((client) -> client.connection.hub().topics().size())
			.sum();
		if (stats.subscriptions() != subscriptions || stats.topics() != this.bus.subscribed().size()) {
			throw new AssertionError(
					stats + " but there are " + subscriptions + " subscriptions to topics of " + this.bus.subscribed());
		}
	}

	/** Who is at the top resumes with nothing. */
	private void resumeOnceMore() {
		int gaps = gaps();
		this.clients.forEach(SimClient::cut);
		settle();
		this.world.tell("RESUME");
		this.returning = true;
		settle();
		this.returning = false;
		if (gaps() != gaps && !this.world.mix.allows(dev.realtime.GapReason.UNKNOWN)) {
			throw new AssertionError("a gap was told to who was at the top");
		}
	}

	private void turnTheWheel() {
		for (int i = 0; i < 140; i++) {
			pass(LOOK);
			settle();
		}
	}

	private int gaps() {
		return this.clients.stream().mapToInt(SimClient::gaps).sum();
	}

	/**
	 * Everybody goes, and nothing is left.
	 */
	private void leave() {
		this.world.tell("LEAVE");
		this.clients.forEach(SimClient::cut);
		settle();
		turnTheWheel();
		LoggedErrors.check();
		Set<String> left = this.bus.subscribed();
		this.bus.fail(Fault.RESTART);
		this.hub.requestCheckpoint();
		settle();
		HubStats stats = this.hub.stats();
		if (!stats.equals(new HubStats(0, 0, 0, 0, 0)) || !left.isEmpty() || this.allocator.live() != 0) {
			throw new AssertionError(
					"left behind: " + stats + ", subscribed " + left + ", " + this.allocator.live() + " frames");
		}
		turnTheWheel();
		pass(LOOK);
		if (!this.executors.stream().allMatch(SimExecutor::isIdle)) {
			throw new AssertionError("the wheel turns for nobody");
		}
	}

}
