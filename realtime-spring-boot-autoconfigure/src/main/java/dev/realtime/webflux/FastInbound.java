package dev.realtime.webflux;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

import dev.realtime.CloseReason;
import dev.realtime.codec.Framing;
import dev.realtime.message.MessageHandlers;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.web.reactive.socket.WebSocketMessage;

/**
 * The inbound side of a WebSocket whose outbound side is a {@link FastOutlet}: brings
 * messages to the stream's {@link WebSocketReceiver}, answers pings, and closes by a
 * handshake. Reads no more from the socket than is asked for; what was read with it
 * waits. On the event loop only.
 */
final class FastInbound extends ChannelInboundHandlerAdapter {

	/** How long the client may take to answer a close. */
	private static final long CLOSE_HANDSHAKE_MILLIS = 1000;

	private static final Log logger = LogFactory.getLog(FastInbound.class);

	private final StreamConnection<?> stream;

	private final FragmentAssembler assembler;

	private final WebSocketReceiver receiver;

	private final Queue<WebSocketMessage> waiting = new ArrayDeque<>(0);

	private @Nullable ChannelHandlerContext ctx;

	private boolean wanted;

	private boolean giving;

	private boolean closeSent;

	private boolean reading;

	private boolean unsent;

	FastInbound(StreamConnection<?> stream, MessageHandlers handlers, EdgeSettings.WebSocket settings) {
		this.stream = stream;
		this.assembler = new FragmentAssembler(settings);
		this.receiver = new WebSocketReceiver(stream, handlers, this::more, this::send);
	}

	@Override
	public void handlerAdded(ChannelHandlerContext ctx) {
		this.ctx = ctx;
		this.receiver.begin();
	}

	private void more() {
		this.wanted = true;
		give();
		read();
	}

	private void give() {
		if (this.giving) {
			return;
		}
		this.giving = true;
		try {
			while (this.wanted && !this.waiting.isEmpty()) {
				WebSocketMessage message = this.waiting.remove();
				this.wanted = false;
				boolean text = message.getType() == WebSocketMessage.Type.TEXT;
				this.receiver.receive(message.getType(), Violations.of(message),
						text ? message.getPayloadAsText() : null);
			}
		}
		finally {
			this.giving = false;
		}
	}

	private void read() {
		if (this.wanted) {
			context().read();
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		this.reading = true;
		try {
			if (msg instanceof PingWebSocketFrame ping) {
				pong(ping);
			}
			else if (msg instanceof CloseWebSocketFrame close) {
				closed(close);
			}
			else if (msg instanceof WebSocketFrame frame) {
				take(this.assembler.assemble(frame));
			}
		}
		finally {
			ReferenceCountUtil.release(msg);
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext ctx) {
		this.reading = false;
		if (this.unsent) {
			this.unsent = false;
			this.stream.flush();
		}
		read();
	}

	/**
	 * Send what was written; while there is more to read, when all was read. A flood of
	 * messages or pings is not to be one of system calls.
	 */
	private void send() {
		if (this.reading) {
			this.unsent = true;
		}
		else {
			this.stream.flush();
		}
	}

	private void take(@Nullable WebSocketMessage message) {
		if (message != null) {
			this.waiting.add(message);
			give();
		}
	}

	/** A client that does not read is owed no answers (RFC 6455, 5.5.3). */
	private void pong(PingWebSocketFrame ping) {
		if (this.stream.isWritable()) {
			byte[] frame = Framing.PONG.around(ByteBufUtil.getBytes(ping.content()));
			context().write(Unpooled.wrappedBuffer(frame), context().voidPromise());
			send();
		}
	}

	private void closed(CloseWebSocketFrame close) {
		if (!this.closeSent) {
			send(Framing.CLOSE.around(ByteBufUtil.getBytes(close.content())));
		}
		this.stream.end();
	}

	/**
	 * Say why, behind all that was written, and wait for the client to say the same. To
	 * close while bytes are unread would reset the connection, and the client would never
	 * know.
	 */
	void close() {
		CloseReason reason = Objects.requireNonNull(this.stream.closing(), "closing");
		byte[] word = reason.word().getBytes(StandardCharsets.UTF_8);
		this.closeSent = true;
		send(Framing.CLOSE
			.around(ByteBuffer.allocate(2 + word.length).putShort((short) reason.closeCode()).put(word).array()));
		context().executor().schedule(() -> context().close(), CLOSE_HANDSHAKE_MILLIS, TimeUnit.MILLISECONDS);
	}

	private void send(byte[] frame) {
		context().writeAndFlush(Unpooled.wrappedBuffer(frame), context().voidPromise());
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		if (cause instanceof CorruptedWebSocketFrameException corrupted) {
			take(FragmentAssembler.violation(corrupted));
		}
		else {
			logger.debug(this.stream.info().id() + ": broken off", cause);
			ctx.close();
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		this.waiting.clear();
		this.receiver.stop();
		ctx.fireChannelInactive();
	}

	private ChannelHandlerContext context() {
		return Objects.requireNonNull(this.ctx, "not in a pipeline");
	}

}
