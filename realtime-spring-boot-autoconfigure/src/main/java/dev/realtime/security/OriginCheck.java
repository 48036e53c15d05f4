package dev.realtime.security;

import org.jspecify.annotations.Nullable;

/**
 * What a request says about the page that sent it.
 *
 * @param kind what is asked for
 * @param origin the {@code Origin} header, or {@code null}; several headers joined by
 * commas are no origin
 * @param fetchSite the {@code Sec-Fetch-Site} header, or {@code null}
 * @param cookie whether a {@code Cookie} came along
 * @param own scheme, host and port that the request was sent to, as in
 * {@code https://example.org:8443}, after forwarded headers were handled; {@code null} if
 * unknown
 */
public record OriginCheck(Kind kind, @Nullable String origin, @Nullable String fetchSite, boolean cookie,
		@Nullable String own) {

	/**
	 * What is asked for.
	 */
	public enum Kind {

		/** A GET that streams or waits: server-sent events or a long poll. */
		STREAM,

		/** A WebSocket handshake. */
		WEBSOCKET,

		/** A POST of messages. */
		POST

	}

}
