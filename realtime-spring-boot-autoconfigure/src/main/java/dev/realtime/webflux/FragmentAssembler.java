package dev.realtime.webflux;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

import dev.realtime.CloseReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.web.reactive.socket.WebSocketMessage;

/**
 * Makes messages of frames: whole, of bounded size and number of fragments, in bounded
 * time, and proper UTF-8. The time is looked at when a frame comes: without any the
 * connection ends anyway. The bytes are copied; the frames stay the server's.
 */
final class FragmentAssembler {

	private static final DefaultDataBufferFactory BUFFERS = DefaultDataBufferFactory.sharedInstance;

	private final EdgeSettings.WebSocket settings;

	private final LongSupplier nanoTime;

	private @Nullable ByteArrayOutputStream parts;

	private int fragments;

	private long begun;

	FragmentAssembler(EdgeSettings.WebSocket settings) {
		this(settings, System::nanoTime);
	}

	FragmentAssembler(EdgeSettings.WebSocket settings, LongSupplier nanoTime) {
		this.settings = settings;
		this.nanoTime = nanoTime;
	}

	/**
	 * Take the next frame.
	 * @param frame a frame that is neither ping nor close
	 * @return the message that it completes, or a {@link Violations violation}, or
	 * {@code null} if there is more to come
	 */
	@Nullable WebSocketMessage assemble(WebSocketFrame frame) {
		if (isOverdue()) {
			return violation(CloseReason.PROTOCOL_ERROR);
		}
		if (frame instanceof PongWebSocketFrame) {
			return new WebSocketMessage(WebSocketMessage.Type.PONG, BUFFERS.wrap(new byte[0]));
		}
		if (frame instanceof TextWebSocketFrame && frame.isFinalFragment()) {
			return complete(ByteBufUtil.getBytes(frame.content()));
		}
		if (frame instanceof TextWebSocketFrame) {
			this.parts = new ByteArrayOutputStream();
			this.fragments = 0;
			this.begun = this.nanoTime.getAsLong();
			return append(frame, this.parts);
		}
		if (frame instanceof ContinuationWebSocketFrame && this.parts != null) {
			return append(frame, this.parts);
		}
		return violation(CloseReason.NOT_TEXT);
	}

	/** Who answers pings may otherwise keep half a message here for ever. */
	private boolean isOverdue() {
		return this.parts != null && this.nanoTime.getAsLong() - this.begun > this.settings.timeout().toNanos();
	}

	private @Nullable WebSocketMessage append(WebSocketFrame frame, ByteArrayOutputStream message) {
		message.writeBytes(ByteBufUtil.getBytes(frame.content()));
		this.fragments++;
		if (message.size() > this.settings.maxMessageSize()) {
			return violation(CloseReason.TOO_BIG);
		}
		if (this.fragments > this.settings.maxFragments()) {
			return violation(CloseReason.PROTOCOL_ERROR);
		}
		if (!frame.isFinalFragment()) {
			return null;
		}
		this.parts = null;
		return complete(message.toByteArray());
	}

	private WebSocketMessage complete(byte[] message) {
		ByteBuf bytes = Unpooled.wrappedBuffer(message);
		if (ByteBufUtil.isText(bytes, StandardCharsets.UTF_8)) {
			return new WebSocketMessage(WebSocketMessage.Type.TEXT, BUFFERS.wrap(message));
		}
		return violation(CloseReason.NOT_UTF8);
	}

	/**
	 * What a frame that is no frame comes to.
	 * @param ex what the decoder found
	 * @return the violation
	 */
	static WebSocketMessage violation(CorruptedWebSocketFrameException ex) {
		boolean tooBig = WebSocketCloseStatus.MESSAGE_TOO_BIG.equals(ex.closeStatus());
		return Violations.message(BUFFERS, tooBig ? CloseReason.TOO_BIG : CloseReason.PROTOCOL_ERROR);
	}

	private WebSocketMessage violation(CloseReason reason) {
		this.parts = null;
		return Violations.message(BUFFERS, reason);
	}

}
