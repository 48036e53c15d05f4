package dev.realtime.webflux;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

import dev.realtime.CloseReason;
import dev.realtime.Fuzz;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.junit.jupiter.api.Test;

import org.springframework.web.reactive.socket.WebSocketMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Bytes that a WebSocket client sends, through the decoder and {@link FragmentAssembler}.
 */
class HostileFramesTests {

	private static final int MAX_SIZE = 200;

	private static final EdgeSettings.WebSocket SETTINGS = new EdgeSettings.WebSocket(true, Duration.ofSeconds(1),
			MAX_SIZE, 8, Duration.ofSeconds(2));

	private static final String[] TEXTS = { "", "a", "{\"type\":\"é\"}", "😀", "x".repeat(MAX_SIZE) };

	@Test
	void whenMessagesAreCutInAnyWayThenTheyComeOutWhole() {
		Fuzz.seeds(2_000, (random) -> {
			List<String> sent = new ArrayList<>();
			ByteBuf bytes = Unpooled.buffer();
			for (int i = random.nextInt(5); i >= 0; i--) {
				String text = TEXTS[random.nextInt(TEXTS.length)];
				sent.add(text);
				write(bytes, text.getBytes(StandardCharsets.UTF_8), random);
			}
			List<WebSocketMessage> received = receive(bytes, random);
			received.removeIf((message) -> message.getType() == WebSocketMessage.Type.PONG);
			assertThat(received).extracting(WebSocketMessage::getPayloadAsText).containsExactlyElementsOf(sent);
		});
	}

	@Test
	void whenAnyBytesComeThenTheyAreProperTextsOrAViolation() {
		Fuzz.seeds(8_000, (random) -> {
			ByteBuf bytes = Unpooled.buffer();
			write(bytes, TEXTS[random.nextInt(TEXTS.length)].getBytes(StandardCharsets.UTF_8), random);
			for (int i = random.nextInt(6); i > 0 && bytes.writerIndex() > 0; i--) {
				bytes.setByte(random.nextInt(Math.min(bytes.writerIndex(), 20)), random.nextInt(256));
			}
			for (WebSocketMessage message : receive(bytes, random)) {
				if (message.getType() == WebSocketMessage.Type.TEXT) {
					byte[] text = new byte[message.getPayload().readableByteCount()];
					message.getPayload().read(text);
					assertThat(text).hasSizeLessThanOrEqualTo(MAX_SIZE)
						.isEqualTo(new String(text, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
				}
			}
		});
	}

	@Test
	void whenAMessageTakesTooLongThenWhateverComesNextIsAViolation() {
		AtomicLong now = new AtomicLong();
		FragmentAssembler assembler = new FragmentAssembler(SETTINGS, now::get);
		assertThat(assembler.assemble(new TextWebSocketFrame(false, 0, "a"))).isNull();
		now.set(Duration.ofSeconds(2).toNanos());
		assertThat(assembler.assemble(new PongWebSocketFrame())).extracting(WebSocketMessage::getType)
			.isEqualTo(WebSocketMessage.Type.PONG);
		assertThat(assembler.assemble(new ContinuationWebSocketFrame(false, 0, "b"))).isNull();
		now.incrementAndGet();
		assertThat(violation(assembler.assemble(new PongWebSocketFrame()))).isEqualTo(CloseReason.PROTOCOL_ERROR);
		assertThat(assembler.assemble(new TextWebSocketFrame("next"))).extracting(WebSocketMessage::getPayloadAsText)
			.isEqualTo("next");
	}

	private static CloseReason violation(WebSocketMessage message) {
		return Violations.of(message);
	}

	/** The frames of a text, with pongs among them. */
	private static void write(ByteBuf bytes, byte[] text, Random random) {
		int fragments = 1 + random.nextInt(8);
		int from = 0;
		for (int i = 1; i <= fragments; i++) {
			int to = (i == fragments) ? text.length : from + random.nextInt(text.length - from + 1);
			int head = ((i == 1) ? 1 : 0) | ((i == fragments) ? 0x80 : 0);
			frame(bytes, head, Arrays.copyOfRange(text, from, to), random);
			if (random.nextInt(4) == 0) {
				frame(bytes, 0x8A, new byte[random.nextInt(20)], random);
			}
			from = to;
		}
	}

	private static void frame(ByteBuf bytes, int head, byte[] payload, Random random) {
		bytes.writeByte(head);
		if (payload.length < 126) {
			bytes.writeByte(0x80 | payload.length);
		}
		else {
			bytes.writeByte(0x80 | 126).writeShort(payload.length);
		}
		byte[] mask = new byte[4];
		random.nextBytes(mask);
		bytes.writeBytes(mask);
		for (int i = 0; i < payload.length; i++) {
			bytes.writeByte(payload[i] ^ mask[i % 4]);
		}
	}

	private static List<WebSocketMessage> receive(ByteBuf bytes, Random random) {
		EmbeddedChannel channel = new EmbeddedChannel(new WebSocket13FrameDecoder(WebSocketDecoderConfig.newBuilder()
			.maxFramePayloadLength(MAX_SIZE)
			.closeOnProtocolViolation(false)
			.build()));
		FragmentAssembler assembler = new FragmentAssembler(SETTINGS);
		List<WebSocketMessage> messages = new ArrayList<>();
		while (bytes.isReadable()) {
			try {
				channel.writeInbound(bytes.readRetainedSlice(1 + random.nextInt(bytes.readableBytes())));
			}
			catch (CorruptedWebSocketFrameException ex) {
				messages.add(FragmentAssembler.violation(ex));
			}
			for (Object frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
				WebSocketMessage message = assembler.assemble((WebSocketFrame) frame);
				((WebSocketFrame) frame).release();
				if (message != null) {
					messages.add(message);
				}
			}
		}
		channel.finishAndReleaseAll();
		assertThat(bytes.refCnt()).isEqualTo(1);
		bytes.release();
		return messages;
	}

}
