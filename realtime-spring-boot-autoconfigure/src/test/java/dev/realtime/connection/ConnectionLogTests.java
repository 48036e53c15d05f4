package dev.realtime.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.realtime.CloseReason;
import dev.realtime.LogLines;
import dev.realtime.RealtimeUser;
import dev.realtime.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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

	private final LogLines log = new LogLines(ConnectionLog.class);

	@AfterEach
	void stopListening() {
		this.log.close();
	}

	@Test
	void whenAConnectionLivesThenEachLineCanBeReadAsItIs() {
		ConnectionLog.opened(ALICES, true, Set.of("user.alice", "orders.42"));
		ConnectionLog.subscribed(ALICES, List.of("news"));
		ConnectionLog.portablePath(ALICES, "the server is not Reactor Netty");
		ConnectionLog.behind(ALICES, true);
		ConnectionLog.behind(ALICES, false);
		ConnectionLog.closed(ALICES, CloseReason.CLIENT_GONE, Duration.ofMillis(1500), 42);
		assertThat(this.log.texts()).containsExactly(
				"c1: opened, sse of alice at 203.0.113.7, resumes orders.42, user.alice", "c1: subscribed to news",
				"c1: takes the portable path, because the server is not Reactor Netty", "c1: fell behind",
				"c1: caught up", "c1: closed, client_gone, after 1500 ms and 42 events");
		assertThat(this.log.events()).extracting(ILoggingEvent::getLevel).containsOnly(Level.DEBUG);
	}

	@Test
	void whenAConnectionTakesItsPathOrEndsBeforeItIsOpenThenItIsSaid() {
		ConnectionLog.fastPath(ALICES);
		ConnectionLog.detached(ALICES);
		ConnectionLog.notDetached(ALICES, "its client sent more");
		ConnectionLog.refused(ALICES, CloseReason.DRAINING);
		assertThat(this.log.texts()).containsExactly("c1: takes the fast path", "c1: detached",
				"c1: is not detached, because its client sent more", "c1: ended before it was open, draining");
		assertThat(this.log.events()).extracting((line) -> LogLines.fields(line).get("realtime.action"))
			.containsExactly("path", "detached", "attached", "refused");
		assertThat(fields(0)).containsEntry("realtime.path", "fast");
		assertThat(fields(2)).containsEntry("realtime.because", "its client sent more");
	}

	@Test
	void whenARequestIsRefusedBeforeItIsAConnectionThenItIsKnownWhyAndFromWhere() {
		ConnectionLog.refused(Transport.SSE, "203.0.113.7", CloseReason.UNAUTHORIZED, "Not\nyou");
		ConnectionLog.refused(Transport.LONG_POLL, null, CloseReason.FORBIDDEN, null);
		assertThat(this.log.texts()).containsExactly("Refused, sse at 203.0.113.7, unauthorized: Not?you",
				"Refused, long_poll, forbidden");
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
		JsonNode json = JsonMapper.shared().readTree(encoder.encode(this.log.events().get(0)));
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
		String line = this.log.texts().get(0);
		assertThat(line).startsWith("c1: opened, sse of a??b?[31m??xxx")
			.hasSizeLessThan(200)
			.endsWith("follows nothing");
		assertThat((String) fields(0).get("realtime.user")).startsWith("a??b?[31m??xxx").hasSizeLessThan(100);
	}

	@Test
	void whenANameIsLongerThanEightyThenItIsCut() {
		ConnectionLog.opened(info(new RealtimeUser("x".repeat(80))), false, Set.of());
		ConnectionLog.opened(info(new RealtimeUser("x".repeat(81))), false, Set.of());
		assertThat(fields(0)).containsEntry("realtime.user", "x".repeat(80));
		assertThat(fields(1)).containsEntry("realtime.user", "x".repeat(80) + "…");
	}

	@Test
	void whenAnAddressIsHostileThenItIsHarmlessToo() {
		ConnectionLog.opened(
				new ConnectionInfo("c1", Transport.SSE, RealtimeUser.ANONYMOUS, "1.2.3.4\nc2: opened", Instant.EPOCH),
				false, Set.of());
		assertThat(this.log.texts())
			.containsExactly("c1: opened, sse of nobody at 1.2.3.4?c2: opened, follows nothing");
		assertThat(fields(0)).containsEntry("realtime.address", "1.2.3.4?c2: opened");
	}

	@Test
	void whenNobodyIsKnownThenThereIsNoFieldOfIt() {
		ConnectionLog.opened(new ConnectionInfo("c1", Transport.WEBSOCKET, RealtimeUser.ANONYMOUS, null, Instant.EPOCH),
				false, List.of());
		assertThat(this.log.texts().get(0)).isEqualTo("c1: opened, websocket of nobody, follows nothing");
		assertThat(fields(0)).doesNotContainKeys("realtime.user", "realtime.address");
	}

	@Test
	void whenThereAreManyTopicsThenTenAreNamedAndTheOthersCounted() {
		Collection<String> topics = IntStream.range(0, 128).mapToObj((i) -> "topic." + (100 + i)).toList();
		ConnectionLog.subscribed(ALICES, topics);
		assertThat(this.log.texts().get(0)).endsWith("topic.109 and 118 more");
		assertThat((List<?>) fields(0).get("realtime.topics")).hasSize(10);
		ConnectionLog.subscribed(ALICES, topics.stream().limit(11).toList());
		ConnectionLog.subscribed(ALICES, topics.stream().limit(10).toList());
		assertThat(this.log.texts().get(1)).endsWith("topic.109 and 1 more");
		assertThat(this.log.texts().get(2)).endsWith("topic.109");
	}

	@Test
	void whenDebugIsOffThenNothingIsEvenAskedFor() {
		this.log.level(Level.INFO);
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
		ConnectionLog.refused(null, null, null, null);
		assertThat(this.log.texts()).isEmpty();
	}

	private Map<String, Object> fields(int line) {
		return LogLines.fields(this.log.events().get(line));
	}

	private static ConnectionInfo info(RealtimeUser user) {
		return new ConnectionInfo("c1", Transport.SSE, user, "203.0.113.7", Instant.EPOCH);
	}

}
