package dev.realtime.webflux;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Extension;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import org.apache.tomcat.websocket.WsSession;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.server.RequestUpgradeStrategy;
import org.springframework.web.server.ServerWebExchange;

/**
 * Upgrades on Tomcat as Spring's strategy does, to a {@link TomcatSession} with limits of
 * its own instead of the container's, which are the application's; and without
 * compression.
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
		Adapter adapter = new Adapter(handler, handshakeInfoFactory.get(), exchange.getResponse().bufferFactory(),
				this.settings);
		ServerEndpointConfig config = ServerEndpointConfig.Builder.create(Adapter.class, request.getRequestURI())
			.configurator(new Configurator(adapter))
			.build();
		return exchange.getResponse().setComplete().then(Mono.fromCallable(() -> {
			Object container = request.getServletContext().getAttribute(ServerContainer.class.getName());
			((ServerContainer) container).upgradeHttpToWebSocket(request, response, config, Map.of());
			return null;
		}));
	}

	private static final class Configurator extends ServerEndpointConfig.Configurator {

		private final Adapter adapter;

		Configurator(Adapter adapter) {
			this.adapter = adapter;
		}

		@Override
		public <T> T getEndpointInstance(Class<T> type) {
			return type.cast(this.adapter);
		}

		@Override
		public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
			return List.of();
		}

	}

	private static final class Adapter extends Endpoint {

		private final WebSocketHandler handler;

		private final HandshakeInfo info;

		private final DataBufferFactory buffers;

		private final EdgeSettings.WebSocket settings;

		private final Disposable.Swap handling = Disposables.swap();

		private @Nullable TomcatSession session;

		Adapter(WebSocketHandler handler, HandshakeInfo info, DataBufferFactory buffers,
				EdgeSettings.WebSocket settings) {
			this.handler = handler;
			this.info = info;
			this.buffers = buffers;
			this.settings = settings;
		}

		@Override
		public void onOpen(Session session, EndpointConfig config) {
			TomcatSession opened = new TomcatSession((WsSession) session, this.info, this.buffers, this.settings);
			this.session = opened;
			this.handling.replace(SessionRun.start(this.handler, opened));
		}

		@Override
		public void onClose(Session session, CloseReason reason) {
			if (this.session != null) {
				this.session.closed();
			}
		}

		@Override
		public void onError(Session session, Throwable error) {
			// The container closes the session.
		}

	}

}
