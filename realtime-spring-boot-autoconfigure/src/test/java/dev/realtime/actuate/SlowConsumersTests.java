package dev.realtime.actuate;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import dev.realtime.CloseReason;
import dev.realtime.GapReason;
import dev.realtime.Position;
import dev.realtime.PublishedEvent;
import dev.realtime.RealtimeObserver;
import dev.realtime.RealtimeUser;
import dev.realtime.Transport;
import dev.realtime.bus.Publication;
import dev.realtime.bus.Retention;
import dev.realtime.codec.EncodedEvent;
import dev.realtime.codec.HeapFrameAllocator;
import dev.realtime.codec.Heartbeat;
import dev.realtime.connection.Connection;
import dev.realtime.connection.ConnectionInfo;
import dev.realtime.connection.ConnectionLimits;
import dev.realtime.connection.ConnectionRegistry;
import dev.realtime.connection.Drain;
import dev.realtime.connection.Subscribed;
import dev.realtime.hub.Hub;
import dev.realtime.hub.HubSettings;
import dev.realtime.hub.Lane;
import dev.realtime.hub.SubscribeListener;
import dev.realtime.hub.Tracing;
import dev.realtime.local.LocalBus;
import dev.realtime.local.LocalBusSettings;
import dev.realtime.local.LocalUserQuota;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What {@link RealtimeEndpoint} says of a hub some of whose connections are behind.
 */
class SlowConsumersTests {

	private static final Retention RETENTION = new Retention(100, Duration.ofMinutes(1));

	private final LocalBus bus = new LocalBus(new LocalBusSettings(100, Duration.ofMinutes(1), 100), Clock.systemUTC(),
			new SecureRandom());

	private final Hub hub = new Hub(this.bus,
			new HubSettings(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1),
					Duration.ZERO, 1_000_000, 100, 100, 100),
			(topic) -> RETENTION, new HeapFrameAllocator(), RealtimeObserver.NOOP, Tracing.NONE);

	private final ConnectionRegistry registry = new ConnectionRegistry(ConnectionLimits.DEFAULTS, new LocalUserQuota(),
			RealtimeObserver.NOOP);

	private final RealtimeEndpoint endpoint = new RealtimeEndpoint(
			new RealtimeNode("n1", "local", null, List.of(), List.of(),
					new RealtimeNode.Limits(0, 0, 0, "close-oldest", 128, 10, 1, 1, 1, 1, 1)),
			this.bus, this.hub, this.registry,
			new Drain(this.registry, Duration.ZERO, Schedulers.parallel(), new Random()), (event) -> {
			});

	private final ScheduledExecutorService one = Executors.newSingleThreadScheduledExecutor();

	private final ScheduledExecutorService two = Executors.newSingleThreadScheduledExecutor();

	@AfterEach
	void stop() {
		this.hub.close();
		this.one.shutdownNow();
		this.two.shutdownNow();
	}

	@Test
	void thoseThatMissedMostComeFirstAndAllAreCounted() throws Exception {
		behindBy(1, 2, 3);
		follow("fast", this.one, "a", "b");
		RealtimeDescriptor described = described(2);
		assertThat(described.slowConsumers()).extracting(RealtimeDescriptor.SlowConsumer::connection)
			.containsExactly("by3", "by2");
		assertThat(described.slowConsumers()).extracting(RealtimeDescriptor.SlowConsumer::missed)
			.containsExactly(3L, 2L);
		assertThat(described.connections().behind()).isEqualTo(3);
		assertThat(described.topics().total()).isEqualTo(2);
		assertThat(described.topics().subscriptions()).isEqualTo(5);
		await().until(() -> described(1).slowConsumers().get(0).waitingMillis() > 20);
	}

	@Test
	void whenTheNodeIsInAnotherEpochThanTheLogThenBothAreSaidAndWhatIsMissedIsNotKnown() throws Exception {
		behindBy(1);
		String log = described(10).positions().log();
		this.hub.onEvent(new PublishedEvent("a", "t", new Position("epochzz", 7), 6, 0, new byte[] { '1' }, null));
		await().until(() -> "epochzz.7".equals(described(10).positions().node()));
		assertThat(described(10).positions().log()).isEqualTo(log).doesNotStartWith("epochzz");
		assertThat(described(10).slowConsumers()).singleElement()
			.satisfies((slow) -> assertThat(slow.missed()).isNull());
	}

	private RealtimeDescriptor described(int top) {
		return this.endpoint.realtime(top).block(Duration.ofSeconds(10));
	}

	/**
	 * From the first, who is behind by one event, to the last; the first has a lane of
	 * its own.
	 */
	private void behindBy(int... missed) throws Exception {
		for (int i = missed.length - 1; i >= 0; i--) {
			follow("by" + missed[i], (i == 0) ? this.two : this.one, "a").writable = false;
			this.bus.publish(new Publication("a", "t", new byte[] { '1' }, 0, null, null, false, RETENTION)).block();
			int behind = missed.length - i;
			await().until(() -> this.hub.stats().behind() == behind);
		}
	}

	private Follower follow(String id, ScheduledExecutorService executor, String... topics) throws Exception {
		Follower follower = new Follower(
				new ConnectionInfo(id, Transport.SSE, RealtimeUser.ANONYMOUS, null, Instant.EPOCH));
		CompletableFuture<Subscribed> subscribed = new CompletableFuture<>();
		Lane lane = this.hub.lane(executor);
		lane.execute(() -> lane.add(follower).subscribe(List.of(topics), null, new SubscribeListener() {

			@Override
			public void subscribed(Subscribed answer) {
				subscribed.complete(answer);
			}

			@Override
			public void failed(Throwable error) {
				subscribed.completeExceptionally(error);
			}

		}));
		subscribed.get(10, TimeUnit.SECONDS);
		return follower;
	}

	/** Takes everything until it is told not to. */
	private static final class Follower implements Connection {

		volatile boolean writable = true;

		private final ConnectionInfo info;

		Follower(ConnectionInfo info) {
			this.info = info;
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
		public void event(EncodedEvent event) {
		}

		@Override
		public void gap(Map<String, GapReason> gaps, Position position) {
		}

		@Override
		public void heartbeat(Heartbeat heartbeat) {
		}

		@Override
		public void flush() {
		}

		@Override
		public void close(CloseReason reason, long retryAfterMillis) {
		}

	}

}
