package dev.realtime.webflux;

import java.util.Map;
import java.util.function.Supplier;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.adapter.StandardWebSocketHandlerAdapter;
import org.springframework.web.reactive.socket.server.RequestUpgradeStrategy;
import org.springframework.web.server.ServerWebExchange;

/**
 * Upgrades on Tomcat as Spring's strategy does, to a {@link TomcatSession} with limits of
 * its own instead of the container's, which are the application's.
 */
final class TomcatUpgradeStrategy implements RequestUpgradeStrategy {

	private final EdgeSettings.WebSocket settings;

	TomcatUpgradeStrategy(EdgeSettings.WebSocket settings) {
		this.settings = settings;
	}

	@Override
	public Mono<Void> upgrade(ServerWebExchange exchange, WebSocketHandler handler, @Nullable String subProtocol,
			Supplier<HandshakeInfo> handshakeInfoFactory) {
		HttpServletRequest request = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
		HttpServletResponse response = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
		Adapter adapter = new Adapter(handler, handshakeInfoFactory.get(), exchange.getResponse().bufferFactory());
		ServerEndpointConfig config = ServerEndpointConfig.Builder.create(Adapter.class, request.getRequestURI())
			.configurator(new ServerEndpointConfig.Configurator() {

				@Override
				public <T> T getEndpointInstance(Class<T> type) {
					return type.cast(adapter);
				}

			})
			.build();
		return exchange.getResponse().setComplete().then(Mono.fromCallable(() -> {
			Object container = request.getServletContext().getAttribute(ServerContainer.class.getName());
			((ServerContainer) container).upgradeHttpToWebSocket(request, response, config, Map.of());
			return null;
		}));
	}

	private final class Adapter extends StandardWebSocketHandlerAdapter {

		Adapter(WebSocketHandler handler, HandshakeInfo info, DataBufferFactory buffers) {
			super(handler, (session) -> new TomcatSession(session, info, buffers));
		}

		@Override
		public void onOpen(Session session, EndpointConfig config) {
			session.setMaxTextMessageBufferSize(TomcatUpgradeStrategy.this.settings.maxMessageSize());
			// The hub looks after silence.
			session.setMaxIdleTimeout(0);
			super.onOpen(session, config);
		}

	}

}
