package dev.realtime.codec;

/**
 * The forms in which an event goes over the wire. Each event is encoded at most once in
 * each. A form is either what a transport carries, for a server that frames it by itself,
 * or it is complete down to the transport, to be written beneath the server's codec.
 */
public enum WireFormat {

	/** Server-sent event: type in {@code event:}, payload in {@code data:}. */
	SSE(Framing.NONE),

	/** Server-sent event with the whole envelope in {@code data:}. */
	SSE_ENVELOPE(Framing.NONE),

	/** The JSON envelope by itself: one WebSocket text frame, one element of a poll. */
	JSON(Framing.NONE),

	/** {@link #SSE} as one chunk of an HTTP/1.1 response. */
	SSE_CHUNK(Framing.CHUNK),

	/** {@link #SSE_ENVELOPE} as one chunk of an HTTP/1.1 response. */
	SSE_ENVELOPE_CHUNK(Framing.CHUNK),

	/** {@link #JSON} as one whole, unmasked WebSocket text frame. */
	WEBSOCKET_TEXT(Framing.TEXT);

	private final Framing framing;

	WireFormat(Framing framing) {
		this.framing = framing;
	}

	/**
	 * What a frame of this form carries.
	 * @return the same form without what the transport puts around it
	 */
	public WireFormat content() {
		return switch (this) {
			case SSE, SSE_CHUNK -> SSE;
			case SSE_ENVELOPE, SSE_ENVELOPE_CHUNK -> SSE_ENVELOPE;
			case JSON, WEBSOCKET_TEXT -> JSON;
		};
	}

	/**
	 * The same, complete down to the transport.
	 * @return the form to write beneath a server's codec
	 */
	public WireFormat framed() {
		return switch (content()) {
			case SSE -> SSE_CHUNK;
			case SSE_ENVELOPE -> SSE_ENVELOPE_CHUNK;
			default -> WEBSOCKET_TEXT;
		};
	}

	/**
	 * Whether frames of this form are complete down to the transport.
	 * @return {@code true} if they are written beneath a server's codec
	 */
	public boolean isFramed() {
		return this.framing != Framing.NONE;
	}

	/**
	 * Put around a frame what the transport wants.
	 * @param content the content's bytes
	 * @return the bytes of this form
	 */
	public byte[] frame(byte[] content) {
		return this.framing.around(content);
	}

}
