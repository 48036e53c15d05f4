package dev.realtime.actuate;

import dev.realtime.connection.ConnectionRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Gauges of the node's places, and of how they are freed on shutdown.
 *
 * @since 0.1.0
 */
public final class ConnectionMeterBinder implements MeterBinder {

	private final ConnectionRegistry connections;

	/**
	 * Create a binder.
	 * @param connections the registry
	 */
	public ConnectionMeterBinder(ConnectionRegistry connections) {
		this.connections = connections;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		RealtimeMeters.CONNECTIONS_LIMIT.gauge(registry, this::limit);
		RealtimeMeters.DRAIN_CONNECTIONS.gauge(registry,
				() -> this.connections.isDraining() ? this.connections.size() : 0);
		RealtimeMeters.DRAIN_PROGRESS.gauge(registry, this.connections::drained);
	}

	/** Not a number, so that nothing is ever near it. */
	private double limit() {
		int max = this.connections.limits().max();
		return (max > 0) ? max : Double.NaN;
	}

}
