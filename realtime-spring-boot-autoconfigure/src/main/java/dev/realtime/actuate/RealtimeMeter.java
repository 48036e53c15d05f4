package dev.realtime.actuate;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;

/**
 * The meters: names and keys. Topics and users are no keys on purpose: their number has
 * no bound. There are no base units: some registries append them to the names.
 */
enum RealtimeMeter {

	CONNECTIONS_ACTIVE("realtime.connections.active", "Streams that are open and long polls that wait", "transport"),

	CONNECTIONS_OPENED("realtime.connections.opened", "Streams that were opened and long polls that began to wait",
			"transport", "resumed"),

	CONNECTIONS_CLOSED("realtime.connections.closed", "Streams and long polls that ended", "transport", "reason"),

	CONNECTIONS_REJECTED("realtime.connections.rejected", "Handshakes that were refused", "reason"),

	CONNECTIONS_BEHIND("realtime.connections.behind", "Streams that cannot take more at the moment and will catch up"),

	POLLS("realtime.polls", "How long polls waited", "outcome"),

	SUBSCRIPTIONS_ACTIVE("realtime.subscriptions.active", "Pairs of a connection and a topic"),

	TOPICS_ACTIVE("realtime.topics.active", "Topics that somebody is subscribed to"),

	EVENTS_PUBLISHED("realtime.events.published", "Events that the application published, or tried to", "outcome"),

	EVENTS_DELIVERED("realtime.events.delivered", "Events handed to connections, one for each connection", "transport"),

	EVENTS_DROPPED("realtime.events.dropped", "Ephemeral events that were dropped", "reason"),

	EVENTS_LATENCY("realtime.events.latency",
			"From the arrival of an event at this node until it was written to its connections"),

	BROADCAST_DURATION("realtime.broadcast.duration",
			"How long handing an event to the connections of one event loop took"),

	BROADCAST_FANOUT("realtime.broadcast.fanout", "How many connections of one event loop took an event"),

	REPLAY_DURATION("realtime.replay.duration", "How long giving a client what it missed took"),

	REPLAY_EVENTS("realtime.replay.events", "How many missed events a client was given"),

	REPLAY_VERDICTS("realtime.replay.verdicts", "What became of attempts to resume", "verdict"),

	MESSAGES_RECEIVED("realtime.messages.received", "Messages from clients", "outcome"),

	BUS_UP("realtime.bus.up", "1 while this node can publish and hears what others publish, else 0"),

	BUS_PROBE_AGE("realtime.bus.probe.age", "How long ago this node proved that it hears what is published"),

	BUS_REPAIRS("realtime.bus.repairs", "How often connections had to read what this node may have missed", "outcome"),

	BUS_EPOCHS("realtime.bus.epochs", "How often the log began a new epoch");

	private final String meterName;

	private final String description;

	private final String[] keys;

	RealtimeMeter(String meterName, String description, String... keys) {
		this.meterName = meterName;
		this.description = description;
		this.keys = keys;
	}

	Counter counter(MeterRegistry registry, String... values) {
		return Counter.builder(this.meterName).description(this.description).tags(tags(values)).register(registry);
	}

	Timer timer(MeterRegistry registry, String... values) {
		return timer(values).register(registry);
	}

	Timer.Builder timer(String... values) {
		return Timer.builder(this.meterName).description(this.description).tags(tags(values));
	}

	DistributionSummary summary(MeterRegistry registry) {
		return DistributionSummary.builder(this.meterName).description(this.description).register(registry);
	}

	Gauge.Builder<?> gauge(Supplier<Number> value, String... values) {
		return Gauge.builder(this.meterName, value).description(this.description).tags(tags(values));
	}

	TimeGauge.Builder<?> timeGauge(Supplier<Number> millis, String... values) {
		return TimeGauge.builder(this.meterName, millis, TimeUnit.MILLISECONDS)
			.description(this.description)
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
