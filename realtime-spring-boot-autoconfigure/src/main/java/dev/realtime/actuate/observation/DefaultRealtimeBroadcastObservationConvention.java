package dev.realtime.actuate.observation;

import io.micrometer.common.KeyValues;

/**
 * The observation {@code realtime.broadcast}, whose spans are called {@code broadcast}
 * and the pattern of the topic's rule.
 *
 * @since 0.1.0
 */
public class DefaultRealtimeBroadcastObservationConvention implements RealtimeBroadcastObservationConvention {

	private static final String OPERATION = "broadcast";

	@Override
	public String getName() {
		return "realtime.broadcast";
	}

	@Override
	public String getContextualName(RealtimeBroadcastContext context) {
		return Conventions.contextualName(OPERATION, context.pattern());
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(RealtimeBroadcastContext context) {
		return Conventions.lowCardinality(OPERATION, "process", context.pattern());
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(RealtimeBroadcastContext context) {
		return Conventions.highCardinality(context.event().topic(), context.event().type(), context.event().position())
			.and(RealtimeObservationDocumentation.Key.FANOUT.withValue(Integer.toString(context.fanout())));
	}

}
