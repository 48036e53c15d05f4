package dev.realtime.test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import dev.realtime.RealtimeEvent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class WebSocketWireIT {

	private static TestApp app;

	@BeforeAll
	static void start() {
		app = TestApp.start("realtime.websocket.ping-interval=600ms", "realtime.websocket.timeout=2s");
	}

	@AfterAll
	static void stop() {
		app.close();
	}

	@Test
	void whenOpenedThenNoExtensionIsAgreedAndReadyIsFirst() {
		try (RawWebSocket ws = RawWebSocket.open(app.port(), "/ws?topic=orders.1&topic=secret.1",
				"Sec-WebSocket-Extensions: permessage-deflate")) {
			assertThat(ws.status()).isEqualTo(101);
			assertThat(ws.header("Sec-WebSocket-Accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
			assertThat(ws.header("Sec-WebSocket-Extensions")).isNull();
			assertThat(ws.text()).matches(
					"\\{\"type\":\"rt.ready\",\"id\":\"[a-z0-9]{6,8}\\.\\d+\",\"payload\":\\{\"connection\":\"[^\"]+\","
							+ "\"topics\":\\{\"orders.1\":\\{},\"secret.1\":\\{\"error\":\"forbidden\"}},\"heartbeat\":600}}");
		}
	}

	@Test
	void whenNoTopicsAreGivenThenConnectionIsOpen() {
		try (RawWebSocket ws = RawWebSocket.open(app.port(), "/ws")) {
			JsonNode ready = ws.json();
			assertThat(ready.path("type").stringValue()).isEqualTo("rt.ready");
			assertThat(ready.path("payload").path("topics").isEmpty()).isTrue();
			assertThat(ready.path("id").isString()).isTrue();
		}
	}

	@Test
	void whenEventIsPublishedThenOneTextFrameHoldsItsEnvelope() {
		try (RawWebSocket ws = RawWebSocket.open(app.port(), "/ws?topic=orders.2")) {
			ws.text();
			String id = app.publish(RealtimeEvent.builder()
				.topic("orders.2")
				.type("order.updated")
				.timestamp(Instant.ofEpochMilli(1_763_769_600_000L))
				.json("{\n}".getBytes())
				.messageId("\"m1\"")
				.build());
			assertThat(ws.text()).isEqualTo("{\"type\":\"order.updated\",\"topic\":\"orders.2\",\"id\":\"" + id
					+ "\",\"timestamp\":1763769600000,\"messageId\":\"\\\"m1\\\"\",\"payload\":{\n}}");
		}
	}

	@Test
	void whenPingIntervalIsOverThenPingAndHeartbeatWithCheckpointCome() {
		try (RawWebSocket ws = RawWebSocket.open(app.port(), "/ws?topic=orders.quiet")) {
			String before = ws.json().path("id").stringValue();
			String top = app.publish("orders.elsewhere", 1);
			List<RawWebSocket.Frame> frames = List.of(ws.frame(), ws.frame());
			// On a busy machine they may have gone out before the event was there.
			for (int i = 0; i < 2 && texts(frames).contains(heartbeat(before)); i++) {
				frames = List.of(ws.frame(), ws.frame());
			}
			assertThat(frames).extracting(RawWebSocket.Frame::opcode)
				.containsExactlyInAnyOrder(RawWebSocket.PING, RawWebSocket.TEXT);
			assertThat(texts(frames)).contains(heartbeat(top));
		}
	}

	@Test
	void whenReplayHasEndedThenHeartbeatCarriesTheCheckpoint() {
		String cursor = app.publish("orders.3", 0);
		String missed = app.publish("orders.3", 1);
		String top = app.publish("orders.elsewhere", 1);
		try (RawWebSocket ws = RawWebSocket.open(app.port(), "/ws?topic=orders.3&since=" + cursor)) {
			JsonNode ready = ws.json();
			assertThat(ready.path("id").stringValue()).isEqualTo(cursor);
			assertThat(ready.path("payload").path("topics").toString()).isEqualTo("{\"orders.3\":{\"resumed\":true}}");
			assertThat(ws.json().path("id").stringValue()).isEqualTo(missed);
			assertThat(ws.text()).isEqualTo(heartbeat(top));
		}
	}

	@Test
	void whenClientShowsNoSignOfLifeThenItIsClosedAfterTheTimeout() {
		long start = System.nanoTime();
		try (RawWebSocket ws = RawWebSocket.open(app.port(), "/ws?topic=orders.4")) {
			List<RawWebSocket.Frame> frames = ws.untilClose();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(1900),
					Duration.ofMillis(4000));
			assertThat(frames.get(frames.size() - 2).text())
				.startsWith("{\"type\":\"rt.close\",\"payload\":{\"reason\":\"timeout\",\"reconnect\":true");
			assertThat(frames.get(frames.size() - 1).closeCode()).isEqualTo(4012);
		}
	}

	@Test
	void whenClientAnswersPingsThenItStays() {
		try (RawWebSocket ws = RawWebSocket.open(app.port(), "/ws?topic=orders.4")) {
			// For longer than the timeout, since pings are at least 450 ms apart.
			int answered = 0;
			while (answered < 6) {
				RawWebSocket.Frame frame = ws.frame();
				if (frame.opcode() == RawWebSocket.PING) {
					ws.send(true, RawWebSocket.PONG, frame.payload());
					answered++;
				}
				assertThat(frame.opcode()).isNotEqualTo(RawWebSocket.CLOSE);
			}
		}
	}

	@Test
	void whenApplicationClosesThenCloseFrameFollowsTheReason() {
		try (RawWebSocket ws = RawWebSocket.open(app.port(), "/ws?topic=orders.5")) {
			String id = ws.json().path("payload").path("connection").stringValue();
			assertThat(app.connections().close(id).block()).isTrue();
			List<RawWebSocket.Frame> frames = ws.untilClose();
			assertThat(frames.get(frames.size() - 2).text())
				.isEqualTo("{\"type\":\"rt.close\",\"payload\":{\"reason\":\"closed_by_app\",\"reconnect\":false}}");
			assertThat(frames.get(frames.size() - 1).closeCode()).isEqualTo(4410);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 7, 8, 12, 14 })
	void whenVersionIsNotThirteenThenUpgradeIsRefused(int version) {
		try (RawWebSocket ws = RawWebSocket.open(app.port(), "/ws?topic=orders.1&errors=stream",
				"Sec-WebSocket-Version: " + version)) {
			assertThat(ws.status()).isBetween(400, 499);
		}
	}

	private static List<String> texts(List<RawWebSocket.Frame> frames) {
		return frames.stream().map(RawWebSocket.Frame::text).toList();
	}

	private static String heartbeat(String id) {
		return "{\"type\":\"rt.heartbeat\",\"id\":\"" + id + "\"}";
	}

}
