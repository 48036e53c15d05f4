package dev.realtime.actuate;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.docs.MeterDocumentation;
import org.jspecify.annotations.Nullable;

/**
 * All meters of the library: their names, kinds, tags and what they tell. A name, once
 * released, is not given another meaning. {@code docs/meters.md} is made from here.
 * <p>
 * Every tag has a fixed set of values. Topics and users are no tags on purpose: their
 * number has no bound. Neither is the node: whoever scrapes knows whom. Counts have no
 * base unit, since some registries would append it to the name; times are in seconds and
 * sizes in bytes there.
 *
 * @since 0.1.0
 */
public enum RealtimeMeters implements MeterDocumentation {

	/** Streams that are open and long polls that wait. */
	CONNECTIONS_ACTIVE("realtime.connections.active", Meter.Type.GAUGE,
			"Streams that are open and long polls that wait", MeterKey.TRANSPORT),

	/** How many of them there may be. */
	CONNECTIONS_LIMIT("realtime.connections.limit", Meter.Type.GAUGE,
			"How many of them there may be, `realtime.connections.max`; not a number if there is no limit"),

	/** Handshakes that succeeded. */
	CONNECTIONS_OPENED("realtime.connections.opened", Meter.Type.COUNTER,
			"Streams that were opened and long polls that began to wait; `resumed` is `true` if the client came with a cursor: a stream that reconnected, and each poll but the first",
			MeterKey.TRANSPORT, MeterKey.of("resumed", "true", "false")),

	/** Their ends. */
	CONNECTIONS_CLOSED("realtime.connections.closed", Meter.Type.COUNTER,
			"Streams and long polls that ended, by the word for why; `answered` is what most long polls are",
			MeterKey.TRANSPORT, MeterKey.CLOSE_REASON),

	/** Handshakes that failed. */
	CONNECTIONS_REJECTED("realtime.connections.rejected", Meter.Type.COUNTER,
			"Handshakes that were refused, by the word for why", MeterKey.REFUSAL_REASON),

	/** How long they lived. */
	CONNECTIONS_LIFETIME("realtime.connections.lifetime", Meter.Type.TIMER,
			"How long streams were open and long polls waited, told when they end", MeterKey.TRANSPORT),

	/** Slow clients. */
	CONNECTIONS_BEHIND("realtime.connections.behind", Meter.Type.GAUGE,
			"Streams that cannot take more at the moment, or have to read again, and will catch up"),

	/** How slow the slowest is. */
	CONNECTIONS_BEHIND_FURTHEST("realtime.connections.behind.furthest", Meter.Type.GAUGE,
			"How many events of the log, of all topics, lie between its end and the stream that is furthest behind, as of the last second"),

	/** Pings and their answers. */
	CONNECTIONS_PING("realtime.connections.ping", Meter.Type.TIMER,
			"From a ping to its answer, over WebSocket; the ping goes out behind all that waits for the client"),

	/** Pings without an answer. */
	HEARTBEATS_MISSED("realtime.heartbeats.missed", Meter.Type.COUNTER,
			"Pings over WebSocket after which nothing came until the next; clients of other transports do not answer"),

	/** Long polls. */
	POLLS("realtime.polls", Meter.Type.TIMER, "How long polls waited for their answer, by what that was",
			MeterKey.of("outcome", "events", "gap", "empty", "closed")),

	/** Subscriptions. */
	SUBSCRIPTIONS_ACTIVE("realtime.subscriptions.active", Meter.Type.GAUGE, "Pairs of a connection and a topic"),

	/** Topics. */
	TOPICS_ACTIVE("realtime.topics.active", Meter.Type.GAUGE, "Topics that somebody on this node is subscribed to"),

	/** What the application publishes. */
	EVENTS_PUBLISHED("realtime.events.published", Meter.Type.COUNTER,
			"Events that the application published, or tried to: `rejected` if nothing was tried",
			MeterKey.of("outcome", "ok", "rejected", "failed")),

	/** What became of nothing. */
	EVENTS_UNPUBLISHED("realtime.events.unpublished", Meter.Type.COUNTER,
			"Events that could not be encoded or brought to the bus: dead letters, which nothing keeps. They are gone unless they are published again; `unknown` ones may have been published",
			MeterKey.of("reason", "invalid", "too_big", "overload", "unavailable", "unknown", "failed")),

	/** How long publishing takes. */
	EVENTS_RECEIPT("realtime.events.receipt", Meter.Type.TIMER,
			"From publishing an event until its receipt: it has its place in the log and is on its way to all nodes",
			List.of(Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(50),
					Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(5))),

