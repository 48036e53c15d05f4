package dev.realtime.actuate;

import dev.realtime.hub.Hub;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Gauges of what the hub carries now.
 *
 * @since 0.1.0
 */
public final class HubMeterBinder implements MeterBinder {

	private final Hub hub;

	/**
	 * Create a binder.
	 * @param hub the hub
	 */
	public HubMeterBinder(Hub hub) {
		this.hub = hub;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		RealtimeMeter.CONNECTIONS_BEHIND.gauge(() -> this.hub.stats().behind()).register(registry);
		RealtimeMeter.SUBSCRIPTIONS_ACTIVE.gauge(() -> this.hub.stats().subscriptions()).register(registry);
		RealtimeMeter.TOPICS_ACTIVE.gauge(() -> this.hub.stats().topics()).register(registry);
	}

}
