package dev.realtime.webflux;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import dev.realtime.CloseReason;
import dev.realtime.connection.ConnectionLimits;
import dev.realtime.connection.UserQuota;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Clients that keep to no protocol, on each server: they get a clear answer, and whatever
 * they hold is freed.
 */
@ParameterizedClass
@EnumSource(ServerKind.class)
class HostileClientIT {

	private static final int TEXT = 0x81;

	private static final int TEXT_BEGIN = 0x01;

	private static final int CONTINUATION = 0x00;

	private static final int CONTINUATION_END = 0x80;

	private final EdgeServer edge = new EdgeServer((settings) -> settings,
			new ConnectionLimits(100, 2, 0, UserQuota.Overflow.CLOSE_OLDEST));

	private final ServerKind.Running server;

	private final int port;

	HostileClientIT(ServerKind kind) throws Exception {
		this.server = kind.start(this.edge.handler);
		this.port = this.server.port();
	}

	@AfterEach
	void stop() throws Exception {
		this.server.close();
		this.edge.lanes.close();
		this.edge.hub.close();
	}

	@Test
	void aQueryThatIsNotEncodedIsABadRequest() throws Exception {
		try (RawSocket raw = request("GET /realtime/sse?topic=%zz HTTP/1.1", "")) {
			assertThat(raw.readUntil("\r\n")).startsWith("HTTP/1.1 400");
		}
	}

