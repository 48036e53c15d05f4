package dev.realtime.security;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * An origin as browsers write it: scheme, host and port, compared without regard to case,
 * with the scheme's default port left out.
 *
 * @param text the normal form
 */
record Origin(String text) {

	private static final int MAX_LENGTH = 300;

	// Possessive: a text that does not match is refused in one pass. Lower case comes
	// after, since some other letters become ASCII by it.
	private static final Pattern ORIGIN = Pattern
		.compile("([A-Za-z][A-Za-z0-9+.-]*+)://([A-Za-z0-9._-]++|\\[[0-9A-Fa-f:.]++])(?::([0-9]{1,5}+))?+");

	/**
	 * Read an origin.
	 * @param text what a browser or the configuration said
	 * @return the origin, or {@code null} if it is none
	 */
	static @Nullable Origin parse(String text) {
		if (text.length() > MAX_LENGTH) {
			return null;
		}
		Matcher matcher = ORIGIN.matcher(text);
		if (!matcher.matches()) {
			return null;
		}
		String scheme = matcher.group(1).toLowerCase(Locale.ROOT);
		String host = matcher.group(2).toLowerCase(Locale.ROOT);
		String port = port(scheme, matcher.group(3));
		return (port != null) ? new Origin(scheme + "://" + host + port) : null;
	}

	/**
	 * Read the origin that a request was sent to. A proxy may tell the scheme of a
	 * WebSocket, which no page has.
	 * @param text the request's scheme, host and port
	 * @return the origin, or {@code null} if it is none
	 */
	static @Nullable Origin ofRequest(String text) {
		boolean webSocket = text.regionMatches(true, 0, "ws:", 0, 3) || text.regionMatches(true, 0, "wss:", 0, 4);
		return parse(webSocket ? "http" + text.substring(2) : text);
	}

	private static @Nullable String port(String scheme, @Nullable String text) {
		if (text == null) {
			return "";
		}
		int port = Integer.parseInt(text);
		if (port == 0 || port > 65535) {
			return null;
		}
		boolean usual = (scheme.equals("http") && port == 80) || (scheme.equals("https") && port == 443);
		return usual ? "" : ":" + port;
	}

	/**
	 * Whether another origin has the same scheme and host.
	 * @param other the other origin
	 * @return {@code true} if they differ in their ports at most
	 */
	boolean isBeside(Origin other) {
		return withoutPort().equals(other.withoutPort());
	}

	private String withoutPort() {
		int colon = this.text.lastIndexOf(':');
		// One in the scheme, and some in an address of IPv6.
		boolean port = colon > this.text.indexOf("://") && colon > this.text.lastIndexOf(']');
		return port ? this.text.substring(0, colon) : this.text;
	}

	@Override
	public String toString() {
		return this.text;
	}

}
