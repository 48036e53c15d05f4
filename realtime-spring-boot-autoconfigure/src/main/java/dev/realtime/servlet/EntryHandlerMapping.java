package dev.realtime.servlet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import dev.realtime.client.ClientScript;
import dev.realtime.security.OriginCheck;
import dev.realtime.security.OriginPolicy;
import dev.realtime.security.TicketIssuer;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

/**
 * Maps what a page asks before it connects, before whatever the application maps:
 * {@code /ticket}, for those who are logged in, {@code /info}, where the server is, and
 * {@code /client.js}, the script that does both. Pages of the allowed origins are
 * answered by CORS, with credentials.
 *
 * @since 0.1.0
 */
public final class EntryHandlerMapping extends SimpleUrlHandlerMapping {

	/** Before router functions and controllers. */
	private static final int ORDER = -10;

	private static final List<String> HEADERS = List.of(HttpHeaders.AUTHORIZATION, HttpHeaders.CONTENT_TYPE,
			HttpHeaders.CACHE_CONTROL, "X-CSRF-TOKEN", "X-XSRF-TOKEN");

	private static final long MAX_AGE_SECONDS = 1800;

	private final OriginPolicy origins;

	/**
	 * Create the mapping.
	 * @param path the path under which the endpoints live
	 * @param origins which pages may ask
	 * @param issuer issues tickets, or {@code null} if there are none
	 * @param info says where the server is, as JSON, or that it is not there with a
	 * {@link dev.realtime.BusUnavailableException}; {@code null} if there is none
	 * @param script with which pages connect, or {@code null} if it is not served
	 */
	public EntryHandlerMapping(String path, OriginPolicy origins, @Nullable TicketIssuer issuer,
			@Nullable Supplier<String> info, @Nullable ClientScript script) {
		this.origins = origins;
		Map<String, HttpRequestHandler> handlers = new LinkedHashMap<>();
		Gate gate = new Gate(origins);
		if (issuer != null) {
			handlers.put(path + "/ticket", new EntryHandler(HttpMethod.POST, OriginCheck.Kind.POST, gate,
					(request) -> issuer.issue(Handshakes.of(request)).toFuture()));
		}
		if (info != null) {
			handlers.put(path + "/info", new EntryHandler(HttpMethod.GET, OriginCheck.Kind.STREAM, gate,
					(request) -> CompletableFuture.completedFuture(info.get())));
		}
		if (script != null) {
			handlers.put(path + ClientScript.NAME, new ClientHandler(script));
		}
		setUrlMap(handlers);
		setOrder(ORDER);
		setCorsConfigurationSource(this::cors);
	}

	/**
	 * Only for those that it lets in: others are refused behind it, with a reason.
	 */
	private @Nullable CorsConfiguration cors(HttpServletRequest request) {
		String origin = request.getHeader(HttpHeaders.ORIGIN);
		if (origin == null || !this.origins.isAllowed(origin, null)) {
			return null;
		}
		CorsConfiguration cors = new CorsConfiguration();
		cors.addAllowedOrigin(origin);
		cors.setAllowCredentials(true);
		cors.setAllowedMethods(List.of(HttpMethod.GET.name(), HttpMethod.HEAD.name(), HttpMethod.POST.name()));
		cors.setAllowedHeaders(HEADERS);
		cors.addExposedHeader(HttpHeaders.RETRY_AFTER);
		cors.setMaxAge(MAX_AGE_SECONDS);
		return cors;
	}

}
