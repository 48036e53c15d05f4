package dev.realtime.webflux;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

import dev.realtime.CloseReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.SynchronousSink;

import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.web.reactive.socket.WebSocketMessage;

/**
 * Makes messages of frames: whole, of bounded size and number of fragments, and proper
 * UTF-8. The bytes are copied; the frames stay the server's.
 */
final class FragmentAssembler implements BiConsumer<WebSocketFrame, SynchronousSink<WebSocketMessage>> {

	private final EdgeSettings.WebSocket settings;

	private final DataBufferFactory buffers;

	private @Nullable ByteArrayOutputStream parts;

	private int fragments;

	FragmentAssembler(EdgeSettings.WebSocket settings, DataBufferFactory buffers) {
		this.settings = settings;
		this.buffers = buffers;
	}

	@Override
	public void accept(WebSocketFrame frame, SynchronousSink<WebSocketMessage> sink) {
		if (frame instanceof PongWebSocketFrame) {
			sink.next(new WebSocketMessage(WebSocketMessage.Type.PONG, this.buffers.wrap(new byte[0])));
		}
		else if (frame instanceof TextWebSocketFrame && frame.isFinalFragment()) {
			complete(ByteBufUtil.getBytes(frame.content()), sink);
		}
		else if (frame instanceof TextWebSocketFrame) {
			this.parts = new ByteArrayOutputStream();
			this.fragments = 0;
			append(frame, this.parts, sink);
		}
		else if (frame instanceof ContinuationWebSocketFrame && this.parts != null) {
			append(frame, this.parts, sink);
		}
		else {
			violate(CloseReason.NOT_TEXT, sink);
		}
	}

	private void append(WebSocketFrame frame, ByteArrayOutputStream message, SynchronousSink<WebSocketMessage> sink) {
		message.writeBytes(ByteBufUtil.getBytes(frame.content()));
		this.fragments++;
		if (message.size() > this.settings.maxMessageSize()) {
			violate(CloseReason.TOO_BIG, sink);
		}
		else if (this.fragments > this.settings.maxFragments()) {
			violate(CloseReason.PROTOCOL_ERROR, sink);
		}
		else if (frame.isFinalFragment()) {
			this.parts = null;
			complete(message.toByteArray(), sink);
		}
	}

	private void complete(byte[] message, SynchronousSink<WebSocketMessage> sink) {
		ByteBuf bytes = Unpooled.wrappedBuffer(message);
		if (ByteBufUtil.isText(bytes, StandardCharsets.UTF_8)) {
			sink.next(new WebSocketMessage(WebSocketMessage.Type.TEXT, this.buffers.wrap(message)));
		}
		else {
			violate(CloseReason.NOT_UTF8, sink);
		}
	}

	private void violate(CloseReason reason, SynchronousSink<WebSocketMessage> sink) {
		this.parts = null;
		sink.next(Violations.message(this.buffers, reason));
	}

}
