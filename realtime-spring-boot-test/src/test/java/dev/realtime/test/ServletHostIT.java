package dev.realtime.test;

import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.realtime.CloseReason;
import dev.realtime.RealtimeAuthenticator;
import dev.realtime.RealtimeUser;
import dev.realtime.Transport;
import dev.realtime.server.RealtimeServer;
import dev.realtime.server.RealtimeServerInitializedEvent;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The server beside a Spring MVC application.
 */
@ExtendWith(OutputCaptureExtension.class)
class ServletHostIT {

	private static final String SSE = "/sse?topic=orders.1";

	@Test
	void whenAStreamHasBegunThenItIsWrittenBeneathTheCodecAndDetached() {
		try (TestApp app = ServletHost.start(); RawHttp sse = RawHttp.get(app.port(), SSE)) {
			assertThat(sse.block()).contains("event: rt.ready");
			DetachServer.awaitDetached(app);
			String id = app.publish("orders.1", 1);
			assertThat(sse.block()).startsWith("id: " + id);
		}
	}

	@Test
	void whenAWebSocketHasBegunThenItIsTakenOver() {
		try (TestApp app = ServletHost.start();
				RealtimeTestClient client = app.client(Transport.WEBSOCKET, "orders.1").connect()) {
			client.awaitReady();
			assertThat(DetachServer.pipeline(app)).containsExactly("FastOutlet", "WebSocket13FrameDecoder",
					"FastInbound", "ChannelOperationsHandler");
			String id = app.publish("orders.1", 1);
			assertThat(client.awaitEvent().id()).isEqualTo(id);
		}
	}

