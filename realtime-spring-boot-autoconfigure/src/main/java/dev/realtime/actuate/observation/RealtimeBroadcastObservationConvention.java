package dev.realtime.actuate.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names and tags the observation of a broadcast. A bean of this type replaces the
 * default.
 *
 * @since 0.1.0
 */
public interface RealtimeBroadcastObservationConvention extends ObservationConvention<RealtimeBroadcastContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof RealtimeBroadcastContext;
	}

}
