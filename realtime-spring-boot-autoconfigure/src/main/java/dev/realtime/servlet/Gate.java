package dev.realtime.servlet;

import java.util.Collections;
import java.util.List;

import dev.realtime.security.OriginCheck;
import dev.realtime.security.OriginPolicy;
import dev.realtime.security.RefusedOrigins;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Lets in what may come from where it comes from.
 */
final class Gate {

	private final OriginPolicy origins;

	private final RefusedOrigins refusedOrigins = new RefusedOrigins();

	Gate(OriginPolicy origins) {
		this.origins = origins;
	}

	/**
	 * Check the page that sent a request.
	 * @param request the request
	 * @param kind what it asks for
	 * @return whether it may go on
	 */
	boolean admits(HttpServletRequest request, OriginCheck.Kind kind) {
		OriginCheck check = new OriginCheck(kind, joined(request, HttpHeaders.ORIGIN),
				request.getHeader("Sec-Fetch-Site"), request.getHeader(HttpHeaders.COOKIE) != null, own(request));
		if (this.origins.allows(check)) {
			return true;
		}
		this.refusedOrigins.refused(check);
		return false;
	}

	private static @Nullable String joined(HttpServletRequest request, String name) {
		List<String> values = Collections.list(request.getHeaders(name));
		return values.isEmpty() ? null : String.join(",", values);
	}

	private static String own(HttpServletRequest request) {
		return request.getScheme() + "://" + request.getServerName() + ':' + request.getServerPort();
	}

}
