package dev.realtime.webflux;

import dev.realtime.security.OriginPolicy;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Lets pages of the allowed origins read what our endpoints answer, refusals of others in
 * front included, unless the application's own CORS has spoken. A filter, since browsers
 * ask in advance without credentials, which a security filter would refuse.
 *
 * @since 0.1.0
 */
public final class RealtimeCorsFilter implements WebFilter, Ordered {

	private static final String METHODS = "GET, POST";

	private static final String HEADERS = "Authorization, Content-Type, Last-Event-ID, Realtime-Connection, Cache-Control";

	private static final String EXPOSED = "Retry-After";

	private static final String MAX_AGE = "1800";

	private final String prefix;

	private final OriginPolicy origins;

	private final boolean credentials;

	/**
	 * Create a filter that lets pages send credentials.
	 * @param path the path under which the endpoints live
	 * @param origins which origins are allowed
	 */
	public RealtimeCorsFilter(String path, OriginPolicy origins) {
		this(path, origins, true);
	}

	/**
	 * Create a filter.
	 * @param path the path under which the endpoints live
	 * @param origins which origins are allowed
	 * @param credentials whether pages may send credentials along, as cookies are
	 */
	public RealtimeCorsFilter(String path, OriginPolicy origins, boolean credentials) {
		this.prefix = path + "/";
		this.origins = origins;
		this.credentials = credentials;
	}

	/**
	 * Before security, after what handles forwarded headers.
	 */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE + 100;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		ServerHttpRequest request = exchange.getRequest();
		if (!this.origins.allowsOthers()
				|| !request.getPath().pathWithinApplication().value().startsWith(this.prefix)) {
			return chain.filter(exchange);
		}
		ServerHttpResponse response = exchange.getResponse();
		String origin = allowed(request);
		response.beforeCommit(() -> Mono.fromRunnable(() -> answer(response.getHeaders(), origin)));
		if (origin != null && isPreflight(request)) {
			preflight(response);
			return response.setComplete();
		}
		return chain.filter(exchange);
	}

	private @Nullable String allowed(ServerHttpRequest request) {
		String origin = request.getHeaders().getFirst(HttpHeaders.ORIGIN);
		return (origin != null && this.origins.isAllowed(origin, Gate.own(request.getURI()))) ? origin : null;
	}

	private static boolean isPreflight(ServerHttpRequest request) {
		return HttpMethod.OPTIONS.equals(request.getMethod())
				&& request.getHeaders().containsHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
	}

	private void answer(HttpHeaders headers, @Nullable String origin) {
		if (!headers.getVary().contains(HttpHeaders.ORIGIN)) {
			headers.add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
		}
		if (origin != null && !headers.containsHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN)) {
			headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
			if (this.credentials) {
				headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
			}
			headers.set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
		}
	}

	private static void preflight(ServerHttpResponse response) {
		response.setStatusCode(HttpStatus.OK);
		HttpHeaders headers = response.getHeaders();
		headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS);
		headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, HEADERS);
		headers.set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, MAX_AGE);
	}

}
