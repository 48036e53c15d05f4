package dev.realtime.hub;

import java.util.ArrayList;
import java.util.List;

import dev.realtime.CloseReason;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * A lane's connections that were written to and not flushed since. In lane only.
 */
final class Written {

	private static final Log logger = LogFactory.getLog(Written.class);

	private final List<HubConnection> connections = new ArrayList<>();

	void add(HubConnection connection) {
		this.connections.add(connection);
	}

	void flush() {
		this.connections.forEach(Written::flush);
		this.connections.clear();
	}

	/**
	 * Flush a connection. Where that fails nobody knows what was sent, so it is closed:
	 * its client comes back and tells how far it got.
	 * @param connection the connection
	 */
	static void flush(HubConnection connection) {
		try {
			connection.flush();
		}
		catch (RuntimeException | Error ex) {
			logger.error(connection.connection().info().id() + ": closed, since what was written could not be sent",
					ex);
			connection.close(CloseReason.UNAVAILABLE, -1);
		}
	}

}
