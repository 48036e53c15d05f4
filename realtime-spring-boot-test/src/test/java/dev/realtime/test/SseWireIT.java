package dev.realtime.test;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.realtime.RealtimeEvent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class SseWireIT {

	private static final Pattern READY = Pattern.compile("retry: (\\d+)\nevent: rt.ready\nid: ([a-z0-9]{6,8}\\.\\d+)\n"
			+ "data: \\{\"connection\":\"([^\"]+)\",\"topics\":(\\{.*}),\"heartbeat\":(\\d+)}\n\n");

	private static TestApp app;

	@BeforeAll
	static void start() {
		app = TestApp.start("realtime.sse.heartbeat-interval=800ms");
	}

	@AfterAll
	static void stop() {
		app.close();
	}

	@Test
	void whenOpenedThenHeadersForbidCachingAndBuffering() {
		try (RawHttp sse = RawHttp.get(app.port(), "/sse?topic=orders.1")) {
			assertThat(sse.status()).isEqualTo(200);
			assertThat(sse.header("Content-Type")).isEqualToIgnoringCase("text/event-stream;charset=UTF-8");
			assertThat(sse.header("Cache-Control")).isEqualTo("no-cache, no-store, no-transform");
			assertThat(sse.header("X-Accel-Buffering")).isEqualTo("no");
			assertThat(sse.header("Content-Length")).isNull();
			assertThat(sse.header("Content-Encoding")).isNull();
		}
	}

	@Test
	void whenOpenedThenFirstBlockIsReadyWithJitteredRetry() {
		Set<Long> retries = new HashSet<>();
		Set<String> connections = new HashSet<>();
		for (int i = 0; i < 20; i++) {
			try (RawHttp sse = RawHttp.get(app.port(), "/sse?topic=orders.1&topic=orders.2")) {
				Matcher ready = ready(sse);
				long retry = Long.parseLong(ready.group(1));
				assertThat(retry).isBetween(1500L, 4500L);
				retries.add(retry);
				connections.add(ready.group(3));
				assertThat(ready.group(4)).isEqualTo("{\"orders.1\":{},\"orders.2\":{}}");
				assertThat(ready.group(5)).isEqualTo("800");
			}
		}
		assertThat(retries).hasSizeGreaterThan(5);
		assertThat(connections).hasSize(20);
	}

	@Test
	void whenEventIsPublishedThenItsFieldsAreIdEventAndData() {
		try (RawHttp sse = RawHttp.get(app.port(), "/sse?topic=orders.3")) {
			ready(sse);
			String first = app.publish("orders.3", 1);
			assertThat(sse.blockButHeartbeat()).isEqualTo("id: " + first + "\nevent: order.updated\ndata: 1\n\n");
			String second = app.publish(RealtimeEvent.builder().topic("orders.3").data("\u2028é").build());
			assertThat(sse.blockButHeartbeat()).isEqualTo("id: " + second + "\ndata: \"\u2028é\"\n\n");
			app.publish(RealtimeEvent.builder().topic("orders.3").type("moved").data(null).ephemeral().build());
			assertThat(sse.blockButHeartbeat()).isEqualTo("event: moved\ndata: null\n\n");
		}
	}

	@Test
	void whenPayloadHasSeveralLinesThenEachGetsAFieldOfItsOwn() {
		try (RawHttp sse = RawHttp.get(app.port(), "/sse?topic=orders.4")) {
			ready(sse);
			String id = app
				.publish(RealtimeEvent.builder().topic("orders.4").json("[1,\n2,\r\n3,\r\r\n4]\n".getBytes()).build());
			assertThat(sse.blockButHeartbeat())
				.isEqualTo("id: " + id + "\ndata: [1,\ndata: 2,\ndata: 3,\ndata: \ndata: 4]\ndata: \n\n");
		}
	}

	@Test
	void whenFormatIsEnvelopeThenDataHoldsAllAndThereIsNoEventField() {
		try (RawHttp sse = RawHttp.get(app.port(), "/sse?topic=orders.5&format=envelope")) {
			ready(sse);
			String id = app.publish(RealtimeEvent.builder()
				.topic("orders.5")
				.type("order.updated")
				.timestamp(Instant.ofEpochMilli(1_763_769_600_000L))
				.data(new int[] { 1 })
				.build());
			assertThat(sse.blockButHeartbeat())
				.isEqualTo("id: " + id + "\ndata: {\"type\":\"order.updated\",\"topic\":\"orders.5\",\"id\":\"" + id
						+ "\",\"timestamp\":1763769600000,\"payload\":[1]}\n\n");
			app.publish(RealtimeEvent.builder()
				.topic("orders.5")
				.timestamp(Instant.ofEpochMilli(5))
				.data(1)
				.ephemeral()
				.build());
			assertThat(sse.blockButHeartbeat())
				.isEqualTo("data: {\"type\":\"message\",\"topic\":\"orders.5\",\"timestamp\":5,\"payload\":1}\n\n");
		}
	}

	@ParameterizedTest
	@CsvSource({ "'',': hb\nid: %s\n\n'", "&format=envelope,'event: rt.heartbeat\nid: %s\ndata: {}\n\n'" })
	void whenNothingHappensThenHeartbeatMovesTheCursorBeforeTheIntervalEnds(String query, String heartbeat) {
		long start = System.nanoTime();
		try (RawHttp sse = RawHttp.get(app.port(), "/sse?topic=orders.quiet" + query)) {
			String before = ready(sse).group(2);
			String top = app.publish("orders.elsewhere", 1);
			String block = sse.block();
			// On a busy machine one may have gone out before the event was there.
			for (int i = 0; i < 3 && block.equals(heartbeat.formatted(before)); i++) {
				block = sse.block();
			}
			assertThat(block).isEqualTo(heartbeat.formatted(top));
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(300),
					Duration.ofMillis(900));
		}
	}

	@Test
	void whenCursorIsResumedThenReadyCarriesItUntilTheReplayHasEnded() {
		String cursor = app.publish("orders.6", 0);
		String missed = app.publish("orders.6", 1);
		String top = app.publish("orders.elsewhere", 1);
		try (RawHttp sse = RawHttp.get(app.port(), "/sse?topic=orders.6", "Last-Event-ID: " + cursor)) {
			Matcher ready = ready(sse);
			assertThat(ready.group(2)).isEqualTo(cursor);
			assertThat(ready.group(4)).isEqualTo("{\"orders.6\":{\"resumed\":true}}");
			assertThat(sse.block()).isEqualTo("id: " + missed + "\nevent: order.updated\ndata: 1\n\n");
			assertThat(sse.block()).isEqualTo(": hb\nid: " + top + "\n\n");
		}
	}

	@Test
	void whenNothingWasMissedThenReadyCarriesTheTop() {
		String cursor = app.publish("orders.7", 0);
		String top = app.publish("orders.elsewhere", 1);
		try (RawHttp sse = RawHttp.get(app.port(), "/sse?topic=orders.7", "Last-Event-ID: " + cursor)) {
			assertThat(ready(sse).group(2)).isEqualTo(top);
		}
	}

	@Test
	void whenEveryTopicIsAGapThenReadyCarriesTheTop() {
		String top = app.publish("orders.7", 0);
		try (RawHttp sse = RawHttp.get(app.port(), "/sse?topic=orders.7", "Last-Event-ID: garbage")) {
			Matcher ready = ready(sse);
			assertThat(ready.group(2)).isEqualTo(top);
			assertThat(ready.group(4)).isEqualTo("{\"orders.7\":{\"gap\":\"unknown\"}}");
		}
	}

	@Test
	void whenHeaderAndParameterGiveACursorThenTheHeaderWins() {
		String cursor = app.publish("orders.8", 0);
		String missed = app.publish("orders.8", 1);
		try (RawHttp sse = RawHttp.get(app.port(), "/sse?topic=orders.8&lastEventId=" + cursor)) {
			assertThat(ready(sse).group(4)).isEqualTo("{\"orders.8\":{\"resumed\":true}}");
			assertThat(sse.block()).startsWith("id: " + missed);
		}
		try (RawHttp sse = RawHttp.get(app.port(), "/sse?topic=orders.8&lastEventId=garbage",
				"Last-Event-ID: " + missed)) {
			assertThat(ready(sse).group(4)).isEqualTo("{\"orders.8\":{\"resumed\":true}}");
		}
	}

	@Test
	void whenApplicationClosesThenTheLastBlockKeepsBrowsersAway() {
		try (RawHttp sse = RawHttp.get(app.port(), "/sse?topic=orders.9")) {
			assertThat(app.connections().close(ready(sse).group(3)).block()).isTrue();
			assertThat(sse.blockButHeartbeat()).isEqualTo(
					"retry: 86400000\nevent: rt.close\ndata: {\"reason\":\"closed_by_app\",\"reconnect\":false}\n\n");
			assertThat(sse.block()).isEmpty();
		}
	}

	private static Matcher ready(RawHttp sse) {
		Matcher matcher = READY.matcher(sse.block());
		assertThat(matcher.matches()).as(matcher.toString()).isTrue();
		return matcher;
	}

}
