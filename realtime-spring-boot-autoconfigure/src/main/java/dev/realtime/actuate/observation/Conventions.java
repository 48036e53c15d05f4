package dev.realtime.actuate.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import org.jspecify.annotations.Nullable;

/**
 * What the default conventions have in common.
 */
final class Conventions {

	private static final KeyValue SYSTEM = RealtimeObservationDocumentation.Key.SYSTEM.withValue("realtime");

	private Conventions() {
	}

	static KeyValues lowCardinality(String operation, String type, @Nullable String pattern) {
		return KeyValues.of(SYSTEM, RealtimeObservationDocumentation.Key.OPERATION.withValue(operation),
				RealtimeObservationDocumentation.Key.OPERATION_TYPE.withValue(type),
				RealtimeObservationDocumentation.Key.TEMPLATE
					.withValue((pattern != null) ? pattern : KeyValue.NONE_VALUE));
	}

	static KeyValues highCardinality(String topic, String type, @Nullable Object position) {
		KeyValues values = KeyValues.of(RealtimeObservationDocumentation.Key.TOPIC.withValue(topic),
				RealtimeObservationDocumentation.Key.EVENT_TYPE.withValue(type));
		return (position != null)
				? values.and(RealtimeObservationDocumentation.Key.POSITION.withValue(position.toString())) : values;
	}

	/** A name of which there are no more than there are rules. */
	static String contextualName(String operation, @Nullable String pattern) {
		return (pattern != null) ? operation + ' ' + pattern : operation;
	}

}
