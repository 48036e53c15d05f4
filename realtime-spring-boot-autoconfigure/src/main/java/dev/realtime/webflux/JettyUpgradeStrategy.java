package dev.realtime.webflux;

import java.time.Duration;
import java.util.function.Supplier;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.eclipse.jetty.ee11.websocket.server.JettyWebSocketServerContainer;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.adapter.JettyWebSocketHandlerAdapter;
import org.springframework.web.reactive.socket.adapter.JettyWebSocketSession;
import org.springframework.web.reactive.socket.server.RequestUpgradeStrategy;
import org.springframework.web.server.ServerWebExchange;

/**
 * Upgrades on Jetty as Spring's strategy does, with limits of this session instead of the
 * container's, which are the application's.
 */
final class JettyUpgradeStrategy implements RequestUpgradeStrategy {

	private final EdgeSettings.WebSocket settings;

	JettyUpgradeStrategy(EdgeSettings.WebSocket settings) {
		this.settings = settings;
	}

	@Override
	public Mono<Void> upgrade(ServerWebExchange exchange, WebSocketHandler handler, @Nullable String subProtocol,
			Supplier<HandshakeInfo> handshakeInfoFactory) {
		HttpServletRequest request = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
		HttpServletResponse response = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
		DataBufferFactory buffers = exchange.getResponse().bufferFactory();
		HandshakeInfo info = handshakeInfoFactory.get();
		return exchange.getResponse().setComplete().then(Mono.fromCallable(() -> {
			JettyWebSocketServerContainer container = JettyWebSocketServerContainer
				.getContainer(request.getServletContext());
			container.upgrade((upgradeRequest, upgradeResponse) -> new Adapter(handler, info, buffers, this.settings),
					request, response);
			return null;
		}));
	}

	/** Has to be public: the container looks for its methods. */
	public static final class Adapter extends JettyWebSocketHandlerAdapter {

		private final EdgeSettings.WebSocket settings;

		Adapter(WebSocketHandler handler, HandshakeInfo info, DataBufferFactory buffers,
				EdgeSettings.WebSocket settings) {
			super(handler, (session) -> new JettyWebSocketSession(session, info, buffers));
			this.settings = settings;
		}

		@Override
		public void onWebSocketOpen(Session session) {
			session.setMaxTextMessageSize(this.settings.maxMessageSize());
			session.setMaxFrameSize(this.settings.maxMessageSize());
			session.setIdleTimeout(Duration.ZERO);
			super.onWebSocketOpen(session);
		}

	}

}