	@Test
	void whenTheServerHasStartedThenItsPortIsKnownAndClientsConnectThereOnly() {
		try (TestApp app = TestApp.start(Listening.class, ServletHost.PROPERTIES)) {
			assertThat(app.context.getBean(Listening.class).ports).containsExactly(app.port());
			assertThat(app.context.getBean(RealtimeServer.class).port()).isEqualTo(app.port());
			try (RawHttp sse = RawHttp.get(app.serverPort(), SSE);
					RawHttp ticket = RawHttp.post(app.port(), "/ticket", "");
					RawHttp other = new RawHttp(app.port(), 0, "GET /other HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
				assertThat(sse.body()).isEqualTo("the application's");
				assertThat(ticket.status()).isEqualTo(404);
				assertThat(other.status()).isEqualTo(404);
			}
		}
	}

	@Test
	void whenThePublicUrlIsSetThenPagesAreToldIt() {
		try (TestApp app = ServletHost.start("realtime.server.public-url=https://live.example.com/realtime");
				RawHttp info = RawHttp.get(app.serverPort(), "/info")) {
			assertThat(info.body()).isEqualTo("{\"port\":" + app.port()
					+ ",\"path\":\"/realtime\",\"url\":\"https://live.example.com/realtime\"}");
		}
	}

	@Test
	void whenAnAddressIsSetThenNoOtherIsListenedOn() throws Exception {
		try (TestApp app = ServletHost.start("realtime.server.address=127.0.0.2");
				Socket there = new Socket("127.0.0.2", app.port())) {
			assertThat(there.isConnected()).isTrue();
			assertThatThrownBy(
					() -> new Socket().connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), app.port())))
				.isInstanceOf(ConnectException.class);
		}
	}

	@Test
	void whenThePortIsTakenThenTheStartFails() {
		try (TestApp app = ServletHost.start()) {
			assertThatThrownBy(() -> ServletHost.start("realtime.server.port=" + app.port()))
				.hasStackTraceContaining(PortInUseException.class.getName());
		}
	}

	@Test
	void whenABundleIsNamedThenTheServerSpeaksTls(@TempDir Path directory) {
		String[] bundle = TlsFixture.bundle("live", directory);
		List<String> properties = new ArrayList<>(Arrays.asList(bundle));
		properties.add("realtime.server.ssl.bundle=live");
		try (TestApp app = ServletHost.start(properties.toArray(String[]::new));
				RawHttp sse = new RawHttp(TlsFixture.socket(), app.port(), 0,
						RawHttp.request("GET", app.port(), SSE, "Origin: https://localhost"))) {
			assertThat(sse.block()).contains("event: rt.ready");
			assertThat(DetachServer.pipeline(app)).startsWith("SslHandler");
			String id = app.publish("orders.1", 1);
			assertThat(sse.block()).startsWith("id: " + id);
		}
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-",
			value = { "http://localhost:PORT,same-site,200", "http://localhost:1,same-site,200",
					"http://localhost,-,200", "https://localhost:PORT,same-site,403", "http://evil.example,-,403",
					"http://localhost.evil.example,-,403", "http://localhost:1.evil.example,-,403", "null,-,403",
					"-,same-site,403", "-,cross-site,403", "-,-,200" })
	void whenAPageOfTheSameHostConnectsThenItMayAndCorsSaysSoWithoutCredentials(String origin, String site,
			int status) {
		try (TestApp app = ServletHost.start()) {
			List<String> headers = new ArrayList<>();
			String page = (origin != null) ? origin.replace("PORT", Integer.toString(app.serverPort())) : null;
			if (page != null) {
				headers.add("Origin: " + page);
			}
			if (site != null) {
				headers.add("Sec-Fetch-Site: " + site);
			}
			try (RawHttp sse = RawHttp.get(app.port(), SSE, headers.toArray(String[]::new))) {
				assertThat(sse.status()).isEqualTo(status);
				assertThat(sse.header("Access-Control-Allow-Origin")).isEqualTo((status == 200) ? page : null);
				assertThat(sse.header("Access-Control-Allow-Credentials")).isNull();
				assertThat(sse.header("Vary")).contains("Origin");
			}
			if (page != null) {
				headers.add("Access-Control-Request-Method: POST");
				headers.add("Access-Control-Request-Headers: authorization,content-type");
				String preflight = RawHttp.request("OPTIONS", app.port(), "/messages", headers.toArray(String[]::new));
				try (RawHttp http = new RawHttp(app.port(), 0, preflight)) {
					assertThat(http.header("Access-Control-Allow-Headers") != null).isEqualTo(status == 200);
				}
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenTheApplicationTrustsCookiesThenTheyDoNotCountThere(Transport transport) {
		try (TestApp app = TestApp.start(Trusting.class, ServletHost.PROPERTIES)) {
			try (RealtimeTestClient client = app.client(transport, "room.1")
				.header("Cookie", "user=alice")
				.header("Origin", TicketDesk.page(app))
				.connect()) {
				if (transport == Transport.WEBSOCKET) {
					assertThat(client.awaitReady().topics().get("room.1").error()).isEqualTo("forbidden");
				}
				else {
					client.expectRefusal(CloseReason.UNAUTHORIZED);
				}
			}
			try (RealtimeTestClient client = app.client(transport, "room.1")
				.header("Authorization", "Bearer alice")
				.connect()) {
				assertThat(client.awaitReady().topics()).containsOnlyKeys("room.1", "user.alice");
			}
			// The application's own server is another matter.
			assertThat(TicketDesk.ticket(app, "Cookie: user=alice")).isNotEmpty();
		}
	}

	@Test
	void whenTheApplicationStopsThenClientsAreDrainedBeforeTheServerStops() {
		TestApp app = ServletHost.start("realtime.drain.duration=2s");
		List<RealtimeTestClient> clients = new ArrayList<>();
		for (int i = 0; i < 30; i++) {
			clients.add(app.client((i % 2 == 0) ? Transport.SSE : Transport.WEBSOCKET, "orders.1").connect());
		}
		clients.forEach(RealtimeTestClient::awaitReady);
		long begun = System.nanoTime();
		CompletableFuture<Void> stopped = CompletableFuture.runAsync(app::close);
		for (RealtimeTestClient client : clients) {
			assertThat(client.expectClose(CloseReason.DRAINING).reconnect()).isTrue();
			assertThat(client.awaitEnd().error()).isNull();
		}
		stopped.join();
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(6));
		assertThatThrownBy(() -> RawHttp.get(app.port(), SSE)).isInstanceOf(UncheckedIOException.class);
	}

	@Test
	void whenTheContextIsStartedAgainThenSoIsTheServer() {
		try (TestApp app = ServletHost.start()) {
			app.context.stop();
			assertThat(app.context.getBean(RealtimeServer.class).isRunning()).isFalse();
			app.context.start();
			int port = app.context.getEnvironment().getRequiredProperty("local.realtime.server.port", Integer.class);
			try (RawHttp sse = RawHttp.get(port, SSE)) {
				assertThat(sse.block()).contains("event: rt.ready");
			}
		}
	}

	@Test
	void whenEverythingIsLoggedThenNeitherTicketsNorTokensAre(CapturedOutput output) {
		String token = "t0ken-that-nobody-may-see";
		List<String> tickets = new ArrayList<>();
		try (TestApp app = ServletHost.start("logging.level.root=DEBUG", "logging.level.dev.realtime=TRACE")) {
			for (int i = 0; i < 6; i++) {
				tickets.add(TicketDesk.ticket(app, "X-User: alice", "Authorization: Bearer " + token));
			}
			String[] origin = { "Origin: " + TicketDesk.page(app), "Authorization: Bearer " + token };
			for (String ticket : List.of(tickets.get(0), tickets.get(0), token)) {
				try (RawHttp sse = RawHttp.get(app.port(), "/sse?ticket=" + ticket, origin)) {
					assertThat(sse.status()).isIn(200, 401);
				}
			}
			try (RawWebSocket ws = RawWebSocket.open(app.port(), "/ws?ticket=" + tickets.get(1), origin);
					RawWebSocket bad = RawWebSocket.open(app.port(), "/ws?ticket=" + token, origin);
					RawHttp poll = RawHttp.get(app.port(), "/poll?ticket=" + tickets.get(2), origin);
					RawHttp posted = RawHttp.post(app.port(), "/messages?ticket=" + tickets.get(3), "[]",
							"Content-Type: application/json", origin[0], origin[1]);
					RawHttp stolen = RawHttp.get(app.port(), "/sse?ticket=" + tickets.get(4),
							"Origin: http://localhost:1");
					RawHttp unknown = RawHttp.get(app.port(), "/unknown?ticket=" + tickets.get(5), origin)) {
				assertThat(List.of(ws.status(), bad.status(), poll.status(), posted.status(), stolen.status(),
						unknown.status()))
					.containsExactly(101, 401, 200, 200, 401, 404);
			}
			Awaitility.await().until(() -> app.connections().count().block() == 0);
		}
		assertThat(output.getAll()).contains("DEBUG", "HTTP GET \"/realtime/sse\"").doesNotContain(token);
		tickets.forEach((ticket) -> assertThat(output.getAll()).doesNotContain(ticket));
	}

	static class Listening extends ServletHost {

		private final List<Integer> ports = new ArrayList<>();

		@EventListener
		void on(RealtimeServerInitializedEvent event) {
			this.ports.add(event.getPort());
		}

	}

	/** Who is named by a cookie or a bearer token. */
	static class Trusting extends ServletHost {

		@Bean
		@Primary
		RealtimeAuthenticator trusting() {
			return (handshake) -> {
				boolean known = "user=alice".equals(handshake.header("Cookie"))
						|| "Bearer alice".equals(handshake.header("Authorization"));
				return known ? Mono.just(new RealtimeUser("alice")) : Mono.empty();
			};
		}

	}

}