	/** What the bus brings. */
	EVENTS_RECEIVED("realtime.events.received", Meter.Type.COUNTER,
			"Events that the bus brought and that somebody follows on this node"),

	/** What connections are given. */
	EVENTS_DELIVERED("realtime.events.delivered", Meter.Type.COUNTER,
			"Events handed to connections, one for each connection, replayed ones included", MeterKey.TRANSPORT),

	/** What they are not. */
	EVENTS_DROPPED("realtime.events.dropped", Meter.Type.COUNTER,
			"Ephemeral events that were dropped for a connection that was `behind` or in its `hand-off`, or for all of an event loop with an `overload`",
			MeterKey.of("reason", "behind", "hand-off", "overload")),

	/** How long an event is on this node. */
	EVENTS_LATENCY("realtime.events.latency", Meter.Type.TIMER,
			"From the arrival of an event at this node until it was written to the live connections of one event loop; of several that were merged into one write, the first, which has waited longest",
			List.of(Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(25),
					Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofMillis(500),
					Duration.ofSeconds(1), Duration.ofMillis(2500), Duration.ofSeconds(5), Duration.ofSeconds(10))),

	/** How long an event was on its way. */
	EVENTS_AGE("realtime.events.age", Meter.Type.TIMER,
			"How old an event was by its timestamp when it was written, as above: from publishing it on whatever node, in whole milliseconds and as far as the nodes' clocks agree. An application that sets timestamps of its own sees those",
			EVENTS_LATENCY.objectives),

	/** The work of the fan-out. */
	BROADCAST_DURATION("realtime.broadcast.duration", Meter.Type.TIMER,
			"How long one event loop took to hand an event, or several that it merged, to its connections"),

	/** Its size. */
	BROADCAST_FANOUT("realtime.broadcast.fanout", Meter.Type.DISTRIBUTION_SUMMARY,
			"How many connections of one event loop took an event, once for each write; over all loops, `realtime.events.delivered` divided by `realtime.events.received`"),

	/** How long coming back takes. */
	REPLAY_DURATION("realtime.replay.duration", Meter.Type.TIMER,
			"How long giving a client what it missed took, from its request to the last event",
			List.of(Duration.ofMillis(5), Duration.ofMillis(25), Duration.ofMillis(100), Duration.ofMillis(500),
					Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(30)),
			MeterKey.TRANSPORT),

	/** How much it is. */
	REPLAY_EVENTS("realtime.replay.events", Meter.Type.DISTRIBUTION_SUMMARY,
			"How many missed events a client was given", MeterKey.TRANSPORT),

	/** And how it went. */
	REPLAY_VERDICTS("realtime.replay.verdicts", Meter.Type.COUNTER,
			"What became of attempts to resume, as which each long poll but the first counts: `ok`, or the word for the gravest gap",
			MeterKey.TRANSPORT, MeterKey.VERDICT),

	/** What is remembered. */
	REPLAY_TAIL("realtime.replay.tail", Meter.Type.GAUGE,
			"Recent events in the node's memory, bounded by `realtime.replay.tail-size`", "bytes"),

	/** Messages from clients. */
	MESSAGES_RECEIVED("realtime.messages.received", Meter.Type.COUNTER,
			"Messages from clients: `ok`, or the code of the error that answered them. `failed` is a fault of the application or this library, `rate_limited` one too many",
			MeterKey.of("outcome", "ok", "unauthorized", "forbidden", "bad_request", "too_big", "rate_limited",
					"unavailable", "bad_message", "unknown_type", "invalid", "bad_topic", "not_subscribed", "rejected",
					"failed")),

	/** How long they take. */
	MESSAGES_DURATION("realtime.messages.duration", Meter.Type.TIMER,
			"How long handling a message took, well or not; those that were none or too many are not handled"),

	/** Whether the bus works. */
	BUS_UP("realtime.bus.up", Meter.Type.GAUGE, "1 while this node can publish and hears what others publish, else 0"),

	/** Since when that is known. */
	BUS_PROBE_AGE("realtime.bus.probe.age", Meter.Type.GAUGE,
			"How long ago this node proved that it hears what is published; not a number without Redis", "seconds"),

	/** How fast it is. */
	BUS_LAG("realtime.bus.lag", Meter.Type.GAUGE,
			"How long the last probe took through Redis and back, as events do; not a number without Redis", "seconds"),

	/** Reads of the log. */
	BUS_READS("realtime.bus.reads", Meter.Type.DISTRIBUTION_SUMMARY,
			"How many reads one look at the log in Redis served: the count is that of looks, and the sum less the count is what coalescing saved"),

