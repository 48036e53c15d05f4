package dev.realtime.actuate.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names and tags the observation of a publish. A bean of this type replaces the default.
 *
 * @since 0.1.0
 */
public interface RealtimePublishObservationConvention extends ObservationConvention<RealtimePublishContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof RealtimePublishContext;
	}

}
