package dev.realtime.actuate;

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
		RealtimeMeters.BUS_UP.gauge(registry, () -> this.bus.status().up() ? 1 : 0);
		RealtimeMeters.BUS_PROBE_AGE.timeGauge(registry, () -> this.bus.status().probeAge());
		RealtimeMeters.BUS_LAG.timeGauge(registry, () -> this.bus.status().lag());
	}

}
