package dev.realtime.test;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.realtime.CloseReason;
import dev.realtime.Transport;
import dev.realtime.connection.ConnectionRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class CapsIT {

	private static final Duration QUIET = Duration.ofMillis(300);

	@ParameterizedTest
	@EnumSource(names = { "SSE", "WEBSOCKET" })
	void whenUserHasTooManyThenTheOldestIsReplacedAndToldToStayAway(Transport transport) {
		try (TestApp app = TestApp.start("realtime.connections.max-per-user=2");
				RealtimeTestClient first = alice(app, transport);
				RealtimeTestClient second = alice(app, Transport.SSE);
				RealtimeTestClient third = alice(app, Transport.WEBSOCKET)) {
			ReceivedFrame.Close close = first.expectClose(CloseReason.REPLACED);
			assertThat(close.reconnect()).isFalse();
			ReceivedFrame.End end = first.awaitEnd();
			assertThat(end.error()).isNull();
			if (transport == Transport.SSE) {
				assertThat(close.retryMillis()).isEqualTo(86_400_000);
			}
			else {
				assertThat(end.code()).isEqualTo(4409);
			}
			app.publish("orders.1", 1);
			second.awaitEvent();
			third.awaitEvent();
			assertThat(app.connections().count("alice").block()).isEqualTo(2);
			Awaitility.await()
				.untilAsserted(() -> assertThat(app.disconnected()).extracting((event) -> event.reason())
					.containsExactly(CloseReason.REPLACED));
		}
	}

	@Test
	void whenNewestIsRejectedThenItGets429AndOthersStay() {
		try (TestApp app = TestApp.start("realtime.connections.max-per-user=1",
				"realtime.connections.overflow=reject-newest"); RealtimeTestClient first = alice(app, Transport.SSE)) {
			try (RawHttp sse = RawHttp.get(app.port(), "/sse?topic=orders.1", "X-User: alice")) {
				assertThat(sse.status()).isEqualTo(429);
				assertThat(FrameReader.tree(sse.body()).path("code").stringValue()).isEqualTo("too_many_connections");
			}
			try (RawWebSocket ws = RawWebSocket.open(app.port(), "/ws?topic=orders.1", "X-User: alice")) {
				assertThat(ws.status()).isEqualTo(429);
			}
			try (RawWebSocket ws = RawWebSocket.open(app.port(), "/ws?errors=stream", "X-User: alice")) {
				List<RawWebSocket.Frame> frames = ws.untilClose();
				assertThat(frames.get(0).text()).contains("\"reason\":\"too_many_connections\",\"reconnect\":false");
				assertThat(frames.get(1).closeCode()).isEqualTo(4429);
			}
			try (RawHttp sse = RawHttp.get(app.port(), "/sse?topic=orders.1&errors=stream", "X-User: alice")) {
				assertThat(sse.block()).contains("too_many_connections").startsWith("retry: 86400000\n");
			}
			try (RawHttp bob = RawHttp.get(app.port(), "/sse?topic=orders.1", "X-User: bob")) {
				assertThat(bob.status()).isEqualTo(200);
			}
			app.publish("orders.1", 1);
			first.awaitEvent();
		}
	}

	@Test
	void whenUserPollsThenItNeitherCountsNorEvicts() {
		try (TestApp app = TestApp.start("realtime.connections.max-per-user=1");
				RealtimeTestClient stream = alice(app, Transport.SSE);
				RealtimeTestClient poll = alice(app, Transport.LONG_POLL);
				RealtimeTestClient another = alice(app, Transport.LONG_POLL)) {
			assertThat(app.connections().count("alice").block()).isEqualTo(1);
			app.publish("orders.1", 1);
			stream.awaitEvent();
			poll.awaitEvent();
			another.awaitEvent();
		}
	}

	@Test
	void whenAUserHoldsManyPollsThenTheNewestIsRefusedAndAllOthersAreServed() {
		try (TestApp app = TestApp.start("realtime.connections.max-per-user=1")) {
			String poll = "/poll?topic=orders.1&since=" + app.publish("orders.1", 1);
			List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				waiting.add(HttpClient.newHttpClient()
					.sendAsync(HttpRequest.newBuilder(URI.create("http://localhost:" + app.port() + "/realtime" + poll))
						.header("X-User", "alice")
						.build(), BodyHandlers.ofString()));
			}
			ConnectionRegistry registry = app.context.getBean(ConnectionRegistry.class);
			Awaitility.await().until(() -> registry.size() == 4);
			try (RawHttp fifth = RawHttp.get(app.port(), poll, "X-User: alice");
					RawHttp bob = RawHttp.get(app.port(), poll + "&timeout=0", "X-User: bob");
					RealtimeTestClient stream = alice(app, Transport.SSE)) {
				assertThat(fifth.status()).isEqualTo(429);
				assertThat(FrameReader.tree(fifth.body()).path("code").stringValue()).isEqualTo("too_many_connections");
				assertThat(bob.status()).isEqualTo(200);
				app.publish("orders.1", 2);
				stream.awaitEvent();
				assertThat(waiting).allSatisfy((answer) -> assertThat(answer.join().body()).contains("\"payload\":2"));
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "203.0.113.7,203.0.113.7,203.0.113.8", "2001:db8:0:1::1,2001:db8:0:1:ffff::2,2001:db8:0:2::1" })
	void whenAnonymousAddressHasTooManyThenTheNewestIsRefused(String address, String same, String other) {
		try (TestApp app = TestApp.start("server.forward-headers-strategy=framework");
				RawHttp first = from(app, address);
				RawHttp second = from(app, same)) {
			assertThat(first.status()).isEqualTo(200);
			assertThat(second.status()).isEqualTo(200);
			for (String path : List.of("/sse?topic=orders.1", "/poll?topic=orders.1")) {
				try (RawHttp third = RawHttp.get(app.port(), path, "X-Forwarded-For: " + same)) {
					assertThat(third.status()).isEqualTo(429);
					assertThat(FrameReader.tree(third.body()).path("code").stringValue())
						.isEqualTo("too_many_connections");
				}
			}
			try (RawHttp elsewhere = from(app, other);
					RawHttp user = RawHttp.get(app.port(), "/sse?topic=orders.1", "X-User: bob",
							"X-Forwarded-For: " + same)) {
				assertThat(elsewhere.status()).isEqualTo(200);
				assertThat(user.status()).isEqualTo(200);
			}
			second.cut();
			Awaitility.await().untilAsserted(() -> {
				try (RawHttp next = from(app, address)) {
					assertThat(next.status()).isEqualTo(200);
				}
			});
		}
	}

	private static RawHttp from(TestApp app, String address) {
		return RawHttp.get(app.port(), "/sse?topic=orders.1", "X-Forwarded-For: " + address);
	}

	@Test
	void whenAddressIsLoopbackAndNothingForwardsThenItIsNotLimited() {
		try (TestApp app = TestApp.start()) {
			List<RawHttp> open = new ArrayList<>();
			for (int i = 0; i < 5; i++) {
				open.add(RawHttp.get(app.port(), "/sse?topic=orders.1"));
			}
			assertThat(open).extracting(RawHttp::status).containsOnly(200);
			open.forEach(RawHttp::close);
		}
	}

	@Test
	void whenNodeIsFullThenAllTransportsAreRefused() {
		try (TestApp app = TestApp.start("realtime.connections.max=2");
				RealtimeTestClient first = alice(app, Transport.SSE);
				RealtimeTestClient second = alice(app, Transport.WEBSOCKET)) {
			for (String path : List.of("/sse?topic=orders.1", "/poll?topic=orders.1", "/ws?topic=orders.1")) {
				try (RawHttp http = path.startsWith("/ws") ? RawWebSocket.open(app.port(), path)
						: RawHttp.get(app.port(), path)) {
					assertThat(http.status()).isEqualTo(503);
					assertThat(Long.parseLong(http.header("Retry-After"))).isPositive();
					assertThat(FrameReader.tree(http.body()).path("code").stringValue()).isEqualTo("unavailable");
				}
			}
			try (RawWebSocket ws = RawWebSocket.open(app.port(), "/ws?errors=stream")) {
				List<RawWebSocket.Frame> frames = ws.untilClose();
				assertThat(frames.get(0).text()).contains("\"reason\":\"unavailable\",\"reconnect\":true");
				assertThat(frames.get(1).closeCode()).isEqualTo(1013);
			}
			app.publish("orders.1", 1);
			second.awaitEvent();
			first.cut();
			Awaitility.await().untilAsserted(() -> {
				try (RawHttp next = RawHttp.get(app.port(), "/sse?topic=orders.1")) {
					assertThat(next.status()).isEqualTo(200);
				}
			});
		}
	}

	@Test
	void whenConnectionsEndInAnyWayThenTheirPlacesAreFree() {
		try (TestApp app = TestApp.start("realtime.connections.max=3", "realtime.connections.max-per-user=3",
				"realtime.connections.overflow=reject-newest")) {
			for (int round = 0; round < 5; round++) {
				alice(app, Transport.SSE).cut();
				free(app);
				alice(app, Transport.WEBSOCKET).cut();
				free(app);
				try (RawWebSocket ws = RawWebSocket.open(app.port(), "/ws", "X-User: alice")) {
					ws.text();
					ws.send(true, RawWebSocket.CLOSE, new byte[] { 3, (byte) 232 });
					assertThat(ws.untilClose()).last().extracting(RawWebSocket.Frame::closeCode).isEqualTo(1000);
				}
				free(app);
				try (RealtimeTestClient closed = alice(app, Transport.SSE)) {
					assertThat(app.connections().closeUser("alice").block()).isEqualTo(1);
					closed.expectClose(CloseReason.CLOSED_BY_APP);
				}
				free(app);
				RawHttp.get(app.port(), "/sse?topic=secret.1", "X-User: alice").close();
				RawHttp.get(app.port(), "/sse?topic=a..b", "X-User: alice").close();
				alice(app, Transport.LONG_POLL).cut();
				try (RawWebSocket ws = RawWebSocket.open(app.port(), "/ws", "X-User: alice")) {
					ws.send(true, RawWebSocket.BINARY, new byte[1]).untilClose();
				}
				free(app);
			}
			List<RealtimeTestClient> all = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				all.add(alice(app, Transport.SSE));
			}
			all.forEach((client) -> client.expectNoEvent(QUIET));
			all.forEach(RealtimeTestClient::close);
			free(app);
		}
	}

	private static void free(TestApp app) {
		Awaitility.await().untilAsserted(() -> {
			assertThat(app.connections().count("alice").block()).isZero();
			assertThat(app.connections().count().block()).isZero();
		});
	}

	private static RealtimeTestClient alice(TestApp app, Transport transport) {
		RealtimeTestClient client = app.client(transport, "orders.1").header("X-User", "alice").connect();
		client.awaitReady();
		return client;
	}

}
