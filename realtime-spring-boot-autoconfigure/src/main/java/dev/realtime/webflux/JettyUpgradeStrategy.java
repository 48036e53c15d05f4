package dev.realtime.webflux;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.eclipse.jetty.ee11.websocket.server.JettyWebSocketServerContainer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
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
 * Upgrades on Jetty as Spring's strategy does, to a {@link JettySession} with limits of
 * its own instead of the container's, which are the application's; and without
 * compression.
 */
final class JettyUpgradeStrategy implements RequestUpgradeStrategy {

	private static final Log logger = LogFactory.getLog(JettyUpgradeStrategy.class);

	private final EdgeSettings.WebSocket settings;

	JettyUpgradeStrategy(EdgeSettings.WebSocket settings) {
		this.settings = settings;
	}

	@Override
	public Mono<Void> upgrade(ServerWebExchange exchange, WebSocketHandler handler, @Nullable String subProtocol,
			Supplier<HandshakeInfo> handshakeInfoFactory) {
		HttpServletRequest request = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
		HttpServletResponse response = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
		Adapter adapter = new Adapter(handler, handshakeInfoFactory.get(), exchange.getResponse().bufferFactory(),
				this.settings);
		return exchange.getResponse().setComplete().then(Mono.fromCallable(() -> {
			JettyWebSocketServerContainer container = JettyWebSocketServerContainer
				.getContainer(request.getServletContext());
			container.upgrade((upgradeRequest, upgradeResponse) -> {
				upgradeResponse.setExtensions(List.of());
				return adapter;
			}, request, response);
			return null;
		}));
	}

	/** Public, since the container looks for its methods. */
	public static final class Adapter implements Session.Listener {

		private final WebSocketHandler handler;

		private final HandshakeInfo info;

		private final DataBufferFactory buffers;

		private final EdgeSettings.WebSocket settings;

		private final Disposable.Swap handling = Disposables.swap();

		private @Nullable JettySession session;

		Adapter(WebSocketHandler handler, HandshakeInfo info, DataBufferFactory buffers,
				EdgeSettings.WebSocket settings) {
			this.handler = handler;
			this.info = info;
			this.buffers = buffers;
			this.settings = settings;
		}

		@Override
		public void onWebSocketOpen(Session session) {
			JettySession opened = new JettySession(session, this.info, this.buffers, this.settings);
			this.session = opened;
			this.handling.replace(SessionRun.start(this.handler, opened));
		}

		@Override
		public void onWebSocketPartialText(String payload, boolean last) {
			if (this.session != null) {
				this.session.receivedText(payload, last);
			}
		}

		@Override
		public void onWebSocketPartialBinary(ByteBuffer payload, boolean last, Callback callback) {
			callback.succeed();
			if (this.session != null) {
				this.session.receivedBinary();
			}
		}

		@Override
		public void onWebSocketPong(ByteBuffer payload) {
			if (this.session != null) {
				this.session.receivedPong();
			}
		}

		/** The close that follows says all that matters. */
		@Override
		public void onWebSocketError(Throwable cause) {
			logger.debug("A WebSocket failed", cause);
		}

		@Override
		public void onWebSocketClose(int statusCode, @Nullable String reason, Callback callback) {
			// First: it answers the client, who would else be told of an error.
			callback.succeed();
			if (this.session != null) {
				this.session.closed();
			}
		}

	}

}
