package dev.realtime.webflux;

import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Watches requests for server-sent events from the head on. A filter, and the first:
 * after one that leaves the server's thread it may be too late to see what else the
 * client has sent.
 *
 * @since 0.1.0
 */
public final class RequestWatchFilter implements WebFilter, Ordered {

	private final String path;

	private final DetachPermit permit;

	/**
	 * Create the filter.
	 * @param path the path under which the endpoints live
	 * @param permit whether it is worth the effort
	 */
	public RequestWatchFilter(String path, DetachPermit permit) {
		this.path = path + RealtimeRoutes.SSE;
		this.permit = permit;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		if (this.permit.isGranted()
				&& exchange.getRequest().getPath().pathWithinApplication().value().equals(this.path)) {
			LaneResolver.watchRequest(exchange);
		}
		return chain.filter(exchange);
	}

}
