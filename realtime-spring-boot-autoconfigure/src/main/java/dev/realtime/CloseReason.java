package dev.realtime;

import java.util.Locale;

/**
 * Why a connection was refused or closed: the word that the client reads, the HTTP status
 * of a refusal, the WebSocket close code, and whether the client may come back by itself.
 * One constant per row of the protocol's table.
 *
 * @since 0.1.0
 */
public enum CloseReason {

	/** Nobody, or a bad token. */
	UNAUTHORIZED(401, 4401, false, "Authentication is required or was not accepted"),

	/** The token of a live connection ended. */
	EXPIRED(401, 4403, true, "The login ended"),

	/** A topic that this user may not see; unknown topics look the same. */
	FORBIDDEN(403, 4400, false, "Not allowed"),

	/** A request that cannot be understood. */
	BAD_REQUEST(400, 4400, false, "The request cannot be understood"),

	/** The client broke the protocol. */
	PROTOCOL_ERROR(400, 4400, false, "The protocol was broken"),

	/** A frame that must be text was binary. */
	NOT_TEXT(400, 1003, false, "Only text frames are understood"),

	/** Text that is not UTF-8. */
	NOT_UTF8(400, 1007, false, "Text must be UTF-8"),

	/** A cap is reached and the newest connection is the one refused. */
	TOO_MANY_CONNECTIONS(429, 4429, false, "Too many connections"),

	/** A newer connection of the same user took this one's place. */
	REPLACED(409, 4409, false, "Replaced by a newer connection of the same user"),

	/** Behind, and no progress for the stall time. */
	SLOW(503, 4008, true, "The client made no progress"),

	/** No sign of life from the client. */
	TIMEOUT(408, 4012, true, "No sign of life"),

	/** A message above the size limit. */
	TOO_BIG(413, 1009, false, "Too big"),

	/** Too many messages. */
	RATE_LIMITED(429, 4013, true, "Too many messages"),

	/** The node is shutting down. */
	DRAINING(503, 1012, true, "The node is shutting down"),

	/** The connection is too old, or the right to one of its topics has ended. */
	ROTATED(503, 1012, true, "The connection has to be opened again"),

	/** The bus cannot be reached, or the node is full. */
	UNAVAILABLE(503, 1013, true, "Not available now"),

	/** The application closed the connection. */
	CLOSED_BY_APP(410, 4410, false, "Closed by the application"),

	/** A long poll was answered. Never sent: the answer says it. */
	ANSWERED(200, 1000, true, "The poll was answered"),

	/** The client went away. Never sent: there is nobody to read it. */
	CLIENT_GONE(499, 1000, true, "The client went away");

	private final int status;

	private final int closeCode;

	private final boolean reconnect;

	private final String text;

	CloseReason(int status, int closeCode, boolean reconnect, String text) {
		this.status = status;
		this.closeCode = closeCode;
		this.reconnect = reconnect;
		this.text = text;
	}

	/**
	 * The reason as it goes over the wire.
	 * @return the lower-case word; what breaks the protocol has one word, whatever its
	 * close code
	 */
	public String word() {
		return switch (this) {
			case NOT_TEXT, NOT_UTF8 -> PROTOCOL_ERROR.word();
			default -> name().toLowerCase(Locale.ROOT);
		};
	}

	/**
	 * The HTTP status of a refusal before the stream began.
	 * @return the status
	 */
	public int status() {
		return this.status;
	}

	/**
	 * The WebSocket close code.
	 * @return the close code
	 */
	public int closeCode() {
		return this.closeCode;
	}

	/**
	 * Whether the client may reconnect by itself.
	 * @return {@code false} if it must stay away until the user acts
	 */
	public boolean mayReconnect() {
		return this.reconnect;
	}

	/**
	 * A sentence for humans.
	 * @return the sentence, without a full stop
	 */
	public String text() {
		return this.text;
	}

}
