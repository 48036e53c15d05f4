package dev.realtime.actuate.observation;

import io.micrometer.common.KeyValues;

/**
 * The observation {@code realtime.message}, whose spans are called {@code handle} and the
 * mapping of the handler.
 *
 * @since 0.1.0
 */
public class DefaultRealtimeMessageObservationConvention implements RealtimeMessageObservationConvention {

	private static final String OPERATION = "handle";

	@Override
	public String getName() {
		return "realtime.message";
	}

	@Override
	public String getContextualName(RealtimeMessageContext context) {
		return Conventions.contextualName(OPERATION, context.pattern());
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(RealtimeMessageContext context) {
		return Conventions.lowCardinality(OPERATION, "process", context.pattern());
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(RealtimeMessageContext context) {
		return KeyValues.of(RealtimeObservationDocumentation.Key.TOPIC.withValue(context.type()));
	}

}