	@Test
	void onlyGetIsUnderstood() throws Exception {
		try (RawSocket raw = request("HEAD /realtime/sse?topic=public.a HTTP/1.1", "")) {
			assertThat(raw.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 405").containsIgnoringCase("Allow: GET");
		}
	}

	@Test
	void oldHttpGetsItsStreamToo() throws Exception {
		try (RawSocket raw = request("GET /realtime/sse?topic=public.a HTTP/1.0", "")) {
			assertThat(raw.readUntil("\r\n\r\n")).contains(" 200 ");
			assertThat(raw.readUntil("\n\n")).contains("event: rt.ready");
		}
		await().until(() -> {
			publish("x");
			return this.edge.registry.size() == 0;
		});
	}

	@Test
	void onlyVersion13IsSpoken() throws Exception {
		String upgrade = "Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
		for (String version : List.of("7", "8", "12", "14")) {
			try (RawSocket raw = request("GET /realtime/ws HTTP/1.1",
					upgrade + "Sec-WebSocket-Version: " + version + "\r\n")) {
				assertThat(raw.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 426")
					.containsIgnoringCase("Sec-WebSocket-Version: 13");
			}
		}
		try (RawSocket raw = request("GET /realtime/ws HTTP/1.1", upgrade)) {
			assertThat(raw.readUntil("\r\n")).startsWith("HTTP/1.1 400");
		}
		try (RawSocket raw = request("GET /realtime/ws HTTP/1.1", "")) {
			assertThat(raw.readUntil("\r\n")).startsWith("HTTP/1.1 426");
		}
		assertThat(this.edge.registry.size()).isZero();
	}

	@Test
	void aBrowserAsksInAdvance() throws Exception {
		String ask = "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: content-type\r\n";
		try (RawSocket raw = request("OPTIONS /realtime/messages HTTP/1.1",
				"Origin: " + EdgeServer.ALLOWED + "\r\n" + ask)) {
			assertThat(raw.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 200")
				.containsIgnoringCase("Access-Control-Allow-Origin: " + EdgeServer.ALLOWED)
				.containsIgnoringCase("Access-Control-Allow-Methods: GET, POST");
		}
		try (RawSocket raw = request("OPTIONS /realtime/messages HTTP/1.1", "Origin: https://evil.example\r\n" + ask)) {
			assertThat(raw.readUntil("\r\n\r\n")).doesNotContain("Access-Control-Allow-Origin");
		}
	}

	@Test
	void textThatIsNotUtf8ClosesWith1007() throws Exception {
		try (RawSocket raw = webSocket()) {
			raw.frame(TEXT, new byte[] { '{', (byte) 0xC3, '}' });
			assertThat(raw.readCloseCode()).isEqualTo(1007);
		}
		freed();
	}

	@Test
	void reservedBitsBreakTheProtocol() throws Exception {
		try (RawSocket raw = webSocket()) {
			raw.frame(TEXT | 0x40, bytes("{}"));
			assertThat(raw.readCloseCode()).isIn(1002, 4400);
		}
		freed();
	}

	@Test
	void aMessageMayComeInAFewFragmentsButNotInMany() throws Exception {
		try (RawSocket raw = webSocket()) {
			raw.frame(TEXT_BEGIN, bytes("{\"type\":\"rt.unsubscribe\",\"id\":\"5\","));
			raw.frame(CONTINUATION, bytes("\"payload\":{\"topics\":"));
			raw.frame(0x89, bytes("ping"));
			raw.frame(CONTINUATION_END, bytes("[\"public.a\"]}}"));
			raw.readUntil("\"rt.ack\",\"id\":\"5\",\"payload\":{\"topics\":{\"public.a\":{}}}}");
			raw.frame(TEXT_BEGIN, bytes("{"));
			for (int i = 0; i < 40; i++) {
				raw.frame(CONTINUATION, bytes(" "));
			}
			assertThat(raw.readCloseCode()).isEqualTo(4400);
		}
		freed();
	}

	@Test
	void manySmallFramesAtOnceAreTakenOneAfterTheOther() throws Exception {
		try (RawSocket raw = webSocket()) {
			ByteArrayOutputStream pongs = new ByteArrayOutputStream();
			for (int i = 0; i < 10_000; i++) {
				pongs.writeBytes(new byte[] { (byte) 0x8A, (byte) 0x80, 0, 0, 0, 0 });
			}
			raw.send(pongs.toByteArray());
			raw.frame(TEXT,
					bytes("{\"type\":\"rt.unsubscribe\",\"id\":\"9\",\"payload\":{\"topics\":[\"public.a\"]}}"));
			raw.readUntil("\"rt.ack\",\"id\":\"9\"");
		}
		freed();
	}

	@Test
	void whoClosesHearsTheSameCodeAndThenTheEnd() throws Exception {
		try (RawSocket raw = webSocket()) {
			raw.frame(0x89, bytes("ping"));
			raw.readUntil("ping");
			raw.frame(0x88, new byte[] { 0x03, (byte) 0xE9 });
			assertThat(raw.readCloseCode()).isEqualTo(1001);
			assertThat(raw.readToEnd(5_000)).isTrue();
		}
		freed();
		assertThat(this.edge.observed.closed).containsExactly(CloseReason.CLIENT_GONE);
	}

	@Test
	void whoNeverAnswersAPingIsFreed() throws Exception {
		try (RawSocket raw = webSocket()) {
			// The begin of a frame that never ends.
			raw.send(new byte[] { (byte) TEXT, (byte) 0xFE });
			assertThat(raw.readCloseCode()).isEqualTo(4012);
		}
		freed();
		assertThat(this.edge.observed.closed).containsExactly(CloseReason.TIMEOUT);
	}

	@Test
	void whoStopsReadingAStreamIsFreedAndNobodyElseWaits() throws Exception {
		stalled(request("GET /realtime/sse?topic=public.a HTTP/1.1", ""));
	}

	@Test
	void whoStopsReadingAWebSocketIsFreedAndNobodyElseWaits() throws Exception {
		stalled(RawSocket.webSocket(this.port, "/realtime/ws?topic=public.a"));
	}

	private void stalled(RawSocket raw) throws Exception {
		try (raw; SseProbe other = new SseProbe(this.port, "/realtime/sse?topic=public.a")) {
			await().until(() -> other.text().contains("rt.ready"));
			raw.readUntil("rt.ready");
			String filler = "x".repeat(20_000);
			IntStream.range(0, 600).forEach((i) -> publish(i + filler));
			await().untilAsserted(() -> assertThat(other.ids()).hasSizeGreaterThan(600));
			await().atMost(Duration.ofSeconds(15))
				.untilAsserted(() -> assertThat(this.edge.observed.closed).containsExactly(CloseReason.SLOW));
			assertThat(this.edge.registry.size()).isEqualTo(1);
			assertThat(raw.readToEnd(30_000)).isTrue();
		}
	}

	@Test
	void whoReadsLateGetsEverythingOnceAndInOrder() throws Exception {
		// Old HTTP, for a body without chunks.
		try (RawSocket raw = request("GET /realtime/sse?topic=public.a HTTP/1.0", "")) {
			raw.readUntil("rt.ready");
			String filler = "y".repeat(2_000);
			IntStream.range(0, 3000).forEach((i) -> publish(i + ":" + filler));
			for (int i = 0; i < 3000; i++) {
				raw.readUntil("data: \"");
				assertThat(raw.readUntil("\"")).isEqualTo(i + ":" + filler + '"');
			}
		}
	}

	private void freed() {
		await().until(() -> this.edge.registry.size() == 0);
	}

	private void publish(String data) {
		this.edge.publisher.publish("public.a", "test", data).block();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private RawSocket webSocket() throws Exception {
		RawSocket raw = RawSocket.webSocket(this.port, "/realtime/ws?topic=public.a");
		raw.readUntil("\"topics\":{\"public.a\":{}},\"heartbeat\":15000}}");
		return raw;
	}

	private RawSocket request(String line, String headers) throws Exception {
		RawSocket raw = new RawSocket(this.port, 4096);
		raw.send(line + "\r\nHost: localhost:" + this.port + "\r\n" + headers + "\r\n");
		return raw;
	}

}
