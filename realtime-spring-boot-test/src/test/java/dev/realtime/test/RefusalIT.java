package dev.realtime.test;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class RefusalIT {

	private static TestApp app;

	@BeforeAll
	static void start() {
		app = TestApp.start();
	}

	@AfterAll
	static void stop() {
		app.close();
	}

	@ParameterizedTest
	@CsvSource({ "/sse,400,bad_request", "/poll,400,bad_request", "/sse?topic=a..b,400,bad_request",
			"/poll?topic=.a,400,bad_request", "/sse?topic=a%0Ab,400,bad_request", "/sse?topic=,400,bad_request",
			"/sse?topic=secret.1,401,unauthorized", "/poll?topic=secret.1,401,unauthorized",
			"/sse?topic=orders.1&topic=secret.1,401,unauthorized", "/sse?topic=secret.1&user=bob,403,forbidden",
			"/poll?topic=secret.1&user=bob,403,forbidden", "/sse?topic=user.alice&user=bob,403,forbidden",
			"/sse?topic=orders.1&user=evil,401,unauthorized", "/poll?topic=orders.1&user=evil,401,unauthorized",
			"/sse?topic=orders.**,400,bad_request", "/sse?topic=orders.%7Buser%7D,400,bad_request" })
	void whenRequestIsRefusedThenStatusAndProblemSayWhy(String path, int status, String code) {
		try (RawHttp http = RawHttp.get(app.port(), path)) {
			assertThat(http.status()).isEqualTo(status);
			assertThat(http.header("Content-Type")).startsWith("application/problem+json");
			JsonNode problem = FrameReader.tree(http.body());
			assertThat(problem.path("code").stringValue()).isEqualTo(code);
			assertThat(problem.path("status").intValue()).isEqualTo(status);
		}
	}

	@Test
	void whenWebSocketTokenIsBadThenUpgradeIsRefused() {
		try (RawWebSocket ws = RawWebSocket.open(app.port(), "/ws?topic=orders.1&user=evil")) {
			assertThat(ws.status()).isEqualTo(401);
			assertThat(FrameReader.tree(ws.body()).path("code").stringValue()).isEqualTo("unauthorized");
		}
	}

	@Test
	void whenForbiddenThenProblemNamesTheTopic() {
		try (RawHttp http = RawHttp.get(app.port(), "/sse?topic=orders.1&topic=secret.1&user=bob")) {
			assertThat(http.body()).contains("\"topic\":\"secret.1\"").doesNotContain("orders.1");
		}
	}

	@ParameterizedTest
	@CsvSource({ "/sse?errors=stream,bad_request,", "/sse?topic=secret.1&errors=stream,unauthorized,secret.1",
			"/sse?topic=secret.1&user=bob&errors=stream,forbidden,secret.1",
			"/sse?topic=a..b&errors=stream,bad_request,",
			"/sse?topic=orders.1&user=evil&errors=stream&format=envelope,unauthorized," })
	void whenErrorsAreWantedOnTheStreamThenItSaysCloseAndEnds(String path, String code, @Nullable String topic) {
		try (RawHttp sse = RawHttp.get(app.port(), path)) {
			assertThat(sse.status()).isEqualTo(200);
			assertThat(sse.header("Content-Type")).startsWithIgnoringCase("text/event-stream");
			String named = (topic != null) ? ",\"topic\":\"" + topic + '"' : "";
			assertThat(sse.block()).isEqualTo("retry: 86400000\nevent: rt.close\ndata: {\"reason\":\"" + code
					+ "\",\"reconnect\":false" + named + "}\n\n");
			assertThat(sse.block()).isEmpty();
		}
	}

	@Test
	void whenErrorsAreWantedOnTheWebSocketThenItIsOpenedAndClosed() {
		try (RawWebSocket ws = RawWebSocket.open(app.port(), "/ws?topic=orders.1&user=evil&errors=stream")) {
			assertThat(ws.status()).isEqualTo(101);
			List<RawWebSocket.Frame> frames = ws.untilClose();
			assertThat(frames).hasSize(2);
			assertThat(frames.get(0).text())
				.isEqualTo("{\"type\":\"rt.close\",\"payload\":{\"reason\":\"unauthorized\",\"reconnect\":false}}");
			assertThat(frames.get(1).closeCode()).isEqualTo(4401);
		}
	}

	@Test
	void whenWebSocketTopicsAreBadThenEachIsAnsweredInReady() {
		try (RawWebSocket ws = RawWebSocket.open(app.port(), "/ws?topic=a..b&topic=secret.1&topic=orders.1")) {
			JsonNode topics = ws.json().path("payload").path("topics");
			assertThat(topics.path("secret.1").path("error").stringValue()).isEqualTo("forbidden");
			assertThat(topics.path("orders.1").isEmpty()).isTrue();
			assertThat(topics.path("a..b").path("error").stringValue()).isEqualTo("bad_topic");
		}
	}

	@ParameterizedTest
	@CsvSource({ "/sse,129,400", "/poll,129,400", "/sse,128,200" })
	void whenThereAreTooManyTopicsThenRequestIsRefused(String path, int count, int status) {
		String query = IntStream.range(0, count).mapToObj((i) -> "topic=orders." + i).collect(Collectors.joining("&"));
		try (RawHttp http = RawHttp.get(app.port(), path + "?" + query)) {
			assertThat(http.status()).isEqualTo(status);
		}
	}

	@Test
	void whenCursorIsTooLongThenItIsNoServerError() {
		try (RawHttp http = RawHttp.get(app.port(), "/sse?topic=orders.1&lastEventId=" + "a".repeat(2100))) {
			assertThat(http.status()).isLessThan(500);
		}
		try (RawHttp http = RawHttp.get(app.port(), "/sse?topic=orders.1", "Last-Event-ID: " + "a".repeat(1900))) {
			assertThat(http.status()).isEqualTo(200);
			assertThat(http.block()).contains("\"gap\":\"unknown\"");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "sse", "websocket", "long-poll" })
	void whenTransportIsDisabledThenItIsNotThereAndOthersAre(String transport) {
		try (TestApp other = TestApp.start("realtime." + transport + ".enabled=false");
				RawHttp sse = RawHttp.get(other.port(), "/sse?topic=orders.1");
				RawHttp poll = RawHttp.get(other.port(), "/poll?topic=orders.1");
				RawWebSocket ws = RawWebSocket.open(other.port(), "/ws?topic=orders.1")) {
			assertThat(sse.status()).isEqualTo(transport.equals("sse") ? 404 : 200);
			assertThat(poll.status()).isEqualTo(transport.equals("long-poll") ? 404 : 200);
			assertThat(ws.status()).isEqualTo(transport.equals("websocket") ? 404 : 101);
		}
	}

	@Test
	void whenUserTopicIsSwitchedOffThenNoTopicsIsABadRequestForUsersToo() {
		try (TestApp other = TestApp.start("realtime.user-topic.enabled=false");
				RawHttp sse = RawHttp.get(other.port(), "/sse", "X-User: alice")) {
			assertThat(sse.status()).isEqualTo(400);
		}
	}

	@Test
	void whenPathIsChangedThenEndpointsMoveThere() {
		try (TestApp other = TestApp.start("realtime.path=/realtime/live");
				RawHttp sse = RawHttp.get(other.port(), "/live/sse?topic=orders.1");
				RawHttp gone = RawHttp.get(other.port(), "/sse?topic=orders.1")) {
			assertThat(sse.status()).isEqualTo(200);
			assertThat(gone.status()).isEqualTo(404);
		}
	}

	@Test
	void whenLoginEndsThenStreamIsClosedAsExpired() {
		try (RawWebSocket ws = RawWebSocket.open(app.port(), "/ws?topic=orders.1", "X-User: bob", "X-Expires-In: 2")) {
			ws.text();
			List<RawWebSocket.Frame> frames = ws.untilClose();
			assertThat(frames.get(frames.size() - 2).text()).contains("\"reason\":\"expired\"");
			assertThat(frames.get(frames.size() - 1).closeCode()).isEqualTo(4403);
		}
	}

}
