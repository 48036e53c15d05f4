package dev.realtime.codec;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@link Framing} makes is what a client's decoder understands.
 */
class FramingTests {

	private static final String HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

	@ParameterizedTest
	@ValueSource(ints = { 1, 15, 16, 255, 256, 70_000 })
	void aChunkIsOneChunk(int size) {
		EmbeddedChannel client = new EmbeddedChannel(new HttpResponseDecoder(4096, 8192, 100_000));
		client.writeInbound(Unpooled.copiedBuffer(HEAD, StandardCharsets.US_ASCII));
		client.writeInbound(Unpooled.wrappedBuffer(Framing.CHUNK.around(text(size))));
		client.writeInbound(Unpooled.wrappedBuffer(Framing.CHUNK.around(text(3))));
		assertThat(client.<HttpResponse>readInbound()).isNotNull();
		HttpContent chunk = client.readInbound();
		assertContent(chunk.content(), size);
		HttpContent next = client.readInbound();
		assertContent(next.content(), 3);
		client.finishAndReleaseAll();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 125, 126, 127, 65_535, 65_536, 300_000 })
	void aTextIsOneWholeFrame(int size) {
		WebSocketFrame frame = decoded(Framing.TEXT.around(text(size)));
		assertThat(frame).isInstanceOf(TextWebSocketFrame.class);
		assertThat(frame.isFinalFragment()).isTrue();
		assertContent(frame.content(), size);
	}

	@Test
	void aPingIsAPing() {
		WebSocketFrame frame = decoded(Framing.PING.around(text(2)));
		assertThat(frame).isInstanceOf(PingWebSocketFrame.class);
		assertContent(frame.content(), 2);
	}

	@Test
	void aPongIsAPong() {
		WebSocketFrame frame = decoded(Framing.PONG.around(text(125)));
		assertThat(frame).isInstanceOf(PongWebSocketFrame.class);
		assertContent(frame.content(), 125);
	}

	@Test
	void aCloseHasItsCodeAndReason() {
		byte[] content = { 0x03, (byte) 0xE8, 'b', 'y', 'e' };
		assertThat(decoded(Framing.CLOSE.around(content))).isInstanceOfSatisfying(CloseWebSocketFrame.class,
				(close) -> {
					assertThat(close.statusCode()).isEqualTo(1000);
					assertThat(close.reasonText()).isEqualTo("bye");
					close.release();
				});
	}

	@Test
	void theFramedFormIsTheContentWithItsTransportAround() {
		for (WireFormat format : WireFormat.values()) {
			assertThat(format.content().isFramed()).isFalse();
			assertThat(format.framed().isFramed()).isTrue();
			assertThat(format.framed().content()).isEqualTo(format.content());
			assertThat(format.content().frame(text(9))).isEqualTo(text(9));
		}
		assertThat(WireFormat.SSE_ENVELOPE_CHUNK.frame(text(9))).isEqualTo(Framing.CHUNK.around(text(9)));
		assertThat(WireFormat.WEBSOCKET_TEXT.frame(text(9))).isEqualTo(Framing.TEXT.around(text(9)));
	}

	private static WebSocketFrame decoded(byte[] bytes) {
		EmbeddedChannel client = new EmbeddedChannel(new WebSocket13FrameDecoder(
				WebSocketDecoderConfig.newBuilder().expectMaskedFrames(false).maxFramePayloadLength(1 << 20).build()));
		client.writeInbound(Unpooled.wrappedBuffer(bytes));
		WebSocketFrame frame = client.readInbound();
		assertThat(client.<Object>readInbound()).isNull();
		client.finishAndReleaseAll();
		return frame;
	}

	private static void assertContent(ByteBuf content, int size) {
		assertThat(content.toString(StandardCharsets.US_ASCII)).isEqualTo("x".repeat(size));
		content.release();
	}

	private static byte[] text(int size) {
		return "x".repeat(size).getBytes(StandardCharsets.US_ASCII);
	}

}
