package dev.realtime.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.realtime.CloseReason;
import dev.realtime.RealtimeUser;
import dev.realtime.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionLog}.
 */
class ConnectionLogTests {

	private static final ConnectionInfo ALICES = info(new RealtimeUser("alice"));

	private final Logger logger = (Logger) LoggerFactory.getLogger(ConnectionLog.class);

	private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

	@BeforeEach
	void listen() {
		this.lines.start();
		this.logger.addAppender(this.lines);
		this.logger.setLevel(Level.DEBUG);
	}

	@AfterEach
	void stopListening() {
		this.logger.detachAppender(this.lines);
		this.logger.setLevel(null);
	}

	@Test
	void whenAConnectionLivesThenEachLineCanBeReadAsItIs() {
		ConnectionLog.opened(ALICES, true, Set.of("user.alice", "orders.42"));
		ConnectionLog.subscribed(ALICES, List.of("news"));
		ConnectionLog.portablePath(ALICES, "the server is not Reactor Netty");
		ConnectionLog.behind(ALICES, true);
		ConnectionLog.behind(ALICES, false);
		ConnectionLog.closed(ALICES, CloseReason.CLIENT_GONE, Duration.ofMillis(1500), 42);
		assertThat(this.lines.list).extracting(ILoggingEvent::getFormattedMessage)
			.containsExactly("c1: opened, sse of alice at 203.0.113.7, resumes orders.42, user.alice",
					"c1: subscribed to news", "c1: takes the portable path, because the server is not Reactor Netty",
					"c1: fell behind", "c1: caught up", "c1: closed, client_gone, after 1500 ms and 42 events");
		assertThat(this.lines.list).extracting(ILoggingEvent::getLevel).containsOnly(Level.DEBUG);
	}

	@Test
	void whenARequestIsRefusedBeforeItIsAConnectionThenItIsKnownWhyAndFromWhere() {
		ConnectionLog.refused(Transport.SSE, "203.0.113.7", CloseReason.UNAUTHORIZED, "Not\nyou");
		ConnectionLog.refused(Transport.LONG_POLL, null, CloseReason.FORBIDDEN, null);
		assertThat(this.lines.list).extracting(ILoggingEvent::getFormattedMessage)
			.containsExactly("Refused, sse at 203.0.113.7, unauthorized: Not?you", "Refused, long_poll, forbidden");
		assertThat(fields(0)).containsEntry("realtime.action", "refused")
			.containsEntry("realtime.transport", "sse")
			.containsEntry("realtime.address", "203.0.113.7")
			.containsEntry("realtime.reason", "unauthorized")
			.doesNotContainKey("realtime.connection");
	}

	@Test
	void whenALineIsStructuredThenItHasTheSameAsFields() {
		ConnectionLog.opened(ALICES, false, Set.of("orders.42"));
		assertThat(fields(0)).containsEntry("realtime.action", "opened")
			.containsEntry("realtime.connection", "c1")
			.containsEntry("realtime.transport", "sse")
			.containsEntry("realtime.user", "alice")
			.containsEntry("realtime.address", "203.0.113.7")
			.containsEntry("realtime.resumed", false)
			.containsEntry("realtime.topics", List.of("orders.42"));
		ConnectionLog.closed(ALICES, CloseReason.SLOW, Duration.ofSeconds(2), 3);
		assertThat(fields(1)).containsEntry("realtime.action", "closed")
			.containsEntry("realtime.reason", "slow")
			.containsEntry("realtime.lifetime", 2000L)
			.containsEntry("realtime.delivered", 3L);
	}

	@ParameterizedTest
	@ValueSource(strings = { "ecs", "logstash", "gelf" })
	void whenSpringBootWritesAStructuredFormatThenTheFieldsAreInIt(String format) {
		ConnectionLog.closed(ALICES, CloseReason.SLOW, Duration.ofSeconds(2), 3);
		StructuredLogEncoder encoder = new StructuredLogEncoder();
		LoggerContext context = new LoggerContext();
		context.putObject(Environment.class.getName(), new MockEnvironment());
		encoder.setContext(context);
		encoder.setFormat(format);
		encoder.start();
		JsonNode json = JsonMapper.shared().readTree(encoder.encode(this.lines.list.get(0)));
		assertThat(json.toString()).contains("slow").contains("c1: closed");
		assertThat(find(json, "connection").asString()).isEqualTo("c1");
		assertThat(find(json, "lifetime").asLong()).isEqualTo(2000);
	}

	/**
	 * As {@code realtime.name}, in an object of ours, or with the format's own prefix.
	 */
	private static JsonNode find(JsonNode json, String name) {
		JsonNode nested = json.path("realtime").path(name);
		JsonNode flat = json.path("realtime." + name);
		return !nested.isMissingNode() ? nested : !flat.isMissingNode() ? flat : json.path("_realtime." + name);
	}

	@Test
	void whenNamesAreHostileThenTheyAreCutAndHarmless() {
		ConnectionLog.opened(info(new RealtimeUser("a\r\nb\u001b[31m\u2028\u202e" + "x".repeat(500))), false, Set.of());
		String line = this.lines.list.get(0).getFormattedMessage();
		assertThat(line).startsWith("c1: opened, sse of a??b?[31m??xxx")
			.hasSizeLessThan(200)
			.endsWith("follows nothing");
		assertThat((String) fields(0).get("realtime.user")).startsWith("a??b?[31m??xxx").hasSizeLessThan(100);
	}

	@Test
	void whenNobodyIsKnownThenThereIsNoFieldOfIt() {
		ConnectionLog.opened(new ConnectionInfo("c1", Transport.WEBSOCKET, RealtimeUser.ANONYMOUS, null, Instant.EPOCH),
				false, List.of());
		assertThat(this.lines.list.get(0).getFormattedMessage())
			.isEqualTo("c1: opened, websocket of nobody, follows nothing");
		assertThat(fields(0)).doesNotContainKeys("realtime.user", "realtime.address");
	}

	@Test
	void whenThereAreManyTopicsThenTenAreNamedAndTheOthersCounted() {
		Collection<String> topics = IntStream.range(0, 128).mapToObj((i) -> "topic." + (100 + i)).toList();
		ConnectionLog.subscribed(ALICES, topics);
		assertThat(this.lines.list.get(0).getFormattedMessage()).endsWith("topic.109 and 118 more");
		assertThat((List<?>) fields(0).get("realtime.topics")).hasSize(10);
	}

	@Test
	void whenDebugIsOffThenNothingIsEvenAskedFor() {
		this.logger.setLevel(Level.INFO);
		// Whatever a line would be made of is missing.
		ConnectionLog.opened(null, true, null);
		ConnectionLog.subscribed(null, null);
		ConnectionLog.fastPath(null);
		ConnectionLog.portablePath(null, null);
		ConnectionLog.detached(null);
		ConnectionLog.notDetached(null, null);
		ConnectionLog.behind(null, true);
		ConnectionLog.closed(null, null, null, 0);
		ConnectionLog.refused(null, null);
		assertThat(this.lines.list).isEmpty();
	}

	private TreeMap<String, Object> fields(int line) {
		TreeMap<String, Object> fields = new TreeMap<>();
		this.lines.list.get(line).getKeyValuePairs().forEach((pair) -> fields.put(pair.key, pair.value));
		return fields;
	}

	private static ConnectionInfo info(RealtimeUser user) {
		return new ConnectionInfo("c1", Transport.SSE, user, "203.0.113.7", Instant.EPOCH);
	}

}
