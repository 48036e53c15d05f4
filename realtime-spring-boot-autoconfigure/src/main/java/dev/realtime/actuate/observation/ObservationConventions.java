package dev.realtime.actuate.observation;

import org.jspecify.annotations.Nullable;

/**
 * The application's own conventions, each {@code null} for the default.
 *
 * @param publish names and tags publishes
 * @param broadcast names and tags broadcasts
 * @param message names and tags the handling of messages
 * @since 0.1.0
 */
public record ObservationConventions(@Nullable RealtimePublishObservationConvention publish,
		@Nullable RealtimeBroadcastObservationConvention broadcast,
		@Nullable RealtimeMessageObservationConvention message) {

	static final RealtimePublishObservationConvention PUBLISH = new DefaultRealtimePublishObservationConvention();

	static final RealtimeBroadcastObservationConvention BROADCAST = new DefaultRealtimeBroadcastObservationConvention();

	static final RealtimeMessageObservationConvention MESSAGE = new DefaultRealtimeMessageObservationConvention();

}
