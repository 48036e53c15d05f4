package dev.realtime.webflux;

import java.util.function.Supplier;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;

import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.server.RequestUpgradeStrategy;
import org.springframework.web.server.ServerWebExchange;

/**
 * Upgrades on Reactor Netty as Spring's strategy does, to a {@link NettySession}.
 */
final class NettyUpgradeStrategy implements RequestUpgradeStrategy {

	private final EdgeSettings.WebSocket settings;

	NettyUpgradeStrategy(EdgeSettings.WebSocket settings) {
		this.settings = settings;
	}

	@Override
	public Mono<Void> upgrade(ServerWebExchange exchange, WebSocketHandler handler, @Nullable String subProtocol,
			Supplier<HandshakeInfo> handshakeInfoFactory) {
		ServerHttpResponse response = exchange.getResponse();
		HttpServerResponse server = ServerHttpResponseDecorator.getNativeResponse(response);
		HandshakeInfo info = handshakeInfoFactory.get();
		NettyDataBufferFactory buffers = (NettyDataBufferFactory) response.bufferFactory();
		WebsocketServerSpec spec = WebsocketServerSpec.builder()
			.maxFramePayloadLength(this.settings.maxMessageSize())
			// It would answer pings to a client that does not read, without end.
			.handlePing(true)
			.build();
		return response.setComplete()
			.then(onEventLoop(server))
			.then(Mono.defer(() -> server.sendWebsocket(
					(in, out) -> handler.handle(new NettySession(in, out, info, buffers, this.settings)), spec)));
	}

	/**
	 * Whoever was asked who this is, or whether there is room, may have answered on a
	 * thread of their own; a socket is taken over on its own.
	 */
	private static Mono<Void> onEventLoop(HttpServerResponse server) {
		return Mono.create((sink) -> server.withConnection((connection) -> {
			EventLoop eventLoop = connection.channel().eventLoop();
			if (eventLoop.inEventLoop()) {
				sink.success();
			}
			else {
				eventLoop.execute(sink::success);
			}
		}));
	}

}
