package dev.realtime.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;

import dev.realtime.Transport;
import io.netty.util.ResourceLeakDetector;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Frames in direct memory are shared by connections that come and go, in the midst of
 * broadcasts, replays and closes; {@link LeakWatch} fails the class if one is left.
 */
class FrameLeakIT {

	private static final int EVENTS = 100_000;

	private static final int CONNECTIONS = 12;

	private static final int EVENTS_PER_CUT = 500;

	@Test
	void whenClientsComeAndGoWhileEventsArePublishedThenEveryFrameIsReleased() throws Exception {
		assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
		SplittableRandom random = new SplittableRandom(7);
		try (TestApp app = TestApp.start("realtime.connections.max-per-address=0", "realtime.replay.tail-size=256KB",
				"realtime.topic-defaults.max-events=" + EVENTS, "realtime.replay.max-events=" + EVENTS)) {
			List<RealtimeTestClient> clients = new ArrayList<>();
			for (int i = 0; i < CONNECTIONS; i++) {
				clients.add(app.client((i % 2 == 0) ? Transport.SSE : Transport.WEBSOCKET, "orders.1")
					.timeout(Duration.ofSeconds(60))
					.connect());
			}
			clients.forEach(RealtimeTestClient::awaitReady);
			Semaphore inFlight = new Semaphore(100);
			for (int i = 0; i < EVENTS; i++) {
				inFlight.acquire();
				app.publisher().send("orders.1", "t", i).whenComplete((receipt, error) -> inFlight.release());
				if (i % EVENTS_PER_CUT == 0) {
					clients.get(random.nextInt(CONNECTIONS)).cut().resume();
				}
			}
			int last = EVENTS - 1;
			clients.forEach((client) -> client.expectEvent((event) -> event.payload().intValue() == last));
			clients.forEach(RealtimeTestClient::close);
			Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> app.connections().count().block() == 0);
		}
	}

}
