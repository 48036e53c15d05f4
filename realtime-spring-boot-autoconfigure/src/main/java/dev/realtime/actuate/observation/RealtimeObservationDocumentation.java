package dev.realtime.actuate.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * The observations: names and keys, after OpenTelemetry's conventions for messaging.
 * Topics, types and positions are of high cardinality, so they are tags of spans and not
 * of meters.
 *
 * @since 0.1.0
 */
public enum RealtimeObservationDocumentation implements ObservationDocumentation {

	/** From the call of the publisher to the receipt of the engine. */
	PUBLISH {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultRealtimePublishObservationConvention.class;
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return new KeyName[] { Key.TOPIC, Key.EVENT_TYPE, Key.POSITION };
		}

	},

	/**
	 * On each node that has connections for an event that carries a trace: from its
	 * arrival until it was written to the last of them.
	 */
	BROADCAST {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultRealtimeBroadcastObservationConvention.class;
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return new KeyName[] { Key.TOPIC, Key.EVENT_TYPE, Key.POSITION, Key.FANOUT };
		}

	},

	/** A client's message in its handler, up to the answer. */
	MESSAGE {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultRealtimeMessageObservationConvention.class;
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return new KeyName[] { Key.TOPIC };
		}

	};

	@Override
	public KeyName[] getLowCardinalityKeyNames() {
		return new KeyName[] { Key.SYSTEM, Key.OPERATION, Key.OPERATION_TYPE, Key.TEMPLATE };
	}

	/**
	 * The keys.
	 */
	public enum Key implements KeyName {

		/** Always {@code realtime}. */
		SYSTEM("messaging.system"),

		/** {@code publish}, {@code broadcast} or {@code handle}. */
		OPERATION("messaging.operation.name"),

		/** {@code send} or {@code process}. */
		OPERATION_TYPE("messaging.operation.type"),

		/**
		 * The pattern of the rule that holds for the topic, or of the message's handler;
		 * {@code none} if there is no rule.
		 */
		TEMPLATE("messaging.destination.template"),

		/** The topic, or the type of the message. */
		TOPIC("messaging.destination.name"),

		/** The event's position in the log; left out if it has none. */
		POSITION("messaging.message.id"),

		/** The event's type. */
		EVENT_TYPE("realtime.event.type"),

		/** How many connections of the node were written to. */
		FANOUT("realtime.fanout");

		private final String text;

		Key(String text) {
			this.text = text;
		}

		@Override
		public String asString() {
			return this.text;
		}

	}

}
