package dev.realtime.redis.fault;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

import dev.realtime.RealtimeObserver;
import dev.realtime.bus.Retention;
import dev.realtime.codec.HeapFrameAllocator;
import dev.realtime.hub.Hub;
import dev.realtime.hub.HubSettings;
import dev.realtime.hub.Lane;
import dev.realtime.hub.Tracing;
import dev.realtime.redis.RedisBus;
import dev.realtime.redis.RedisBusSettings;
import dev.realtime.redis.RedisServers;
import dev.realtime.redis.fixture.RedisAddress;
import org.awaitility.Awaitility;

/**
 * One node of several in this JVM: a bus, a hub and one lane.
 */
final class FaultNode implements AutoCloseable {

	static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(1);

	static final RedisBusSettings SETTINGS = new RedisBusSettings("realtime", "test", COMMAND_TIMEOUT,
			Duration.ofSeconds(1), 1000, Duration.ofMinutes(5));

	/** For what no node is to notice, however busy the machine is. */
	static final RedisBusSettings PATIENT = new RedisBusSettings("realtime", "test", Duration.ofSeconds(10),
			Duration.ofSeconds(10), 1000, Duration.ofMinutes(5));

	/** Short heartbeats, so that there are many checkpoints to be wrong. */
	private static final HubSettings HUB = new HubSettings(Duration.ofMillis(400), Duration.ofSeconds(10),
			Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ZERO, 1 << 20, 1000, 5000, 200);

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final String name;

	private final RedisBus bus;

	private final Lane lane;

	private final ScheduledExecutorService executor;

	private final AtomicInteger repairs = new AtomicInteger();

	private final AtomicInteger epochs = new AtomicInteger();

	FaultNode(String name, RedisAddress address, RedisBusSettings settings, Retention retention) {
		this.name = name;
		RealtimeObserver observer = new RealtimeObserver() {

			@Override
			public void busRepaired(String outcome) {
				FaultNode.this.repairs.incrementAndGet();
			}

			@Override
			public void busEpochBegan() {
				FaultNode.this.epochs.incrementAndGet();
			}

		};
		this.bus = new RedisBus(new RedisServers(List.of(address.uri()), false, null), name, settings, observer);
		Hub hub = new Hub(this.bus, HUB, (topic) -> retention, new HeapFrameAllocator(), observer, Tracing.NONE);
		this.executor = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread thread = new Thread(task, "lane-" + name);
			thread.setDaemon(true);
			return thread;
		});
		this.lane = hub.lane(this.executor);
	}

	RedisBus bus() {
		return this.bus;
	}

	Lane lane() {
		return this.lane;
	}

	ScheduledExecutorService executor() {
		return this.executor;
	}

	/**
	 * How often its connections had to read what they may have missed.
	 */
	int repairs() {
		return this.repairs.get();
	}

	/**
	 * How many epochs began since it was started.
	 */
	int epochs() {
		return this.epochs.get();
	}

	boolean isUp() {
		return this.bus.status().up();
	}

	FaultNode awaitUp() {
		Awaitility.await(this.name + " is up")
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(10))
			.atMost(TIMEOUT)
			.until(this::isUp);
		return this;
	}

	void awaitDown() {
		Awaitility.await(this.name + " is down")
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(10))
			.atMost(TIMEOUT)
			.until(() -> !isUp());
	}

	@Override
	public void close() {
		this.bus.close();
		this.executor.shutdownNow();
	}

	@Override
	public String toString() {
		return this.name;
	}

}
