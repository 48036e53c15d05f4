package dev.realtime.webflux;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.util.ClassUtils;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.server.RequestUpgradeStrategy;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.upgrade.StandardWebSocketUpgradeStrategy;
import org.springframework.web.server.ServerWebExchange;

/**
 * Upgrades with settings of our own; the application's stay untouched. What runs is seen
 * from the first response: the class path may hold several servers.
 */
final class WebSocketUpgrade {

	private static final boolean NETTY = ClassUtils.isPresent("reactor.netty.http.server.HttpServerResponse",
			WebSocketUpgrade.class.getClassLoader());

	private final EdgeSettings.WebSocket settings;

	private volatile @Nullable HandshakeWebSocketService service;

	WebSocketUpgrade(EdgeSettings.WebSocket settings) {
		this.settings = settings;
	}

	Mono<Void> upgrade(ServerWebExchange exchange, WebSocketHandler handler) {
		HandshakeWebSocketService current = this.service;
		if (current == null) {
			current = new HandshakeWebSocketService(strategy(exchange.getResponse()));
			this.service = current;
		}
		return current.handleRequest(exchange, handler);
	}

	private RequestUpgradeStrategy strategy(ServerHttpResponse response) {
		Object server = ServerHttpResponseDecorator.getNativeResponse(response);
		if (NETTY && NettyLane.isNetty(server)) {
			return new NettyUpgradeStrategy(this.settings);
		}
		StandardWebSocketUpgradeStrategy standard = new StandardWebSocketUpgradeStrategy();
		return standard;
	}

}
