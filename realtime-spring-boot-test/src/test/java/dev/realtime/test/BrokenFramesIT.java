package dev.realtime.test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class BrokenFramesIT {

	private static TestApp app;

	@BeforeAll
	static void start() {
		app = TestApp.start("realtime.messages.rate-per-second=1");
	}

	@AfterAll
	static void stop() {
		app.close();
	}

	@Test
	void whenFrameIsBinaryThenCloseIs1003() {
		try (RawWebSocket ws = open()) {
			assertClosed(ws.send(true, RawWebSocket.BINARY, "{}".getBytes()), "protocol_error", 1003);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0xC0, 0xED, 0xFF, 0x80 })
	void whenTextIsNoUtf8ThenCloseIs1007(int first) {
		byte[] text = "{\"type\":\"a??\"}".getBytes();
		text[10] = (byte) first;
		text[11] = (byte) 0xA0;
		text[12] = (byte) 0x80;
		try (RawWebSocket ws = open()) {
			assertClosed(ws.send(true, RawWebSocket.TEXT, text), "protocol_error", 1007);
		}
	}

	@Test
	void whenCharacterIsSplitOverFragmentsThenItIsWhole() {
		byte[] text = "{\"type\":\"é\",\"id\":\"é\"}".getBytes(StandardCharsets.UTF_8);
		try (RawWebSocket ws = open()) {
			ws.send(false, RawWebSocket.TEXT, Arrays.copyOf(text, 10));
			ws.send(true, RawWebSocket.CONTINUATION, Arrays.copyOfRange(text, 10, text.length));
			assertThat(ws.json().path("type").stringValue()).isEqualTo("rt.error");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 65_537, 70_000, 1_000_000 })
	void whenMessageIsTooBigThenCloseIs1009(int size) {
		try (RawWebSocket ws = open()) {
			assertThat(ws.send(true, RawWebSocket.TEXT, new byte[size]).untilClose()).last()
				.extracting(RawWebSocket.Frame::closeCode)
				.isEqualTo(1009);
		}
	}

	@Test
	void whenFragmentsAddUpToTooMuchThenCloseIs1009() {
		try (RawWebSocket ws = open()) {
			byte[] part = " ".repeat(30_000).getBytes();
			ws.send(false, RawWebSocket.TEXT, part).send(false, RawWebSocket.CONTINUATION, part);
			assertThat(ws.send(true, RawWebSocket.CONTINUATION, part).untilClose()).last()
				.extracting(RawWebSocket.Frame::closeCode)
				.isEqualTo(1009);
		}
	}

	@Test
	void whenMessageHasTooManyFragmentsThenItIsClosed() {
		try (RawWebSocket ws = open()) {
			ws.send(false, RawWebSocket.TEXT, new byte[] { ' ' });
			for (int i = 0; i < 64; i++) {
				ws.send(false, RawWebSocket.CONTINUATION, new byte[] { ' ' });
			}
			assertThat(ws.untilClose()).last().extracting(RawWebSocket.Frame::closeCode).isIn(1009, 4400, 1002);
		}
	}

	@Test
	void whenMessageIsAsBigAsAllowedThenItIsTaken() {
		String message = "{\"type\":\"chat.message\",\"id\":\"1\",\"payload\":\"";
		try (RawWebSocket ws = open()) {
			ws.send(message + "a".repeat(65_536 - message.length() - 2) + "\"}");
			assertThat(ws.json().path("payload").path("code").stringValue()).isEqualTo("unknown_type");
		}
	}

	@Test
	void whenTenBrokenMessagesFollowEachOtherThenCloseIs4400() {
		try (RawWebSocket ws = open()) {
			for (int i = 0; i < 9; i++) {
				ws.send((i % 2 == 0) ? "nonsense" : "[1]");
				assertThat(ws.json().path("payload").path("code").stringValue()).isEqualTo("bad_message");
			}
			ws.send("{\"type\":\"rt.unsubscribe\",\"id\":\"ok\",\"payload\":{\"topics\":[\"orders.1\"]}}");
			assertThat(ws.json().path("type").stringValue()).isEqualTo("rt.ack");
			for (int i = 0; i < 9; i++) {
				ws.send("\"text\"");
				assertThat(ws.json().path("payload").path("code").stringValue()).isEqualTo("bad_message");
			}
			assertClosed(ws.send("7"), "protocol_error", 4400);
		}
	}

	@Test
	void whenJsonIsNestedDeeplyThenItIsABadMessage() {
		try (RawWebSocket ws = open()) {
			ws.send("{\"type\":\"a\",\"id\":\"1\",\"payload\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}");
			assertThat(ws.json().path("payload").path("code").stringValue()).isEqualTo("bad_message");
		}
	}

	@Test
	void whenOverTheRateThenMessagesAreRefusedAndAfterAHundredTheConnectionToo() {
		try (RawWebSocket ws = open()) {
			for (int i = 0; i < 200; i++) {
				ws.send("{\"type\":\"chat.message\",\"id\":\"" + i + "\"}");
			}
			List<RawWebSocket.Frame> frames = ws.untilClose();
			List<JsonNode> errors = frames.stream()
				.filter((frame) -> frame.opcode() == RawWebSocket.TEXT)
				.map((frame) -> FrameReader.tree(frame.text()))
				.filter((message) -> message.path("type").stringValue("").equals("rt.error"))
				.toList();
			long taken = errors.stream().filter((error) -> code(error).equals("unknown_type")).count();
			assertThat(taken).isBetween(50L, 60L);
			List<JsonNode> refused = errors.stream().filter((error) -> code(error).equals("rate_limited")).toList();
			assertThat(refused).hasSizeBetween(99, 100);
			assertThat(refused).allSatisfy((error) -> {
				assertThat(error.path("payload").path("temporary").booleanValue()).isTrue();
				assertThat(error.path("payload").path("retryAfterMs").longValue(0)).isPositive();
			});
			assertThat(frames.get(frames.size() - 2).text()).contains("\"reason\":\"rate_limited\",\"reconnect\":true");
			assertThat(frames.get(frames.size() - 1).closeCode()).isEqualTo(4013);
		}
	}

	private static String code(JsonNode error) {
		return error.path("payload").path("code").stringValue("");
	}

	private static RawWebSocket open() {
		RawWebSocket ws = RawWebSocket.open(app.port(), "/ws?topic=orders.1");
		assertThat(ws.json().path("type").stringValue()).isEqualTo("rt.ready");
		return ws;
	}

	private static void assertClosed(RawWebSocket ws, String reason, int code) {
		List<RawWebSocket.Frame> frames = ws.untilClose();
		assertThat(frames.get(frames.size() - 1).closeCode()).isEqualTo(code);
		assertThat(frames).hasSizeGreaterThan(1);
		assertThat(frames.get(frames.size() - 2).text()).contains("\"reason\":\"" + reason + "\",\"reconnect\":false");
	}

}