	/** Holes that were mended. */
	BUS_REPAIRS("realtime.bus.repairs", Meter.Type.COUNTER,
			"How often connections had to read what this node may have missed: the connection to Redis was replaced, and with `epoch` the log began another epoch, as after each restart of Redis",
			MeterKey.of("outcome", "reconnected", "epoch")),

	/** Breaks of the log. */
	BUS_EPOCHS("realtime.bus.epochs", Meter.Type.COUNTER, "How often the log began a new epoch while this node ran"),

	/** The shutdown. */
	DRAIN_CONNECTIONS("realtime.drain.connections", Meter.Type.GAUGE,
			"Connections that a drain has yet to close; 0 while there is none"),

	/** How far it is. */
	DRAIN_PROGRESS("realtime.drain.progress", Meter.Type.GAUGE,
			"Which part of them a drain has closed, from 0 to 1; 0 while there is none");

	private final String meterName;

	private final Meter.Type type;

	private final String description;

	private final @Nullable String baseUnit;

	private final List<MeterKey> keys;

	private final List<Duration> objectives;

	RealtimeMeters(String meterName, Meter.Type type, String description, MeterKey... keys) {
		this(meterName, type, description, null, List.of(), keys);
	}

	RealtimeMeters(String meterName, Meter.Type type, String description, String baseUnit) {
		this(meterName, type, description, baseUnit, List.of());
	}

	RealtimeMeters(String meterName, Meter.Type type, String description, List<Duration> objectives, MeterKey... keys) {
		this(meterName, type, description, null, objectives, keys);
	}

	RealtimeMeters(String meterName, Meter.Type type, String description, @Nullable String baseUnit,
			List<Duration> objectives, MeterKey... keys) {
		this.meterName = meterName;
		this.type = type;
		this.description = description;
		this.baseUnit = (type == Meter.Type.TIMER) ? "seconds" : baseUnit;
		this.keys = List.of(keys);
		this.objectives = objectives;
	}

	@Override
	public String getName() {
		return this.meterName;
	}

	@Override
	public Meter.Type getType() {
		return this.type;
	}

	/**
	 * What it tells.
	 * @return a sentence without a full stop, in which backquotes stand around code
	 */
	public String getDescription() {
		return this.description;
	}

	/**
	 * Its unit in registries that have base units.
	 * @return {@code seconds}, {@code bytes} or, for counts, {@code null}
	 */
	@Override
	@SuppressWarnings("NullAway") // the interface's own default is null
	public @Nullable String getBaseUnit() {
		return this.baseUnit;
	}

	@Override
	public KeyName[] getKeyNames() {
		return this.keys.toArray(KeyName[]::new);
	}

	/** The tags, with all of their values. */
	List<MeterKey> keys() {
		return this.keys;
	}

	/** What its buckets end at, unless the application says otherwise. */
	List<Duration> objectives() {
		return this.objectives;
	}

	Counter counter(MeterRegistry registry, String... values) {
		return Counter.builder(this.meterName).description(text()).tags(tags(values)).register(registry);
	}

	/** A counter of what is counted elsewhere. */
	<T> void counter(MeterRegistry registry, T counting, ToDoubleFunction<T> count) {
		FunctionCounter.builder(this.meterName, counting, count).description(text()).register(registry);
	}

	Timer timer(MeterRegistry registry, String... values) {
		Timer.Builder builder = Timer.builder(this.meterName).description(text()).tags(tags(values));
		if (!this.objectives.isEmpty()) {
			builder.serviceLevelObjectives(this.objectives.toArray(Duration[]::new));
		}
		return builder.register(registry);
	}

	DistributionSummary summary(MeterRegistry registry, String... values) {
		return DistributionSummary.builder(this.meterName).description(text()).tags(tags(values)).register(registry);
	}

	void gauge(MeterRegistry registry, Supplier<Number> value, String... values) {
		Gauge.builder(this.meterName, value)
			.description(text())
			.baseUnit(this.baseUnit)
			.tags(tags(values))
			.register(registry);
	}

	/** A gauge of a time that may not be known. */
	void timeGauge(MeterRegistry registry, Supplier<@Nullable Duration> value) {
		TimeGauge.builder(this.meterName, () -> seconds(value.get()), TimeUnit.SECONDS)
			.description(text())
			.register(registry);
	}

	private static double seconds(@Nullable Duration duration) {
		return (duration != null) ? duration.toNanos() / 1e9 : Double.NaN;
	}

	private String text() {
		return this.description.replace("`", "");
	}

	private Tags tags(String... values) {
		return Tags.of(Stream.iterate(0, (i) -> i < values.length, (i) -> i + 1)
			.flatMap((i) -> Stream.of(this.keys.get(i).name(), values[i]))
			.toArray(String[]::new));
	}

}
