package dev.realtime.server;

/**
 * Somebody listens on the port of the server beside the application's own.
 *
 * @since 0.1.0
 */
public final class PortTakenException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final int port;

	PortTakenException(int port, Throwable cause) {
		super("The port " + port + " of the realtime server is taken", cause);
		this.port = port;
	}

	/**
	 * The port.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

}
