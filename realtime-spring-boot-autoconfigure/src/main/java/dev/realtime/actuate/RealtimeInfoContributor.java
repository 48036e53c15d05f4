package dev.realtime.actuate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntSupplier;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/**
 * Says in {@code /actuator/info} what this node is and where clients connect.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class RealtimeInfoContributor implements InfoContributor {

	private final Map<String, Object> details = new LinkedHashMap<>();

	private final @Nullable IntSupplier serverPort;

	/**
	 * Create a contributor.
	 * @param node what the node is
	 * @param serverPort the port of the server beside the application's own, not more
	 * than 0 while it is not there, or {@code null} if there is none
	 */
	public RealtimeInfoContributor(RealtimeNode node, @Nullable IntSupplier serverPort) {
		this.serverPort = serverPort;
		if (node.version() != null) {
			this.details.put("version", node.version());
		}
		this.details.put("node", node.name());
		this.details.put("engine", node.engine());
		this.details.put("transports", node.transports());
		this.details.put("endpoints", node.endpoints());
	}

	@Override
	public void contribute(Info.Builder builder) {
		Map<String, Object> realtime = new LinkedHashMap<>(this.details);
		int port = (this.serverPort != null) ? this.serverPort.getAsInt() : 0;
		if (port > 0) {
			realtime.put("serverPort", port);
		}
		builder.withDetail("realtime", realtime);
	}

}
