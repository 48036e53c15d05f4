package dev.realtime.server;

import org.springframework.context.ApplicationEvent;

/**
 * The server beside the application's own has started.
 *
 * @since 0.1.0
 */
public final class RealtimeServerInitializedEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	private final int port;

	RealtimeServerInitializedEvent(RealtimeServer server, int port) {
		super(server);
		this.port = port;
	}

	/**
	 * The port that it listens on, chosen or given.
	 * @return the port
	 */
	public int getPort() {
		return this.port;
	}

}
