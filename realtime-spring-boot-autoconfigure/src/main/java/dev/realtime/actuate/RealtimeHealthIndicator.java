package dev.realtime.actuate;

import dev.realtime.bus.BusStatus;
import dev.realtime.bus.RealtimeBus;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Up while this node can publish and hears what others publish. An engine without others
 * is always up. Thread-safe, and never waits.
 *
 * @since 0.1.0
 */
public final class RealtimeHealthIndicator extends AbstractHealthIndicator {

	private final RealtimeBus bus;

	private final String engine;

	/**
	 * Create an indicator.
	 * @param bus the bus
	 * @param engine what its engine is called
	 */
	public RealtimeHealthIndicator(RealtimeBus bus, String engine) {
		super("The state of the realtime engine is not known");
		this.bus = bus;
		this.engine = engine;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		BusStatus status = this.bus.status();
		builder.status(status.up() ? Status.UP : Status.DOWN).withDetail("engine", this.engine);
		if (status.probeAge() != null) {
			builder.withDetail("probeAge", status.probeAge().toMillis() + "ms");
		}
	}

}
