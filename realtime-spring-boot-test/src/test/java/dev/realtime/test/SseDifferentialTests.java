package dev.realtime.test;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import dev.realtime.Fuzz;
import dev.realtime.Position;
import dev.realtime.PublishedEvent;
import dev.realtime.codec.EventEncoder;
import dev.realtime.codec.WireFormat;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the encoder writes, read by a parser that was written from the standard: one
 * event, with exactly what was published, whatever that was.
 */
class SseDifferentialTests {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final Position POSITION = new Position("k3x9qa", 10482);

	private static final String[] PAYLOADS = { "{\"a\":1}", "{\n  \"a\" : [1,\r\n 2]\r}", "\"x\\ndata: y\"",
			"\n\n\r\n\r", "\"\u2028\u2029\uFEFF\"", "data: x\n\nevent: rt.close\ndata: {}\n\n", "id: 1", ":", " ", "" };

	@Test
	void whenAPayloadIsHostileThenItIsReadAsItWasWritten() {
		Fuzz.texts((text) -> {
			byte[] payload = text.getBytes(StandardCharsets.UTF_8);
			String written = new String(payload, StandardCharsets.UTF_8);
			SseParser.Block block = only(encode(payload, "order.updated", WireFormat.SSE));
			assertThat(block.data()).isEqualTo(written.replace("\r\n", "\n").replace('\r', '\n'));
			assertThat(block.type()).isEqualTo("order.updated");
			assertThat(block.id()).isEqualTo(POSITION.toString());
			assertThat(block.retry()).isNegative();
		}, PAYLOADS);
	}

	@Test
	void whenJsonIsHostileThenItsEnvelopeHoldsTheSameJson() {
		Fuzz.texts((text) -> {
			String messageId = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
			for (WireFormat format : List.of(WireFormat.SSE_ENVELOPE, WireFormat.JSON)) {
				byte[] json = JSON.writeValueAsBytes(messageId);
				byte[] written = EventEncoder
					.encode(new PublishedEvent("orders.42", "order.updated", POSITION, 3, 5, json, messageId), format);
				JsonNode envelope = JSON.readTree((format == WireFormat.JSON)
						? new String(written, StandardCharsets.UTF_8) : only(written).data());
				assertThat(envelope.path("payload")).isEqualTo(JSON.readTree(json));
				assertThat(envelope.path("messageId").stringValue()).isEqualTo(messageId);
				assertThat(envelope.path("topic").stringValue()).isEqualTo("orders.42");
				assertThat(envelope.propertyNames()).hasSize(6);
			}
		}, PAYLOADS);
	}

	@Test
	void whenManyEventsFollowEachOtherThenEachIsReadOnceHoweverTheyAreCut() {
		Fuzz.seeds(500, (random) -> {
			List<String> written = new ArrayList<>();
			ByteBuffer stream = ByteBuffer.allocate(1 << 16);
			for (int i = random.nextInt(10); i >= 0; i--) {
				String payload = Fuzz.damaged(PAYLOADS[random.nextInt(PAYLOADS.length)], PAYLOADS, random);
				byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
				written.add(new String(bytes, StandardCharsets.UTF_8).replace("\r\n", "\n").replace('\r', '\n'));
				stream.put(encode(bytes, "message", WireFormat.SSE));
			}
			assertThat(read(stream.flip(), random)).extracting(SseParser.Block::data)
				.containsExactlyElementsOf(written);
		});
	}

	private static byte[] encode(byte[] payload, String type, WireFormat format) {
		return EventEncoder.encode(new PublishedEvent("orders.42", type, POSITION, 3, 5, payload, null), format);
	}

	private static SseParser.Block only(byte[] bytes) {
		List<SseParser.Block> blocks = new ArrayList<>();
		new SseParser(blocks::add).feed(ByteBuffer.wrap(bytes));
		assertThat(blocks).hasSize(1);
		return blocks.get(0);
	}

	private static List<SseParser.Block> read(ByteBuffer stream, Random random) {
		List<SseParser.Block> blocks = new ArrayList<>();
		SseParser parser = new SseParser(blocks::add);
		while (stream.hasRemaining()) {
			int size = 1 + random.nextInt(stream.remaining());
			parser.feed(stream.slice(stream.position(), size));
			stream.position(stream.position() + size);
		}
		return blocks;
	}

}
