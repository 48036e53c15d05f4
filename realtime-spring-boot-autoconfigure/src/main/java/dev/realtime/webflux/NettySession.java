package dev.realtime.webflux;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.adapter.ReactorNettyWebSocketSession;

/**
 * A session that looks at every frame: counts the fragments of a message, insists on
 * UTF-8, and hands on what breaks the protocol as a {@link Violations violation}, because
 * an error would close the socket before the client is told why. For the same reason it
 * closes by a handshake: closing while bytes are unread resets the connection, and the
 * client never reads the code.
 */
final class NettySession extends ReactorNettyWebSocketSession {

	private static final Duration CLOSE_HANDSHAKE = Duration.ofSeconds(1);

	private final EdgeSettings.WebSocket settings;

	private boolean pongs;

	NettySession(WebsocketInbound in, WebsocketOutbound out, HandshakeInfo info, NettyDataBufferFactory buffers,
			EdgeSettings.WebSocket settings) {
		super(in, out, info, buffers, settings.maxMessageSize());
		this.settings = settings;
		in.withConnection(this::strictDecoder);
	}

	Connection connection() {
		AtomicReference<@Nullable Connection> connection = new AtomicReference<>();
		getDelegate().getInbound().withConnection(connection::set);
		return Objects.requireNonNull(connection.get(), "a session has a connection");
	}

	/**
	 * The server's decoder closes the socket by itself, and takes reserved bits.
	 */
	private void strictDecoder(Connection connection) {
		ChannelPipeline pipeline = connection.channel().pipeline();
		ChannelHandlerContext decoder = pipeline.context(WebSocket13FrameDecoder.class);
		if (decoder != null) {
			WebSocketDecoderConfig config = WebSocketDecoderConfig.newBuilder()
				.maxFramePayloadLength(this.settings.maxMessageSize())
				.closeOnProtocolViolation(false)
				.build();
			pipeline.replace(decoder.handler(), decoder.name(), new WebSocket13FrameDecoder(config));
		}
	}

	@Override
	public Flux<WebSocketMessage> receive() {
		FragmentAssembler assembler = new FragmentAssembler(this.settings);
		Channel channel = connection().channel();
		return getDelegate().getInbound().receiveFrames().mapNotNull((frame) -> {
			if (frame instanceof PingWebSocketFrame ping) {
				pong(channel, ping);
				return null;
			}
			return assembler.assemble(frame);
		}).onErrorResume(CorruptedWebSocketFrameException.class, (ex) -> Flux.just(FragmentAssembler.violation(ex)));
	}

	/**
	 * A client that does not read is owed no answers (RFC 6455, 5.5.3). Sent when all was
	 * read: a flood of pings is not to be one of system calls.
	 */
	private void pong(Channel channel, PingWebSocketFrame ping) {
		if (channel.isWritable()) {
			channel.write(new PongWebSocketFrame(ping.content().retain()), channel.voidPromise());
			if (!this.pongs) {
				this.pongs = true;
				channel.eventLoop().execute(() -> {
					this.pongs = false;
					channel.flush();
				});
			}
		}
	}

	private void closeChannel() {
		connection().channel().close();
	}

	/**
	 * The server knows nothing of the close that was sent, and would answer the peer's
	 * answer with another.
	 */
	private void expectClose() {
		ChannelPipeline pipeline = connection().channel().pipeline();
		ChannelHandlerContext decoder = pipeline.context(WebSocket13FrameDecoder.class);
		if (decoder != null) {
			pipeline.addAfter(decoder.name(), null, new PeerClose());
		}
	}

	@Override
	public Mono<Void> close(CloseStatus status) {
		Mono<Void> closedByPeer = Mono
			.<Void>create((sink) -> getDelegate().getInbound().withConnection((c) -> c.onDispose(sink::success)))
			.timeout(CLOSE_HANDSHAKE, Mono.empty());
		return getDelegate().getOutbound().sendObject(Mono.fromSupplier(() -> {
			expectClose();
			return new CloseWebSocketFrame(status.getCode(), status.getReason());
		}))
			.then()
			.then(closedByPeer)
			// Before anybody hears of it: the server would send one more close frame.
			.doOnTerminate(this::closeChannel)
			.doOnCancel(this::closeChannel);
	}

	/** Closes the channel when the peer has answered the close. */
	private static final class PeerClose extends ChannelInboundHandlerAdapter {

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object msg) {
			if (msg instanceof CloseWebSocketFrame close) {
				close.release();
				ctx.close();
			}
			else {
				ctx.fireChannelRead(msg);
			}
		}

	}

}
