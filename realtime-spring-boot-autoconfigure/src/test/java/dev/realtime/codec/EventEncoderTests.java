package dev.realtime.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

import dev.realtime.Position;
import dev.realtime.PublishedEvent;
import dev.realtime.TraceContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EventEncoder}.
 */
class EventEncoderTests {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	@Test
	void anEventIsWrittenAsTheProtocolSays() {
		PublishedEvent event = event("order.updated", "{\"a\":1}", null);
		assertThat(encode(event, WireFormat.JSON)).isEqualTo("{\"type\":\"order.updated\",\"topic\":\"orders.42\","
				+ "\"id\":\"k3x9qa.10482\",\"timestamp\":1763769600000,\"payload\":{\"a\":1}}");
		assertThat(encode(event, WireFormat.SSE))
			.isEqualTo("id: k3x9qa.10482\nevent: order.updated\ndata: {\"a\":1}\n\n");
		assertThat(encode(event, WireFormat.SSE_ENVELOPE))
			.isEqualTo("id: k3x9qa.10482\ndata: " + encode(event, WireFormat.JSON) + "\n\n");
	}

	@Test
	void theDefaultTypeIsLeftOutSoThatOnmessageFires() {
		assertThat(encode(event("message", "1", null), WireFormat.SSE)).isEqualTo("id: k3x9qa.10482\ndata: 1\n\n");
	}

	@Test
	void anEphemeralEventHasNoId() {
		PublishedEvent event = new PublishedEvent("a", "typing", null, 0, 5, bytes("1"), null);
		assertThat(encode(event, WireFormat.SSE)).isEqualTo("event: typing\ndata: 1\n\n");
		assertThat(encode(event, WireFormat.JSON))
			.isEqualTo("{\"type\":\"typing\",\"topic\":\"a\",\"timestamp\":5,\"payload\":1}");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "{\n\"a\":\n1}", "{\r\"a\":\r1}", "{\r\n\"a\":\r\n1}", "\n{\"a\":1}\n", "\r\n\n\r{\"a\":1}" })
	void everyLineOfAPayloadIsAFieldOfItsOwn(String payload) {
		String frame = encode(event("x", payload, null), WireFormat.SSE);
		assertThat(frame).endsWith("\n\n").doesNotContain("\r");
		String[] lines = frame.substring(0, frame.length() - 2).split("\n", -1);
		assertThat(lines).allMatch((line) -> line.matches("(id|event|data): .*"));
		assertThat(data(lines)).isEqualTo(payload.replace("\r\n", "\n").replace('\r', '\n'));
	}

	@Test
	void aForeignMessageIdIsEscaped() {
		String hostile = "\"},\n\u0000\u2028";
		JsonNode json = MAPPER.readTree(encode(event("x", "1", hostile), WireFormat.JSON));
		assertThat(json.get("messageId").asString()).isEqualTo(hostile);
		assertThat(encode(event("x", "1", hostile), WireFormat.SSE_ENVELOPE)).hasLineCount(3);
	}

	@Test
	void theEnvelopeNamesTheTraceAndNothingElseOfItsContext() {
		PublishedEvent event = traced(Map.of("traceparent", "00-1-2-01", "baggage", "user=alice"));
		assertThat(encode(event, WireFormat.JSON)).isEqualTo("{\"type\":\"x\",\"topic\":\"a\",\"timestamp\":5,"
				+ "\"messageId\":\"m\",\"traceparent\":\"00-1-2-01\",\"payload\":1}");
		assertThat(encode(event, WireFormat.SSE)).isEqualTo("event: x\ndata: 1\n\n");
		assertThat(encode(traced(Map.of("b3", "1-2-1")), WireFormat.JSON)).doesNotContain("trace", "b3");
		assertThat(encode(traced(Map.of("traceparent", "\"},")), WireFormat.JSON))
			.contains("\"traceparent\":\"\\\"},\"");
	}

	private static PublishedEvent traced(Map<String, String> fields) {
		return new PublishedEvent("a", "x", null, 0, 5, bytes("1"), "m", TraceContext.of(fields));
	}

	@Test
	void aPayloadPassesThroughByteForByte() {
		String payload = "{ \"text\" : \"\u2028 \uD83D\uDE00 \\u0000 \\ud800\" }";
		assertThat(encode(event("x", payload, null), WireFormat.JSON)).endsWith("\"payload\":" + payload + "}");
	}

	private static String data(String[] lines) {
		return Arrays.stream(lines)
			.filter((line) -> line.startsWith("data: "))
			.map((line) -> line.substring(6))
			.collect(Collectors.joining("\n"));
	}

	private static String encode(PublishedEvent event, WireFormat format) {
		return new String(EventEncoder.encode(event, format), StandardCharsets.UTF_8);
	}

	private static PublishedEvent event(String type, String payload, @Nullable String messageId) {
		return new PublishedEvent("orders.42", type, new Position("k3x9qa", 10482), 3, 1763769600000L, bytes(payload),
				messageId);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
