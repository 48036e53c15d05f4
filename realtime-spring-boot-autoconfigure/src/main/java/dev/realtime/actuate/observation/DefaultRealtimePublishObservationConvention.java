package dev.realtime.actuate.observation;

import io.micrometer.common.KeyValues;

/**
 * The observation {@code realtime.publish}, whose spans are called {@code publish} and
 * the pattern of the topic's rule.
 *
 * @since 0.1.0
 */
public class DefaultRealtimePublishObservationConvention implements RealtimePublishObservationConvention {

	private static final String OPERATION = "publish";

	@Override
	public String getName() {
		return "realtime.publish";
	}

	@Override
	public String getContextualName(RealtimePublishContext context) {
		return Conventions.contextualName(OPERATION, context.pattern());
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(RealtimePublishContext context) {
		return Conventions.lowCardinality(OPERATION, "send", context.pattern());
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(RealtimePublishContext context) {
		return Conventions.highCardinality(context.event().topic(), context.event().type(), context.position());
	}

}
