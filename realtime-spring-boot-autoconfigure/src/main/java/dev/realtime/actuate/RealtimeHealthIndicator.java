package dev.realtime.actuate;

import dev.realtime.bus.BusStatus;
import dev.realtime.bus.RealtimeBus;
import dev.realtime.connection.ConnectionRegistry;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Up while this node can publish and hears what others publish, which an engine without
 * others always does. Out of service while the node drains and afterwards, since it takes
 * no connections any more. Thread-safe, and never waits.
 *
 * @since 0.1.0
 */
public final class RealtimeHealthIndicator extends AbstractHealthIndicator {

	private final RealtimeBus bus;

	private final String engine;

	private final ConnectionRegistry registry;

	/**
	 * Create an indicator.
	 * @param bus the bus
	 * @param engine what its engine is called
	 * @param registry who is connected
	 */
	public RealtimeHealthIndicator(RealtimeBus bus, String engine, ConnectionRegistry registry) {
		super("The state of the realtime engine is not known");
		this.bus = bus;
		this.engine = engine;
		this.registry = registry;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		BusStatus status = this.bus.status();
		boolean draining = this.registry.isDraining();
		builder.status(draining ? Status.OUT_OF_SERVICE : Status.UP).withDetail("engine", this.engine);
		if (status.probeAge() != null) {
			builder.withDetail("probeAge", status.probeAge().toMillis() + "ms");
		}
		if (draining) {
			builder.withDetail("draining", true).withDetail("connections", this.registry.size());
		}
		if (!status.up()) {
			builder.down();
		}
	}

}
