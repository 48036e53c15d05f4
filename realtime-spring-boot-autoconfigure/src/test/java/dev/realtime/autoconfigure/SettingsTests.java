package dev.realtime.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.realtime.bus.Retention;
import dev.realtime.connection.ConnectionLimits;
import dev.realtime.connection.UserQuota.Overflow;
import dev.realtime.hub.HubSettings;
import dev.realtime.hub.PublisherSettings;
import dev.realtime.local.LocalBusSettings;
import dev.realtime.message.MessageSettings;
import dev.realtime.security.Access;
import dev.realtime.security.TopicPattern;
import dev.realtime.security.TopicRule;
import dev.realtime.security.TopicRules;
import dev.realtime.webflux.EdgeSettings;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Settings} and {@link TopicRetention}: each property, under the name
 * that is documented, reaches its place.
 */
class SettingsTests {

	@Test
	void whenPropertiesAreSetThenEachReachesThePublisherAndTheEngine() {
		RealtimeProperties properties = bind("events.max-size=1KB", "user-topic.pattern=account.{user}",
				"replay.known-topics=2", "idempotency.window=3s", "idempotency.max-keys=4",
				"topic-defaults.max-events=5", "topic-defaults.max-age=6s");
		assertThat(Settings.publisher(properties)).isEqualTo(new PublisherSettings(1024, 10_000, "account.{user}"));
		assertThat(Settings.localBus(properties)).isEqualTo(new LocalBusSettings(2, Duration.ofSeconds(3), 4));
		assertThat(Settings.retention(properties)).isEqualTo(new Retention(5, Duration.ofSeconds(6)));
	}

	@Test
	void whenPropertiesAreSetThenEachReachesTheHubAndTheRegistry() {
		RealtimeProperties properties = bind("sse.heartbeat-interval=1s", "websocket.ping-interval=2s",
				"websocket.timeout=3s", "connections.stall-timeout=4s", "connections.max-lifetime=5s",
				"replay.tail-size=6KB", "replay.hand-off=7", "replay.max-events=8", "connections.max=9",
				"connections.max-per-user=10", "connections.max-per-address=11", "connections.overflow=reject-newest");
		HubSettings hub = Settings.hub(properties);
		assertThat(hub).isEqualTo(new HubSettings(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3),
				Duration.ofSeconds(4), Duration.ofSeconds(5), 6 * 1024, 7, 8, hub.pageSize()));
		assertThat(Settings.limits(properties)).isEqualTo(new ConnectionLimits(9, 10, 11, Overflow.REJECT_NEWEST));
	}

	@Test
	void whenPropertiesAreSetThenEachReachesTheEdgeAndTheMessages() {
		RealtimeProperties properties = bind("path=/live", "sse.enabled=false", "sse.heartbeat-interval=1s",
				"sse.retry=2s", "websocket.ping-interval=3s", "websocket.max-message-size=4KB",
				"websocket.max-fragments=5", "websocket.timeout=16s", "long-poll.timeout=6s",
				"long-poll.max-timeout=7s", "long-poll.max-events=8", "connections.max-topics=9",
				"connections.handshake-timeout=10s", "connections.send-buffer=11KB",
				"user-topic.pattern=account.{user}", "messages.rate-per-second=12", "messages.burst=13",
				"fast-path=off", "messages.max-json-depth=14", "messages.max-in-flight=15");
		assertThat(Settings.edge(properties)).isEqualTo(
				new EdgeSettings("/live", new EdgeSettings.Sse(false, Duration.ofSeconds(1), Duration.ofSeconds(2)),
						new EdgeSettings.WebSocket(true, Duration.ofSeconds(3), 4 * 1024, 5, Duration.ofSeconds(16)),
						new EdgeSettings.LongPoll(true, Duration.ofSeconds(6), Duration.ofSeconds(7), 8), 9,
						Duration.ofSeconds(10), 11 * 1024, false, "account.{user}"));
		assertThat(Settings.messages(properties)).isEqualTo(new MessageSettings(12, 13, 14, 4 * 1024, 9, 15));
	}

	@Test
	void whenZeroMeansNoLimitThenNothingIsEverTooMuchOrTooLate() {
		RealtimeProperties properties = bind("connections.stall-timeout=0", "connections.max-topics=0",
				"connections.handshake-timeout=0", "connections.max=0");
		assertThat(Settings.hub(properties).stallTimeout()).isEqualTo(Settings.FOREVER);
		assertThat(Settings.edge(properties).handshakeTimeout()).isEqualTo(Settings.FOREVER);
		assertThat(Settings.edge(properties).maxTopics()).isEqualTo(Integer.MAX_VALUE);
		assertThat(Settings.messages(properties).maxTopics()).isZero();
		assertThat(Settings.limits(properties).max()).isZero();
		assertThat(System.nanoTime() + Settings.FOREVER.toNanos()).isPositive();
	}

	@Test
	void whenTransportsAndTheOwnTopicAreSwitchedOffThenTheEdgeKnows() {
		EdgeSettings edge = Settings
			.edge(bind("websocket.enabled=false", "long-poll.enabled=false", "user-topic.enabled=false"));
		assertThat(edge.sse().enabled()).isTrue();
		assertThat(edge.webSocket().enabled()).isFalse();
		assertThat(edge.longPoll().enabled()).isFalse();
		assertThat(edge.userTopic()).isNull();
	}

	@Test
	void whenARuleSaysHowLongEventsAreKeptThenTheDefaultsFillTheRest() {
		TopicRetention retention = new TopicRetention(
				TopicRules.of(List.of(rule("both", 1, Duration.ofSeconds(2)), rule("count", 3, null),
						rule("age", null, Duration.ofSeconds(4)), rule("none", null, null))),
				new Retention(8, Duration.ofSeconds(9)));
		assertThat(retention.apply("both")).isEqualTo(new Retention(1, Duration.ofSeconds(2)));
		assertThat(retention.apply("count")).isEqualTo(new Retention(3, Duration.ofSeconds(9)));
		assertThat(retention.apply("age")).isEqualTo(new Retention(8, Duration.ofSeconds(4)));
		assertThat(retention.apply("none")).isEqualTo(new Retention(8, Duration.ofSeconds(9)));
		assertThat(retention.apply("other")).isEqualTo(new Retention(8, Duration.ofSeconds(9)));
	}

	private static TopicRule rule(String pattern, Integer maxEvents, Duration maxAge) {
		return new TopicRule(TopicPattern.parse(pattern), Access.ANYONE, Access.NOBODY, maxEvents, maxAge);
	}

	private static RealtimeProperties bind(String... pairs) {
		Map<String, String> values = new LinkedHashMap<>();
		for (String pair : pairs) {
			String[] parts = pair.split("=", 2);
			values.put("realtime." + parts[0], parts[1]);
		}
		return new Binder(new MapConfigurationPropertySource(values)).bind("realtime", RealtimeProperties.class).get();
	}

}
