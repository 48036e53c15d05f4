package dev.realtime.actuate;

import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * The meters: names, units and keys. Topics and users are no keys on purpose: their
 * number has no bound.
 */
enum RealtimeMeter {

	CONNECTIONS_ACTIVE("realtime.connections.active", "connections", "Streams that are open and long polls that wait",
			"transport"),

	CONNECTIONS_OPENED("realtime.connections.opened", "connections",
			"Streams that were opened and long polls that began to wait", "transport", "resumed"),

	CONNECTIONS_CLOSED("realtime.connections.closed", "connections", "Streams and long polls that ended", "transport",
			"reason"),

	CONNECTIONS_REJECTED("realtime.connections.rejected", "connections", "Handshakes that were refused", "reason"),

	CONNECTIONS_BEHIND("realtime.connections.behind", "connections",
			"Streams that cannot take more at the moment and will catch up"),

	POLLS("realtime.polls", null, "How long polls waited", "outcome"),

	SUBSCRIPTIONS_ACTIVE("realtime.subscriptions.active", "subscriptions", "Pairs of a connection and a topic"),

	TOPICS_ACTIVE("realtime.topics.active", "topics", "Topics that somebody is subscribed to"),

	EVENTS_PUBLISHED("realtime.events.published", "events", "Events that the application published, or tried to",
			"outcome"),

	EVENTS_DELIVERED("realtime.events.delivered", "events", "Events handed to connections, one for each connection",
			"transport"),

	EVENTS_DROPPED("realtime.events.dropped", "events", "Ephemeral events that were dropped", "reason"),

	EVENTS_LATENCY("realtime.events.latency", null,
			"From the arrival of an event at this node until it was written to its connections"),

	BROADCAST_DURATION("realtime.broadcast.duration", null,
			"How long handing an event to the connections of one event loop took"),

	BROADCAST_FANOUT("realtime.broadcast.fanout", "connections",
			"How many connections of one event loop took an event"),

	REPLAY_DURATION("realtime.replay.duration", null, "How long giving a client what it missed took"),

	REPLAY_EVENTS("realtime.replay.events", "events", "How many missed events a client was given"),

	REPLAY_VERDICTS("realtime.replay.verdicts", "replays", "What became of attempts to resume", "verdict"),

	MESSAGES_RECEIVED("realtime.messages.received", "messages", "Messages from clients", "outcome");

	private final String meterName;

	private final @Nullable String unit;

	private final String description;

	private final String[] keys;

	RealtimeMeter(String meterName, @Nullable String unit, String description, String... keys) {
		this.meterName = meterName;
		this.unit = unit;
		this.description = description;
		this.keys = keys;
	}

	Counter counter(MeterRegistry registry, String... values) {
		return Counter.builder(this.meterName)
			.description(this.description)
			.baseUnit(this.unit)
			.tags(tags(values))
			.register(registry);
	}

	Timer timer(MeterRegistry registry, String... values) {
		return timer(values).register(registry);
	}

	Timer.Builder timer(String... values) {
		return Timer.builder(this.meterName).description(this.description).tags(tags(values));
	}

	DistributionSummary summary(MeterRegistry registry) {
		return DistributionSummary.builder(this.meterName)
			.description(this.description)
			.baseUnit(this.unit)
			.register(registry);
	}

	Gauge.Builder<?> gauge(Supplier<Number> value, String... values) {
		return Gauge.builder(this.meterName, value)
			.description(this.description)
			.baseUnit(this.unit)
			.tags(tags(values));
	}

	private Tags tags(String... values) {
		Tags tags = Tags.empty();
		for (int i = 0; i < this.keys.length; i++) {
			tags = tags.and(this.keys[i], values[i]);
		}
		return tags;
	}

}
