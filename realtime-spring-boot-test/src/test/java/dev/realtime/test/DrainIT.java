package dev.realtime.test;

import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.realtime.CloseReason;
import dev.realtime.Transport;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DrainIT {

	private static final int CONNECTIONS = 200;

	@Test
	void whenApplicationStopsThenEveryConnectionIsToldAndNoneIsReset() {
		TestApp app = TestApp.start("realtime.drain.duration=2s");
		List<RealtimeTestClient> clients = open(app);
		long start = System.nanoTime();
		CompletableFuture<Void> stopped = CompletableFuture.runAsync(app::close);
		assertThat(Waiting.until(Duration.ofSeconds(10), () -> isDraining(app.port()))).isTrue();
		for (RealtimeTestClient client : clients) {
			ReceivedFrame.End end = client.awaitEnd();
			if (isPoll(client)) {
				assertThat(end.error() == null || end.error() instanceof ConnectException).as(client.toString())
					.isTrue();
				continue;
			}
			ReceivedFrame.Close close = client.expectClose(CloseReason.DRAINING);
			assertThat(close.reconnect()).isTrue();
			assertThat(close.retryMillis()).isBetween(0L, 10_000L);
			assertThat(end.error()).isNull();
			assertThat(end.code()).isIn(0, 1012);
		}
		stopped.join();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
		assertThat(clients.stream().filter((client) -> client.toString().contains("WEBSOCKET")))
			.allSatisfy((client) -> assertThat(client.awaitEnd().code()).isEqualTo(1012));
		assertThat(clients.stream()
			.map((client) -> client.received()
				.stream()
				.filter(ReceivedFrame.Close.class::isInstance)
				.map((close) -> ((ReceivedFrame.Close) close).retryMillis())
				.findFirst()
				.orElse(-1L))
			.distinct()).hasSizeGreaterThan(20);
	}

	@Test
	void whenDrainIsZeroThenAllAreClosedAtOnce() {
		TestApp app = TestApp.start("realtime.drain.duration=0s");
		List<RealtimeTestClient> clients = open(app);
		long start = System.nanoTime();
		app.close();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
		for (RealtimeTestClient client : clients) {
			ReceivedFrame.End end = client.awaitEnd();
			// The next poll may meet a connection that is being closed.
			assertThat(end.error() == null || isPoll(client)).as(client.toString()).isTrue();
		}
	}

	@Test
	void whenNobodyIsConnectedThenStoppingTakesNoTime() {
		TestApp app = TestApp.start();
		long start = System.nanoTime();
		app.close();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
	}

	private static boolean isPoll(RealtimeTestClient client) {
		return client.toString().contains(Transport.LONG_POLL.name());
	}

	private static List<RealtimeTestClient> open(TestApp app) {
		List<RealtimeTestClient> clients = new ArrayList<>();
		for (int i = 0; i < CONNECTIONS; i++) {
			clients.add(app.client(Transport.values()[i % 3], "orders.1").connect());
		}
		clients.forEach(RealtimeTestClient::awaitReady);
		return clients;
	}

	private static boolean isDraining(int port) {
		try (RawHttp http = RawHttp.get(port, "/sse?topic=orders.1")) {
			return http.status() == 503 && http.header("Retry-After") != null
					&& FrameReader.tree(http.body()).path("code").stringValue("").equals("draining");
		}
		catch (UncheckedIOException ex) {
			return false;
		}
	}

}
