package dev.realtime.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import dev.realtime.Position;
import dev.realtime.Transport;
import dev.realtime.bus.RealtimeBus;
import dev.realtime.redis.fixture.RedisServer;
import dev.realtime.redis.fixture.RedisTest;
import dev.realtime.redis.history.HistoryChecker;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Several nodes of one application on one Redis, with clients of all transports.
 */
@RedisTest(outage = true)
class MultiNodeIT {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final int PAUSE_SECONDS = Integer.getInteger("realtime.fault.pause-seconds", 4);

	private static final String TOPIC = "orders.1";

	private static final String OTHER = "orders.2";

	private final HistoryChecker history = new HistoryChecker();

	private final List<RecordedClient> clients = new ArrayList<>();

	private final AtomicInteger published = new AtomicInteger();

	private RedisServer redis;

	private TestApp app;

	@BeforeEach
	void start() {
		this.redis = RedisServer.run();
		this.app = TestApp.start(properties());
		Awaitility.await().atMost(TIMEOUT).until(() -> this.app.context.getBean(RealtimeBus.class).status().up());
	}

	@AfterEach
	void stop() {
		this.clients.forEach(RecordedClient::close);
		this.app.close();
		this.redis.close();
	}

	private String[] properties(String... more) {
		return Stream
			.concat(Stream.of("spring.data.redis.host=127.0.0.1", "spring.data.redis.port=" + this.redis.port(),
					"realtime.bus.redis.command-timeout=10s", "realtime.connections.max-per-address=0",
					"realtime.topic-defaults.max-events=100000", "realtime.replay.max-events=100000"), Stream.of(more))
			.toArray(String[]::new);
	}

	@Test
	void whenAnEventIsPublishedOnOneNodeThenClientsOfAllHaveItUnderOneId() {
		try (TestApp second = TestApp.start(properties()); TestApp third = TestApp.start(properties())) {
			List<TestApp> nodes = List.of(this.app, second, third);
			List<RealtimeTestClient> all = new ArrayList<>();
			for (TestApp node : nodes) {
				for (Transport transport : Transport.values()) {
					all.add(node.client(transport, TOPIC, OTHER).connect());
				}
			}
			all.forEach(RealtimeTestClient::awaitReady);
			List<String> ids = new ArrayList<>();
			for (int i = 0; i < 30; i++) {
				ids.add(nodes.get(i % 3).publish((i % 2 == 0) ? TOPIC : OTHER, i));
			}
			for (RealtimeTestClient client : all) {
				assertThat(client.awaitEvents(30).stream().map(ReceivedFrame.Event::id)).isEqualTo(ids);
				client.close();
			}
		}
	}

	@Test
	void whenClientsGoFromNodeToNodeThenTheyGoOnWhereTheyWere() {
		try (TestApp second = TestApp.start(properties())) {
			connect(this.app.port());
			try (Publishing publishing = new Publishing(List.of(this.app, second))) {
				for (int round = 0; round < 6; round++) {
					publishing.awaitMore(30);
					TestApp next = (round % 2 == 0) ? second : this.app;
					this.clients.forEach((client) -> client.connect(next.port()));
				}
			}
			awaitHealed();
		}
	}

	@Test
	void whenANodeIsKilledThenItsClientsResumeOnAnother() {
		try (ChildNode child = ChildNode.start(properties())) {
			connect(child.port());
			try (Publishing publishing = new Publishing(List.of(this.app))) {
				publishing.awaitMore(50);
				child.kill();
				publishing.awaitMore(50);
				this.clients.forEach((client) -> client.connect(this.app.port()));
				publishing.awaitMore(20);
			}
			awaitHealed();
		}
	}

	@Test
	void whenANodeIsPausedThenItsClientsGetEverythingWhenItGoesOn() {
		try (ChildNode child = ChildNode
			.start(properties("realtime.bus.redis.command-timeout=1s", "realtime.bus.redis.probe-interval=1s"))) {
			connect(child.port());
			this.redis.limitPubSubBuffer(20_000);
			try (Publishing publishing = new Publishing(List.of(this.app))) {
				publishing.awaitMore(50);
				child.pause();
				long paused = System.nanoTime();
				// Long enough for every deadline there is, and for some to leave.
				publishing.awaitMore(100);
				RecordedClient leaves = this.clients.get(0);
				leaves.connect(this.app.port());
				Awaitility.await()
					.atMost(Duration.ofSeconds(PAUSE_SECONDS).plus(TIMEOUT))
					.until(() -> System.nanoTime() - paused > TimeUnit.SECONDS.toNanos(PAUSE_SECONDS));
				child.resume();
				publishing.awaitMore(50);
			}
			awaitHealed();
		}
	}

	private void connect(int port) {
		for (Transport transport : Transport.values()) {
			RecordedClient client = new RecordedClient(this.history, "client-" + transport,
					(node) -> RealtimeTestClient.forPort(node).transport(transport).topics(TOPIC, OTHER));
			this.clients.add(client);
			assertThat(client.connect(port)).isTrue();
		}
	}

	private void awaitHealed() {
		this.history.awaitHealed(TIMEOUT, () -> this.clients.forEach(RecordedClient::collect));
		assertThat(this.clients).allMatch(RecordedClient::isWithoutGap);
	}

	/** Publishes all the time, until it is closed and all receipts are here. */
	private final class Publishing implements AutoCloseable {

		private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();

		private final List<CompletableFuture<Position>> receipts = new ArrayList<>();

		Publishing(List<TestApp> nodes) {
			this.executor.scheduleWithFixedDelay(() -> {
				int data = MultiNodeIT.this.published.incrementAndGet();
				String topic = (data % 3 == 0) ? OTHER : TOPIC;
				TestApp node = nodes.get(data % nodes.size());
				this.receipts.add(MultiNodeIT.this.history.publish(topic, "t", Integer.toString(data))
					.follow(node.publisher().send(topic, "t", data), (error) -> false));
			}, 0, 5, TimeUnit.MILLISECONDS);
		}

		void awaitMore(int count) {
			int before = MultiNodeIT.this.published.get();
			Awaitility.await()
				.pollInterval(Duration.ofMillis(10))
				.atMost(TIMEOUT)
				.until(() -> MultiNodeIT.this.published.get() >= before + count);
		}

		@Override
		public void close() {
			this.executor.shutdown();
			try {
				assertThat(this.executor.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			CompletableFuture.allOf(this.receipts.toArray(CompletableFuture[]::new))
				.orTimeout(10, TimeUnit.SECONDS)
				.join();
		}

	}

}
