package dev.realtime.webflux;

import java.net.URI;

import dev.realtime.CloseReason;
import dev.realtime.RealtimeObserver;
import dev.realtime.connection.RefusedException;
import dev.realtime.security.OriginCheck;
import dev.realtime.security.OriginPolicy;
import dev.realtime.security.RefusedOrigins;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Lets in what may come from where it comes from. What it refuses is refused by HTTP,
 * whatever else was asked.
 */
final class Gate {

	private final OriginPolicy origins;

	private final RealtimeObserver observer;

	private final RefusedOrigins refusedOrigins = new RefusedOrigins();

	Gate(OriginPolicy origins, RealtimeObserver observer) {
		this.origins = origins;
		this.observer = observer;
	}

	/**
	 * Check the page that sent a request.
	 * @param request the request
	 * @param kind what it asks for
	 * @return why it has to be refused, or {@code null}
	 */
	@Nullable RefusedException check(ServerHttpRequest request, OriginCheck.Kind kind) {
		HttpHeaders headers = request.getHeaders();
		OriginCheck check = new OriginCheck(kind, joined(headers, HttpHeaders.ORIGIN),
				headers.getFirst("Sec-Fetch-Site"), headers.containsHeader(HttpHeaders.COOKIE), own(request.getURI()));
		if (this.origins.allows(check)) {
			return null;
		}
		this.refusedOrigins.refused(check);
		if (kind != OriginCheck.Kind.POST) {
			this.observer.connectionRejected(CloseReason.FORBIDDEN);
		}
		return new RefusedException(CloseReason.FORBIDDEN, "Pages of this origin may not connect");
	}

	private static @Nullable String joined(HttpHeaders headers, String name) {
		return headers.containsHeader(name) ? String.join(",", headers.getOrEmpty(name)) : null;
	}

	/**
	 * Where a request was sent to.
	 * @param uri the request's address
	 * @return scheme, host and port, or {@code null} if unknown
	 */
	static @Nullable String own(URI uri) {
		return (uri.getScheme() != null && uri.getRawAuthority() != null)
				? uri.getScheme() + "://" + uri.getRawAuthority() : null;
	}

}
