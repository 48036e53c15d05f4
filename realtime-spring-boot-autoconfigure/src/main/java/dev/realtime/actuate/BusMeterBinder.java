package dev.realtime.actuate;

import java.time.Duration;

import dev.realtime.bus.RealtimeBus;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Gauges of how the bus does.
 *
 * @since 0.1.0
 */
public final class BusMeterBinder implements MeterBinder {

	private final RealtimeBus bus;

	/**
	 * Create a binder.
	 * @param bus the bus
	 */
	public BusMeterBinder(RealtimeBus bus) {
		this.bus = bus;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		RealtimeMeter.BUS_UP.gauge(() -> this.bus.status().up() ? 1 : 0).register(registry);
		RealtimeMeter.BUS_PROBE_AGE.timeGauge(this::probeAgeMillis).register(registry);
	}

	/** Not a number, as long as there is none. */
	private double probeAgeMillis() {
		Duration age = this.bus.status().probeAge();
		return (age != null) ? age.toMillis() : Double.NaN;
	}

}
