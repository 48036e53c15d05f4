package dev.realtime.servlet;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.realtime.Handshake;
import dev.realtime.Transport;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.web.util.UriComponents;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/**
 * Makes handshakes of requests, so that the application's own authentication is asked.
 */
final class Handshakes {

	private Handshakes() {
	}

	static Handshake of(HttpServletRequest request) {
		Map<String, List<String>> headers = new LinkedHashMap<>();
		Collections.list(request.getHeaderNames())
			.forEach((name) -> headers.put(name, Collections.list(request.getHeaders(name))));
		return new Handshake(Transport.LONG_POLL, headers, query(request), request.getRemoteAddr(),
				request.getUserPrincipal());
	}

	/** Not the parameters, among which are those of a form. */
	private static Map<String, List<String>> query(HttpServletRequest request) {
		UriComponents uri = UriComponentsBuilder.newInstance().query(request.getQueryString()).build();
		Map<String, List<String>> query = new LinkedHashMap<>();
		uri.getQueryParams()
			.forEach((name, values) -> query.put(decoded(name), values.stream().map(Handshakes::decoded).toList()));
		return query;
	}

	private static String decoded(String text) {
		return (text != null) ? UriUtils.decode(text.replace('+', ' '), "UTF-8") : "";
	}

}
