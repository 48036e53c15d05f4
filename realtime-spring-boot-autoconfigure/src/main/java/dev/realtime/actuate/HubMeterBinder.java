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
		RealtimeMeters.CONNECTIONS_BEHIND.gauge(registry, () -> this.hub.stats().behind());
		RealtimeMeters.CONNECTIONS_BEHIND_FURTHEST.gauge(registry, () -> this.hub.stats().furthest());
		RealtimeMeters.SUBSCRIPTIONS_ACTIVE.gauge(registry, () -> this.hub.stats().subscriptions());
		RealtimeMeters.TOPICS_ACTIVE.gauge(registry, () -> this.hub.stats().topics());
		RealtimeMeters.REPLAY_TAIL.gauge(registry, () -> this.hub.stats().tailBytes());
	}

}
