package dev.realtime.webflux;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;

/**
 * Whether a request is a WebSocket handshake of the one version that is spoken. Others
 * are refused by HTTP: there is no protocol in which to say it.
 */
final class WebSocketHandshakeCheck {

	private static final String VERSION = "13";

	private WebSocketHandshakeCheck() {
	}

	/**
	 * Refuse what is no handshake.
	 * @param exchange the request
	 * @return the refusal, or {@code null} to go on
	 */
	static @Nullable Mono<Void> refuse(ServerWebExchange exchange) {
		ServerHttpRequest request = exchange.getRequest();
		HttpHeaders headers = request.getHeaders();
		boolean upgrade = "websocket".equalsIgnoreCase(headers.getUpgrade())
				&& headers.getConnection().stream().anyMatch("upgrade"::equalsIgnoreCase);
		String version = headers.getFirst("Sec-WebSocket-Version");
		if (!upgrade || (version != null && !VERSION.equals(version.strip()))) {
			ServerHttpResponse response = exchange.getResponse();
			response.getHeaders().set(HttpHeaders.UPGRADE, "websocket");
			response.getHeaders().set("Sec-WebSocket-Version", VERSION);
			return Refusal.write(response, HttpStatus.UPGRADE_REQUIRED.value(), "bad_request",
					"This is a WebSocket endpoint of version 13");
		}
		if (version == null || headers.getFirst("Sec-WebSocket-Key") == null) {
			return Refusal.write(exchange.getResponse(), HttpStatus.BAD_REQUEST.value(), "bad_request",
					"The WebSocket handshake is not complete");
		}
		return null;
	}

}
