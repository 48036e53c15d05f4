package dev.realtime.message;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import dev.realtime.CloseReason;
import dev.realtime.Position;
import dev.realtime.PublishRejectedException;
import dev.realtime.RealtimeConnection;
import dev.realtime.RealtimeEvent;
import dev.realtime.RealtimeObserver;
import dev.realtime.RealtimePublisher;
import dev.realtime.RealtimeUser;
import dev.realtime.Transport;
import dev.realtime.bus.ReadRequest;
import dev.realtime.connection.RefusedException;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PostedMessagesTests {

	private static final String PUBLISH = MessageFixture.message("rt.publish", "1",
			"{\"topic\":\"open.chat.1\",\"type\":\"a\",\"data\":7}");

	private final MessageFixture fixture = new MessageFixture();

	private PostedMessages messages = new PostedMessages(this.fixture.handlers);

	@Test
	void oneMessageGetsOneReply() {
		PostedReply reply = post(PUBLISH);
		assertThat(reply.status()).isEqualTo(200);
		assertThat(text(reply)).isEqualTo("{\"type\":\"rt.ack\",\"id\":\"1\",\"payload\":{\"id\":\"" + top() + "\"}}");
		assertThat(top().offset()).isEqualTo(1);
		assertThat(this.fixture.outcomes).containsExactly("ok");
	}

	@Test
	void arrayGetsItsRepliesInOrder() {
		PostedReply reply = post("[" + PUBLISH + "," + MessageFixture.message("rt.publish", "2", "{\"topic\":\"x\"}")
				+ ",5," + MessageFixture.message("rt.publish", null, "{\"topic\":\"open.chat.2\"}") + ","
				+ PUBLISH.replace("\"1\"", "\"3\"") + "]");
		assertThat(reply.status()).isEqualTo(200);
		JsonNode replies = JsonMapper.shared().readTree(text(reply));
		assertThat(replies.valueStream()
			.map((node) -> node.path("id").asString("") + ' ' + node.path("type").stringValue() + ' '
					+ node.path("payload").path("code").asString("")))
			.containsExactly("1 rt.ack ", "2 rt.error forbidden", " rt.error bad_message", "3 rt.ack ");
		assertThat(top().offset()).isEqualTo(3);
		assertThat(replies.get(3).path("payload").path("id").stringValue()).isEqualTo(top().toString());
	}

	@Test
	void withoutAnIdThereIsNothingToSay() {
		PostedReply reply = post(MessageFixture.message("rt.publish", null, "{\"topic\":\"open.chat.1\"}"));
		assertThat(reply.status()).isEqualTo(204);
		assertThat(reply.body()).isNull();
		assertThat(top().offset()).isEqualTo(1);
		assertThat(text(post("[]"))).isEqualTo("[]");
	}

	@Test
	void nextMessageWaitsForTheOneBefore() {
		this.fixture.decisions.put("open.chat.slow", (allowed) -> Mono.never());
		String slow = MessageFixture.message("rt.publish", "1", "{\"topic\":\"open.chat.slow\"}");
		this.messages.handle(bytes("[" + slow + "," + PUBLISH + "]"), MessageFixture.ALICE, null, null)
			.subscribe()
			.dispose();
		assertThat(this.fixture.decided).containsExactly("alice PUBLISH open.chat.slow");
	}

	@Test
	void subscribeHasNoMeaningHere() {
		for (String type : List.of("rt.subscribe", "rt.unsubscribe")) {
			String reply = text(post(MessageFixture.message(type, "1", "{\"topics\":[\"open.a\"]}")));
			assertThat(reply).contains("\"code\":\"bad_request\"").contains("WebSocket");
		}
	}

	@Test
	void whatCannotBePublishedIsRefusedWithItsCode() {
		assertThat(publish("{}")).contains("\"code\":\"invalid\"");
		assertThat(publish("{\"topic\":5}")).contains("\"code\":\"invalid\"");
		assertThat(publish("{\"topic\":\"a..b\"}")).contains("\"code\":\"bad_topic\"");
		assertThat(publish("{\"topic\":\"open.chat.1\",\"type\":\"rt.ready\"}")).contains("\"code\":\"invalid\"");
		assertThat(publish("{\"topic\":\"open.chat.1\",\"type\":\"a b\"}")).contains("\"code\":\"invalid\"");
		assertThat(publish("{\"topic\":\"secret\"}")).contains("\"code\":\"forbidden\"");
		assertThat(publish("{\"topic\":\"open.a\"}")).contains("\"code\":\"forbidden\"");
		assertThat(publish("{\"topic\":\"open.chat.1\",\"data\":\"" + "x".repeat(1000) + "\"}"))
			.contains("\"code\":\"too_big\"");
		assertThat(top().offset()).isZero();
	}

	@Test
	void whereNobodyDecidesNothingIsPublished() {
		this.fixture.decisions.put("open.chat.1", (allowed) -> Mono.empty());
		assertThat(text(post(PUBLISH))).contains("\"code\":\"forbidden\"");
		assertThat(top().offset()).isZero();
	}

	@Test
	void faultsSayNothingOfThemselves() {
		this.fixture.decisions.put("open.chat.1", (allowed) -> Mono.just(true).map((yes) -> {
			throw new IllegalStateException("the password is");
		}));
		assertThat(text(post(PUBLISH))).contains("\"code\":\"forbidden\"").doesNotContain("password");
		failPublishing(new IllegalStateException("the password is"));
		assertThat(text(post(PUBLISH))).contains("\"code\":\"failed\"").doesNotContain("password");
	}

	@Test
	void whenBusFailsThenPublishIsUnavailable() {
		failPublishing(new PublishRejectedException(5));
		assertThat(text(post(PUBLISH))).contains("\"code\":\"unavailable\"").contains("\"temporary\":true");
	}

	@Test
	void bodyWithoutAMessageIsBad() {
		for (String body : List.of("", "hello", "5", "{\"type\":\"a\"", "{}", "{\"type\":\"a\",\"id\":4}")) {
			PostedReply reply = post(body);
			assertThat(reply.status()).isEqualTo(400);
			assertThat(text(reply)).startsWith("{\"type\":\"rt.error\",\"payload\":{\"code\":\"bad_message\"");
		}
		assertThat(this.fixture.outcomes).hasSize(6).containsOnly("bad_message");
	}

	@Test
	void sizeIsLimited() {
		this.fixture.settings(new MessageSettings(10, 50, 32, 40, 0, 16));
		this.messages = new PostedMessages(this.fixture.handlers);
		assertThat(post(" ".repeat(38) + "[]").status()).isEqualTo(200);
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> post(" ".repeat(39) + "[]"))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(CloseReason.TOO_BIG));
	}

	@Test
	void manyTinyMessagesAreRefusedTogether() {
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> post("[" + "1,".repeat(1000) + "1]"))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(CloseReason.BAD_REQUEST));
		assertThat(this.fixture.outcomes).isEmpty();
	}

	@Test
	void eachUserHasALimitAndEachAddressOfThoseWithoutAName() {
		RealtimeUser bob = new RealtimeUser("bob");
		this.fixture.settings(new MessageSettings(10, 2, 32, 1000, 0, 16));
		this.messages = new PostedMessages(this.fixture.handlers);
		assertThat(statuses(MessageFixture.ALICE, "1.1.1.1", null)).containsExactly(200, 200, 429);
		assertThat(statuses(MessageFixture.ALICE, "2.2.2.2", null)).containsExactly(429, 429, 429);
		assertThat(statuses(bob, "1.1.1.1", null)).containsExactly(200, 200, 429);
		assertThat(statuses(RealtimeUser.ANONYMOUS, "1.1.1.1", null)).containsExactly(200, 200, 429);
		assertThat(statuses(RealtimeUser.ANONYMOUS, "2.2.2.2", null)).containsExactly(200, 200, 429);
	}

	@Test
	void connectionsLimitCountsIfItIsTheSendersOwn() {
		this.fixture.settings(new MessageSettings(10, 2, 32, 1000, 0, 16));
		this.messages = new PostedMessages(this.fixture.handlers);
		RealtimeConnection alices = new RealtimeConnection("c1", Transport.SSE, MessageFixture.ALICE, "1.1.1.1",
				Set.of(), Instant.EPOCH);
		RealtimeConnection nobodys = new RealtimeConnection("c2", Transport.SSE, RealtimeUser.ANONYMOUS, "1.1.1.1",
				Set.of(), Instant.EPOCH);
		assertThat(statuses(MessageFixture.ALICE, null, null)).containsExactly(200, 200, 429);
		assertThat(statuses(MessageFixture.ALICE, "9.9.9.9", alices)).containsExactly(200, 200, 429);
		assertThat(statuses(MessageFixture.ALICE, "1.1.1.1", nobodys)).containsExactly(429, 429, 429);
		assertThat(statuses(RealtimeUser.ANONYMOUS, "2.2.2.2", null)).containsExactly(200, 200, 429);
		assertThat(statuses(RealtimeUser.ANONYMOUS, "2.2.2.2", nobodys)).containsExactly(429, 429, 429);
		assertThat(statuses(RealtimeUser.ANONYMOUS, "1.1.1.1", nobodys)).containsExactly(200, 200, 429);
	}

	@Test
	void whoIsOverTheRateIsToldWhenToComeBack() {
		this.fixture.settings(new MessageSettings(10, 2, 32, 1000, 0, 16));
		this.messages = new PostedMessages(this.fixture.handlers);
		PostedReply some = post("[" + PUBLISH + "," + PUBLISH + "," + PUBLISH + "]");
		assertThat(some.status()).isEqualTo(200);
		assertThat(text(some)).containsOnlyOnce("rate_limited");
		PostedReply none = post(PUBLISH);
		assertThat(none.status()).isEqualTo(429);
		assertThat(none.retryAfterMillis()).isEqualTo(101);
		assertThat(text(none)).contains("\"id\":\"1\"").contains("\"retryAfterMs\":101");
	}

	private void failPublishing(RuntimeException error) {
		RealtimePublisher failing = new RealtimePublisher() {

			@Override
			public Mono<Position> publish(RealtimeEvent event) {
				return Mono.error(error);
			}

			@Override
			public CompletableFuture<Position> send(RealtimeEvent event) {
				return CompletableFuture.failedFuture(error);
			}

		};
		this.messages = new PostedMessages(
				new MessageHandlers(MessageSettings.DEFAULTS, (user, action, topic) -> Mono.just(true), failing,
						MessageDispatcher.NONE, null, RealtimeObserver.NOOP));
	}

	private List<Integer> statuses(RealtimeUser user, String address, RealtimeConnection connection) {
		return Stream.generate(() -> this.messages.handle(bytes(PUBLISH), user, address, connection))
			.limit(3)
			.map((reply) -> reply.block().status())
			.toList();
	}

	private String publish(String payload) {
		return text(post(MessageFixture.message("rt.publish", "1", payload)));
	}

	private PostedReply post(String body) {
		return this.messages.handle(bytes(body), MessageFixture.ALICE, null, null).block();
	}

	private Position top() {
		return this.fixture.bus.read(new ReadRequest(Map.of(), 0, 1)).block().top();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static String text(PostedReply reply) {
		return new String(reply.body(), StandardCharsets.UTF_8);
	}

}
