package dev.realtime.test;

import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dev.realtime.Position;
import dev.realtime.Transport;
import io.netty.util.ResourceLeakDetector;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many connections. Without the watch on leaks, which keeps a stack trace of each buffer
 * on the heap that is measured here; {@link FrameLeakIT} looks for leaks.
 */
class ScaleIT {

	private static final int CONNECTIONS = 2000;

	private static final int LATE = 400;

	private static final int EVENTS = 20_000;

	private static final int TOPICS = 200;

	private static final long MEGABYTE = 1 << 20;

	private final Random random = new Random(42);

	private final List<Published> published = new ArrayList<>();

	private final ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();

	@BeforeEach
	void watchNoLeaks() {
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
	}

	@AfterEach
	void watchLeaks() {
		ResourceLeakDetector.setLevel(this.level);
	}

	@Test
	void whenManyFollowOverlappingTopicsThenEachLogEqualsTheModelAndNothingIsLeft() throws Exception {
		try (TestApp app = TestApp.start("realtime.connections.handshake-timeout=60s",
				"realtime.websocket.timeout=120s")) {
			long fds = fileDescriptors();
			long heap = liveHeap();
			run(app);
			Awaitility.await()
				.atMost(30, TimeUnit.SECONDS)
				.untilAsserted(() -> assertThat(app.connections().count().block()).isZero());
			Awaitility.await()
				.atMost(30, TimeUnit.SECONDS)
				.untilAsserted(() -> assertThat(fileDescriptors()).isLessThan(fds + 50));
			Awaitility.await()
				.atMost(10, TimeUnit.SECONDS)
				.untilAsserted(() -> assertThat(liveHeap() - heap).isLessThan(48 * MEGABYTE));
		}
	}

	private void run(TestApp app) throws Exception {
		List<RealtimeTestClient> clients = new ArrayList<>();
		List<Set<String>> topics = new ArrayList<>();
		for (int i = 0; i < CONNECTIONS - LATE; i++) {
			connect(app, clients, topics);
		}
		clients.forEach(RealtimeTestClient::awaitReady);
		Semaphore inFlight = new Semaphore(200);
		List<CompletableFuture<Position>> receipts = new ArrayList<>();
		for (int i = 0; i < EVENTS; i++) {
			inFlight.acquire();
			String topic = "orders." + this.random.nextInt(TOPICS);
			CompletableFuture<Position> receipt = app.publisher().send(topic, "t", i);
			receipt.whenComplete((position, error) -> inFlight.release());
			receipts.add(receipt);
			this.published.add(new Published(topic, i));
			if (i % (EVENTS / LATE) == 0) {
				connect(app, clients, topics);
				clients.get(this.random.nextInt(clients.size())).cut().resume();
			}
		}
		for (int i = 0; i < EVENTS; i++) {
			this.published.get(i).position = receipts.get(i).get(10, TimeUnit.SECONDS);
		}
		for (int i = 0; i < CONNECTIONS; i++) {
			assertEqualsModel(clients.get(i), topics.get(i));
		}
		clients.forEach(RealtimeTestClient::close);
	}

	private void connect(TestApp app, List<RealtimeTestClient> clients, List<Set<String>> topics) {
		int number = clients.size();
		Transport transport = (number % 10 < 4) ? Transport.SSE
				: (number % 10 < 8) ? Transport.WEBSOCKET : Transport.LONG_POLL;
		String[] names = this.random.ints(0, TOPICS)
			.distinct()
			.limit(4)
			.mapToObj((topic) -> "orders." + topic)
			.toArray(String[]::new);
		topics.add(Set.of(names));
		clients.add(app.client(transport, names).timeout(Duration.ofSeconds(30)).connect());
	}

	private void assertEqualsModel(RealtimeTestClient client, Set<String> topics) {
		client.awaitReady();
		Position start = Position.parse(client.received()
			.stream()
			.filter(ReceivedFrame.Ready.class::isInstance)
			.map((ready) -> ((ReceivedFrame.Ready) ready).cursor())
			.findFirst()
			.orElseThrow());
		List<String> model = this.published.stream()
			.filter((event) -> topics.contains(event.topic) && event.position.offset() > start.offset())
			.map((event) -> event.position + "=" + event.number)
			.toList();
		if (!model.isEmpty()) {
			String last = model.get(model.size() - 1);
			client.expectEvent((event) -> last.startsWith(event.id() + "="));
		}
		assertThat(client.events().stream().map((event) -> event.id() + "=" + event.payload())).isEqualTo(model);
		assertThat(client.received()).noneMatch(ReceivedFrame.Gap.class::isInstance);
	}

	private static long fileDescriptors() {
		String[] names = new File("/proc/self/fd").list();
		return (names != null) ? names.length : 0;
	}

	private static long liveHeap() {
		System.gc();
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

	private static final class Published {

		private final String topic;

		private final int number;

		private Position position;

		private Published(String topic, int number) {
			this.topic = topic;
			this.number = number;
		}

	}

}
