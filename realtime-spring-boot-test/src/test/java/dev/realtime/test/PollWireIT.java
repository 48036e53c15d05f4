package dev.realtime.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.realtime.RealtimeEvent;
import dev.realtime.connection.ConnectionRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class PollWireIT {

	private static TestApp app;

	@BeforeAll
	static void start() {
		app = TestApp.start("realtime.long-poll.max-events=3", "realtime.long-poll.timeout=1s",
				"realtime.long-poll.max-timeout=4s");
	}

	@AfterAll
	static void stop() {
		app.close();
	}

	@Test
	void whenNoCursorIsSentThenTheCurrentOneIsAnsweredAtOnce() {
		String top = app.publish("orders.1", 1);
		try (RawHttp poll = RawHttp.get(app.port(), "/poll?topic=orders.1&timeout=4")) {
			assertThat(poll.status()).isEqualTo(200);
			assertThat(poll.header("Content-Type")).startsWith("application/json");
			assertThat(poll.header("Cache-Control")).isEqualTo("no-store");
			assertThat(poll.body())
				.isEqualTo("{\"events\":[],\"cursor\":\"" + top + "\",\"topics\":{\"orders.1\":{}}}");
		}
	}

	@Test
	void whenEventsWereMissedThenTheyAreAnsweredAtOnce() {
		String cursor = app.publish("orders.2", 1);
		String missed = app.publish("orders.2", 2);
		String top = app.publish("orders.elsewhere", 2);
		JsonNode answer = poll("/poll?topic=orders.2&since=" + cursor);
		assertThat(answer.path("topics").toString()).isEqualTo("{\"orders.2\":{\"resumed\":true}}");
		assertThat(answer.path("cursor").stringValue()).isIn(missed, top);
		JsonNode event = answer.path("events").get(0);
		assertThat(answer.path("events").size()).isEqualTo(1);
		assertThat(event.propertyNames()).containsExactly("type", "topic", "id", "timestamp", "payload");
		assertThat(event.path("id").stringValue()).isEqualTo(missed);
	}

	@Test
	void whenEventComesWhileWaitingThenItIsAnsweredAtOnce() {
		String cursor = app.publish("orders.3", 1);
		CompletableFuture<JsonNode> answer = CompletableFuture
			.supplyAsync(() -> poll("/poll?topic=orders.3&timeout=4&since=" + cursor));
		ConnectionRegistry registry = app.context.getBean(ConnectionRegistry.class);
		Awaitility.await().until(() -> registry.size() == 1);
		assertThat(Waiting.until(Duration.ofMillis(200), answer::isDone)).isFalse();
		long start = System.nanoTime();
		String id = app.publish("orders.3", 2);
		assertThat(answer.join().path("events").get(0).path("id").stringValue()).isEqualTo(id);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(700));
		assertThat(answer.join().path("cursor").stringValue()).isEqualTo(id);
	}

	@Test
	void whenEphemeralEventComesWhileWaitingThenItIsAnsweredAndCursorStays() {
		String cursor = app.publish("orders.4", 1);
		CompletableFuture<JsonNode> answer = CompletableFuture
			.supplyAsync(() -> poll("/poll?topic=orders.4&timeout=4&since=" + cursor));
		RealtimeEvent moved = RealtimeEvent.builder().topic("orders.4").data(7).ephemeral().build();
		// It is for those that wait, and nobody can see when the poll does.
		Awaitility.await().pollInterval(Duration.ofMillis(50)).until(() -> {
			app.publish(moved);
			return answer.isDone();
		});
		JsonNode event = answer.join().path("events").get(0);
		assertThat(event.path("payload").intValue()).isEqualTo(7);
		assertThat(event.has("id")).isFalse();
		assertThat(answer.join().path("cursor").stringValue()).isEqualTo(cursor);
	}

	@ParameterizedTest
	@CsvSource({ "&timeout=0,0,500", "'',900,1700", "&timeout=1,900,1700", "&timeout=99,3900,4800" })
	void whenNothingComesThenAnswerIsEmptyAfterTheTimeout(String timeout, long least, long most) {
		String cursor = app.publish("orders.5", 1);
		long start = System.nanoTime();
		JsonNode answer = poll("/poll?topic=orders.5" + timeout + "&since=" + cursor);
		assertThat(Duration.ofNanos(System.nanoTime() - start).toMillis()).isBetween(least, most);
		assertThat(answer.path("events").isEmpty()).isTrue();
		assertThat(answer.path("cursor").isString()).isTrue();
	}

	@Test
	void whenMoreWasMissedThanOneAnswerHoldsThenItIsCutAndGoesOnFromThere() {
		String cursor = app.publish("orders.6", 0);
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			ids.add(app.publish("orders.6", i));
		}
		List<String> received = new ArrayList<>();
		for (int size : new int[] { 3, 3, 2 }) {
			JsonNode answer = poll("/poll?topic=orders.6&timeout=0&since=" + cursor);
			answer.path("events").forEach((event) -> received.add(event.path("id").stringValue()));
			assertThat(answer.path("events").size()).isEqualTo(size);
			cursor = answer.path("cursor").stringValue();
			if (size == 3) {
				assertThat(cursor).isEqualTo(received.get(received.size() - 1));
			}
		}
		assertThat(received).isEqualTo(ids);
	}

	@Test
	void whenCursorIsTooOldThenGapIsAnsweredAtOnceAndOnlyOnce() {
		String cursor = app.publish("tiny.1", 0);
		for (int i = 0; i < 5; i++) {
			app.publish("tiny.1", i);
		}
		JsonNode answer = poll("/poll?topic=tiny.1&timeout=4&since=" + cursor);
		assertThat(answer.path("topics").toString()).isEqualTo("{\"tiny.1\":{\"gap\":\"trimmed\"}}");
		assertThat(answer.path("events").isEmpty()).isTrue();
		answer = poll("/poll?topic=tiny.1&timeout=0&since=" + answer.path("cursor").stringValue());
		assertThat(answer.path("topics").toString()).isEqualTo("{\"tiny.1\":{\"resumed\":true}}");
	}

	private static JsonNode poll(String path) {
		try (RawHttp poll = RawHttp.get(app.port(), path)) {
			assertThat(poll.status()).isEqualTo(200);
			return FrameReader.tree(poll.body());
		}
	}

}
