package dev.realtime;

import java.security.Principal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * What a client sent to open a connection, or with a message. Immutable. Its text form
 * leaves headers and query out, which may hold secrets.
 *
 * @param transport the transport asked for
 * @param headers the request's headers; names compare without regard to case
 * @param query the decoded query parameters
 * @param address the client's address as text, or {@code null} if unknown
 * @param principal whom the web stack found, or {@code null}
 * @since 0.1.0
 */
public record Handshake(Transport transport, Map<String, List<String>> headers, Map<String, List<String>> query,
		@Nullable String address, @Nullable Principal principal) {

	/**
	 * Create a handshake; the maps are copied.
	 */
	public Handshake {
		Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		copy.putAll(headers);
		headers = Collections.unmodifiableMap(copy);
		query = Map.copyOf(query);
	}

	/**
	 * The first value of a header.
	 * @param name the header's name, in any case
	 * @return the value, or {@code null}
	 */
	public @Nullable String header(String name) {
		List<String> values = this.headers.get(name);
		return (values == null || values.isEmpty()) ? null : values.get(0);
	}

	/**
	 * The first value of a query parameter.
	 * @param name the parameter's name
	 * @return the decoded value, or {@code null}
	 */
	public @Nullable String queryParameter(String name) {
		List<String> values = this.query.get(name);
		return (values == null || values.isEmpty()) ? null : values.get(0);
	}

	@Override
	public String toString() {
		return "Handshake[" + this.transport + " from " + this.address + ']';
	}

}
