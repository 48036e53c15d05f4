package dev.realtime.test;

import java.time.Duration;
import java.util.List;

import dev.realtime.GapReason;
import dev.realtime.Transport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class MessagesIT {

	private static final Duration QUIET = Duration.ofMillis(200);

	private static final String PUBLISH = "{\"type\":\"rt.publish\",\"id\":\"%s\",\"payload\":{\"topic\":\"%s\",\"type\":\"chat.message\",\"data\":{\"a\":1}}}";

	private static TestApp app;

	@BeforeAll
	static void start() {
		app = TestApp.start("realtime.messages.burst=200", "realtime.messages.rate-per-second=200",
				"realtime.connections.max-topics=4");
	}

	@AfterAll
	static void stop() {
		app.close();
	}

	@Test
	void whenSubscribedLaterThenAckComesFirstAndThenWhatWasMissed() {
		String cursor = app.publish("orders.1", 0);
		String missed = app.publish("orders.1", 1);
		String top = app.publish("orders.elsewhere", 1);
		try (RawWebSocket ws = RawWebSocket.open(app.port(), "/ws")) {
			ws.text();
			ws.send("{\"type\":\"rt.subscribe\",\"id\":\"s1\",\"payload\":{\"topics\":[\"orders.1\",\"secret.1\"],\"since\":\""
					+ cursor + "\"}}");
			assertThat(ws.text()).isEqualTo("{\"type\":\"rt.ack\",\"id\":\"s1\",\"payload\":{\"cursor\":\"" + cursor
					+ "\",\"topics\":{\"orders.1\":{\"resumed\":true},\"secret.1\":{\"error\":\"forbidden\"}}}}");
			assertThat(ws.json().path("id").stringValue()).isEqualTo(missed);
			assertThat(ws.text()).isEqualTo("{\"type\":\"rt.heartbeat\",\"id\":\"" + top + "\"}");
		}
	}

	@Test
	void whenSubscribedFromNowThenAckCarriesTheTop() {
		String top = app.publish("orders.2", 0);
		try (RealtimeTestClient client = app.client(Transport.WEBSOCKET).connect()) {
			client.awaitReady();
			ReceivedFrame.Reply reply = client.subscribe("orders.2");
			assertThat(reply.payload().toString())
				.isEqualTo("{\"cursor\":\"" + top + "\",\"topics\":{\"orders.2\":{}}}");
			String id = app.publish("orders.2", 1);
			assertThat(client.awaitEvent().id()).isEqualTo(id);
		}
	}

	@Test
	void whenSubscribedTwiceThenTheSecondIsAckedWithoutReplay() {
		String cursor = app.publish("orders.3", 0);
		app.publish("orders.3", 1);
		try (RealtimeTestClient client = app.client(Transport.WEBSOCKET, "orders.3").connect()) {
			client.awaitReady();
			assertThat(client.subscribe(List.of("orders.3"), cursor).ok()).isTrue();
			client.expectNoEvent(QUIET);
			String id = app.publish("orders.3", 2);
			assertThat(client.awaitEvent().id()).isEqualTo(id);
			client.expectNoEvent(QUIET);
		}
	}

	@Test
	void whenUnsubscribedThenNoFurtherEventComes() {
		try (RealtimeTestClient client = app.client(Transport.WEBSOCKET, "orders.4", "orders.5").connect()) {
			client.awaitReady();
			assertThat(client.unsubscribe("orders.4", "orders.never").ok()).isTrue();
			app.publish("orders.4", 1);
			String id = app.publish("orders.5", 1);
			assertThat(client.awaitEvent().id()).isEqualTo(id);
			client.expectNoEvent(QUIET);
		}
	}

	@Test
	void whenSubscribedWithAForeignCursorThenAckTellsTheGap() {
		try (RealtimeTestClient client = app.client(Transport.WEBSOCKET, "orders.1").connect()) {
			client.awaitReady();
			assertThat(client.subscribe(List.of("orders.6"), "garbage").ok()).isTrue();
			client.expectGap("orders.6", GapReason.UNKNOWN);
		}
	}

	@Test
	void whenTopicsAreBadOrTooManyThenTheyAreRefusedOneByOne() {
		try (RealtimeTestClient client = app.client(Transport.WEBSOCKET, "orders.1", "orders.2").connect()) {
			client.awaitReady();
			ReceivedFrame.Reply reply = client.subscribe("a..b", "orders.3");
			assertThat(reply.payload().path("topics").path("a..b").path("error").stringValue()).isEqualTo("bad_topic");
			String id = app.publish("orders.3", 1);
			assertThat(client.awaitEvent().id()).isEqualTo(id);
			assertThat(client.subscribe("orders.4", "orders.5", "orders.6", "orders.7").ok()).isFalse();
			assertThat(client.subscribe("orders.4").ok()).isTrue();
		}
	}

	@Test
	void whenPublishIsAllowedThenEventCarriesTheMessageId() {
		try (RealtimeTestClient client = app.client(Transport.WEBSOCKET, "room.1").header("X-User", "bob").connect()) {
			client.awaitReady();
			client.sendText(PUBLISH.formatted("m7", "room.1"));
			assertThat(client.awaitReply("m7").ok()).isTrue();
			ReceivedFrame.Event event = client.awaitEvent();
			assertThat(event.type()).isEqualTo("chat.message");
			assertThat(event.messageId()).isEqualTo("m7");
			assertThat(event.payload().toString()).isEqualTo("{\"a\":1}");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
			"{\"type\":\"rt.publish\",\"id\":\"1\",\"payload\":{\"topic\":\"orders.1\",\"type\":\"t\",\"data\":1}}|forbidden",
			"{\"type\":\"rt.publish\",\"id\":\"1\",\"payload\":{\"topic\":\"a..b\",\"type\":\"t\",\"data\":1}}|bad_topic",
			"{\"type\":\"rt.publish\",\"id\":\"1\",\"payload\":{\"topic\":\"room.1\",\"type\":\"rt.gap\",\"data\":1}}|invalid",
			"{\"type\":\"rt.publish\",\"id\":\"1\"}|invalid",
			"{\"type\":\"rt.subscribe\",\"id\":\"1\",\"payload\":{}}|invalid",
			"{\"type\":\"rt.subscribe\",\"id\":\"1\",\"payload\":{\"topics\":\"orders.1\"}}|invalid",
			"{\"type\":\"chat.message\",\"id\":\"1\",\"payload\":1}|unknown_type",
			"{\"type\":\"rt.nothing\",\"id\":\"1\"}|unknown_type", "{\"type\":\"rt.ready\",\"id\":\"1\"}|unknown_type",
			"{\"type\":7,\"id\":\"1\"}|bad_message" })
	void whenMessageFailsThenErrorSaysWhyAndConnectionStays(String message, String code) {
		try (RealtimeTestClient client = app.client(Transport.WEBSOCKET, "orders.8")
			.header("X-User", "bob")
			.connect()) {
			client.awaitReady();
			client.sendText(message);
			ReceivedFrame.Reply reply = client.awaitFrame(ReceivedFrame.Reply.class, (frame) -> true);
			assertThat(reply.code()).isEqualTo(code);
			assertThat(reply.payload().path("message").isString()).isTrue();
			assertThat(reply.payload().path("temporary").isBoolean()).isTrue();
			app.publish("orders.8", 1);
			client.awaitEvent();
		}
	}

	@Test
	void whenMessageHasNoIdThenItGetsNoAckButItsError() {
		try (RawWebSocket ws = RawWebSocket.open(app.port(), "/ws?topic=orders.9")) {
			ws.text();
			ws.send("{\"type\":\"rt.unsubscribe\",\"payload\":{\"topics\":[\"orders.9\"]}}");
			ws.send("{\"type\":\"chat.message\",\"payload\":1}");
			JsonNode error = ws.json();
			assertThat(error.path("type").stringValue()).isEqualTo("rt.error");
			assertThat(error.has("id")).isFalse();
			assertThat(error.path("payload").path("code").stringValue()).isEqualTo("unknown_type");
		}
	}

	@Test
	void whenPostedThenTheSameMessagesAreAnswered() {
		try (RealtimeTestClient client = app.client(Transport.SSE, "room.2").header("X-User", "bob").connect()) {
			client.awaitReady();
			client.sendText(PUBLISH.formatted("p1", "room.2"));
			assertThat(client.awaitReply("p1").ok()).isTrue();
			assertThat(client.awaitEvent().messageId()).isEqualTo("p1");
			client.sendText("[" + PUBLISH.formatted("p2", "room.2") + "," + PUBLISH.formatted("p3", "orders.1") + ","
					+ PUBLISH.formatted("p4", "room.2") + "]");
			assertThat(client.awaitReply("p2").ok()).isTrue();
			assertThat(client.awaitReply("p3").code()).isEqualTo("forbidden");
			assertThat(client.awaitReply("p4").ok()).isTrue();
			assertThat(client.awaitEvents(2)).extracting(ReceivedFrame.Event::messageId).containsExactly("p2", "p4");
			client.sendText("{\"type\":\"rt.subscribe\",\"id\":\"p5\",\"payload\":{\"topics\":[\"orders.1\"]}}");
			assertThat(client.awaitReply("p5").ok()).isFalse();
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "text/plain|{}|415", "application/x-www-form-urlencoded|{}|415",
			"application/json|{|400", "application/json|7|400" })
	void whenPostIsNotUnderstoodThenItIsRefused(String type, String body, int status) {
		try (RawHttp http = RawHttp.post(app.port(), "/messages", body, "Content-Type: " + type, "X-User: bob")) {
			assertThat(http.status()).isEqualTo(status);
		}
	}

	@Test
	void whenOnePostedMessageIsBrokenThenTheOthersAreAnswered() {
		String body = "[[],7," + PUBLISH.formatted("p6", "room.2") + "]";
		try (RawHttp http = RawHttp.post(app.port(), "/messages", body, "Content-Type: application/json",
				"X-User: bob")) {
			assertThat(http.status()).isEqualTo(200);
			assertThat(http.header("Content-Type")).startsWith("application/json");
			JsonNode replies = FrameReader.tree(http.body());
			assertThat(replies.get(0).path("payload").path("code").stringValue()).isEqualTo("bad_message");
			assertThat(replies.get(1).path("payload").path("code").stringValue()).isEqualTo("bad_message");
			assertThat(replies.get(2).path("type").stringValue()).isEqualTo("rt.ack");
		}
	}

	@Test
	void whenPostIsTooBigThenItIsRefused() {
		String body = "{\"type\":\"t\",\"id\":\"1\",\"payload\":\"" + "a".repeat(70_000) + "\"}";
		try (RawHttp http = RawHttp.post(app.port(), "/messages", body, "Content-Type: application/json",
				"X-User: bob")) {
			assertThat(http.status()).isEqualTo(413);
			assertThat(FrameReader.tree(http.body()).path("code").stringValue()).isEqualTo("too_big");
		}
	}

	@Test
	void whenPosterHasABadTokenThenItIsUnauthorized() {
		try (RawHttp http = RawHttp.post(app.port(), "/messages", "{}", "Content-Type: application/json",
				"X-User: evil")) {
			assertThat(http.status()).isEqualTo(401);
		}
	}

}
