package dev.realtime.webflux;

import java.net.URI;

import dev.realtime.message.MessageHandlers;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.util.ClassUtils;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.server.RequestUpgradeStrategy;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.server.ServerWebExchange;

/**
 * Upgrades with settings of our own; the application's stay untouched. What runs is seen
 * from the first response: the class path may hold several servers.
 */
final class WebSocketUpgrade {

	/** The attribute under which Jetty keeps what upgrades. */
	private static final String JETTY = "org.eclipse.jetty.websocket.api.WebSocketContainer";

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
			current = new HandshakeWebSocketService(quiet(strategy(exchange)));
			this.service = current;
		}
		return current.handleRequest(exchange, handler);
	}

	/**
	 * Take a stream over from its session, where that is possible.
	 * @param session the session, which is of no use after that
	 * @param stream the stream, of which nothing was sent yet
	 * @param handlers what the client's messages mean
	 * @param sendBuffer the size of the socket's send buffer, in bytes
	 * @return {@code false} if the session has to send and receive
	 */
	boolean takeOver(WebSocketSession session, StreamConnection<?> stream, MessageHandlers handlers, int sendBuffer) {
		return NETTY && session instanceof NettySession netty && FastPath.takeOver(stream, netty.connection(),
				new FastInbound(stream, handlers, this.settings), sendBuffer);
	}

	/**
	 * Sessions log where they were asked for, and queries hold what is not to be logged.
	 */
	private static RequestUpgradeStrategy quiet(RequestUpgradeStrategy strategy) {
		return (exchange, handler, protocol, info) -> strategy.upgrade(exchange, handler, protocol,
				() -> withoutQuery(info.get()));
	}

	private static HandshakeInfo withoutQuery(HandshakeInfo info) {
		URI uri = URI.create(info.getUri().toString().split("\\?", 2)[0]);
		return new HandshakeInfo(uri, info.getHeaders(), info.getPrincipal(), info.getSubProtocol());
	}

	private RequestUpgradeStrategy strategy(ServerWebExchange exchange) {
		Object server = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
		if (NETTY && NettyLane.isNetty(server)) {
			return new NettyUpgradeStrategy(this.settings);
		}
		HttpServletRequest request = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
		boolean jetty = request.getServletContext().getAttribute(JETTY) != null;
		return jetty ? new JettyUpgradeStrategy(this.settings) : new TomcatUpgradeStrategy(this.settings);
	}

}
