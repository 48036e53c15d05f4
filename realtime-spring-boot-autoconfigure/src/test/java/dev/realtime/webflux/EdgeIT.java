package dev.realtime.webflux;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.realtime.CloseReason;
import dev.realtime.connection.ConnectionLimits;
import dev.realtime.connection.UserQuota;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What every server has to show: the same on each.
 */
@ParameterizedClass
@EnumSource(ServerKind.class)
class EdgeIT {

	private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final EdgeServer edge = new EdgeServer((settings) -> settings,
			new ConnectionLimits(100, 2, 0, UserQuota.Overflow.CLOSE_OLDEST));

	private final ServerKind.Running server;

	private final int port;

	EdgeIT(ServerKind kind) throws Exception {
		this.server = kind.start(this.edge.handler);
		this.port = this.server.port();
	}

	@AfterEach
	void stop() throws Exception {
		this.server.close();
		this.edge.lanes.close();
		this.edge.hub.close();
	}

	@Test
	void sseBeginsWithHeadersRetryAndReady() throws Exception {
		HttpRequest request = request("/realtime/sse?topic=public.a").build();
		CompletableFuture<HttpResponse<Stream<String>>> response = CLIENT.sendAsync(request,
				HttpResponse.BodyHandlers.ofLines());
		HttpResponse<Stream<String>> answered = response.get(10, TimeUnit.SECONDS);
		assertThat(answered.statusCode()).isEqualTo(200);
		assertThat(answered.headers().firstValue("Content-Type")).hasValue("text/event-stream;charset=UTF-8");
		assertThat(answered.headers().firstValue("Cache-Control")).hasValue("no-cache, no-store, no-transform");
		assertThat(answered.headers().firstValue("X-Accel-Buffering")).hasValue("no");
		List<String> head = answered.body().limit(4).toList();
		long retry = Long.parseLong(head.get(0).substring("retry: ".length()));
		assertThat(retry).isBetween(1500L, 4500L);
		assertThat(head.get(1)).isEqualTo("event: rt.ready");
		assertThat(head.get(2)).matches("id: [a-z0-9]{6,8}\\.0");
		assertThat(head.get(3)).matches(
				"data: \\{\"connection\":\"[A-Za-z0-9_-]{22}\",\"topics\":\\{\"public\\.a\":\\{}},\"heartbeat\":15000}");
	}

	@Test
	void sseDeliversAndResumesWithoutLossOrRepeat() {
		String last;
		try (SseProbe first = new SseProbe(this.port, "/realtime/sse?topic=public.a")) {
			await().until(() -> first.text().contains("rt.ready"));
			publish("public.a", "one");
			await().until(() -> first.text().contains("\"one\""));
			assertThat(first.text()).contains("event: test\ndata: \"one\"\n\n");
			last = first.ids().get(first.ids().size() - 1);
		}
		publish("public.a", "two");
		publish("public.a", "three");
		try (SseProbe second = new SseProbe(this.port, "/realtime/sse?topic=public.a", "Last-Event-ID", last)) {
			await().until(() -> second.text().contains("\"three\""));
			assertThat(second.text()).contains("\"public.a\":{\"resumed\":true}").doesNotContain("\"one\"");
			assertThat(second.text().indexOf("\"two\"")).isBetween(0, second.text().indexOf("\"three\""));
			assertThat(this.edge.observed.resumed).containsExactly(false, true);
		}
		await().until(() -> this.edge.registry.size() == 0);
	}

	@Test
	void sseEnvelopeAndHeartbeatCarryCheckpoints() {
		try (SseProbe stream = new SseProbe(this.port, "/realtime/sse?topic=public.a&format=envelope")) {
			await().until(() -> stream.text().contains("rt.ready"));
			publish("public.a", "one");
			await().until(() -> stream.text().contains("\"payload\":\"one\"}"));
			await().until(() -> stream.text().contains("event: rt.heartbeat\nid: "));
		}
	}

	@Test
	void webSocketSpeaksTheProtocol() {
		try (WebSocketProbe socket = new WebSocketProbe(this.port, "/realtime/ws?topic=public.a&topic=room.1")) {
			await().until(() -> !socket.texts.isEmpty());
			assertThat(socket.texts.get(0)).startsWith("{\"type\":\"rt.ready\",\"id\":\"")
				.contains("\"public.a\":{}", "\"room.1\":{\"error\":\"forbidden\"}", "\"heartbeat\":15000");
			publish("public.a", "one");
			await().until(() -> socket.texts.stream().anyMatch((text) -> text.contains("\"payload\":\"one\"")));
			socket.send("{\"type\":\"rt.subscribe\",\"id\":\"1\",\"payload\":{\"topics\":[\"public.b\"]}}");
			await().until(() -> socket.texts.stream()
				.anyMatch((text) -> text.startsWith("{\"type\":\"rt.ack\",\"id\":\"1\"")));
			publish("public.b", "two");
			await().until(() -> socket.texts.stream().anyMatch((text) -> text.contains("\"payload\":\"two\"")));
			await().until(() -> socket.pings.get() > 0);
			assertThat(this.edge.observed.heard).contains("opened", "subscribed public.a", "subscribed public.b");
		}
		await().untilAsserted(() -> assertThat(this.edge.observed.closed).containsExactly(CloseReason.CLIENT_GONE));
		await().until(() -> this.edge.registry.size() == 0);
	}

	@Test
	void closedByTheApplicationEndsBothTransportsWithReasonAndCode() {
		try (WebSocketProbe socket = new WebSocketProbe(this.port, "/realtime/ws", "X-User", "alice");
				SseProbe stream = new SseProbe(this.port, "/realtime/sse", "X-User", "alice")) {
			await().until(() -> !socket.texts.isEmpty() && stream.text().contains("\"user.alice\":{}"));
			this.edge.registry.closeUser("alice").block();
			assertThat(socket.awaitClose()).isEqualTo(4410);
			assertThat(socket.texts.get(socket.texts.size() - 1))
				.isEqualTo("{\"type\":\"rt.close\",\"payload\":{\"reason\":\"closed_by_app\",\"reconnect\":false}}");
			await().until(stream::hasEnded);
			assertThat(stream.text()).endsWith("retry: 86400000\nevent: rt.close\n"
					+ "data: {\"reason\":\"closed_by_app\",\"reconnect\":false}\n\n");
		}
		await().until(() -> this.edge.registry.size() == 0);
		assertThat(this.edge.observed.closed).containsOnly(CloseReason.CLOSED_BY_APP).hasSize(2);
	}

	@Test
	void theOldestMakesRoomAndIsToldToStayAway() {
		try (SseProbe first = new SseProbe(this.port, "/realtime/sse", "X-User", "bob")) {
			await().until(() -> first.text().contains("rt.ready"));
			try (SseProbe second = new SseProbe(this.port, "/realtime/sse", "X-User", "bob");
					SseProbe third = new SseProbe(this.port, "/realtime/sse", "X-User", "bob")) {
				await().until(first::hasEnded);
				assertThat(first.text()).contains("retry: 86400000\nevent: rt.close\ndata: {\"reason\":\"replaced\"");
				await().until(() -> second.text().contains("rt.ready") && third.text().contains("rt.ready"));
				assertThat(second.hasEnded() || third.hasEnded()).isFalse();
			}
		}
	}

	@Test
	void aBrokenProtocolIsAnsweredByItsCode() {
		try (WebSocketProbe socket = new WebSocketProbe(this.port, "/realtime/ws?topic=public.a")) {
			await().until(() -> !socket.texts.isEmpty());
			socket.socket.sendBinary(ByteBuffer.wrap(new byte[] { 1 }), true);
			assertThat(socket.awaitClose()).isEqualTo(1003);
		}
		await().until(() -> this.edge.registry.size() == 0);
	}

	@Test
	void aMessageThatIsTooBigClosesWith1009() {
		try (WebSocketProbe socket = new WebSocketProbe(this.port, "/realtime/ws?topic=public.a")) {
			await().until(() -> !socket.texts.isEmpty());
			socket.socket.sendText("x".repeat(200_000), true);
			assertThat(socket.awaitClose()).isEqualTo(1009);
		}
		await().until(() -> this.edge.registry.size() == 0);
	}

	@Test
	void pollAnswersAtOnceWaitsAndResumes() throws Exception {
		HttpResponse<String> first = get("/realtime/poll?topic=public.a");
		assertThat(first.statusCode()).isEqualTo(200);
		assertThat(first.headers().firstValue("Cache-Control")).hasValue("no-store");
		assertThat(first.body())
			.matches("\\{\"events\":\\[],\"cursor\":\"[a-z0-9]+\\.0\",\"topics\":\\{\"public.a\":\\{}}}");
		CompletableFuture<HttpResponse<String>> waiting = CLIENT.sendAsync(
				request("/realtime/poll?topic=public.a&since=" + cursor(first)).build(),
				HttpResponse.BodyHandlers.ofString());
		await().until(() -> this.edge.registry.size() == 1);
		publish("public.a", "one");
		HttpResponse<String> second = waiting.get(10, TimeUnit.SECONDS);
		assertThat(second.body()).contains("\"payload\":\"one\"", "\"resumed\":true");
		publish("public.a", "two");
		HttpResponse<String> third = get("/realtime/poll?topic=public.a&since=" + cursor(second));
		assertThat(third.body()).contains("\"payload\":\"two\"").doesNotContain("\"payload\":\"one\"");
		HttpResponse<String> empty = get("/realtime/poll?topic=public.a&timeout=0&since=" + cursor(third));
		assertThat(empty.body()).startsWith("{\"events\":[],\"cursor\":\"" + cursor(third) + '"');
		HttpResponse<String> unknown = get("/realtime/poll?topic=public.a&since=garbage");
		assertThat(unknown.body()).contains("\"public.a\":{\"gap\":\"unknown\"}");
		await().until(() -> this.edge.registry.size() == 0);
		assertThat(this.edge.observed.polls).containsExactly("empty", "events", "events", "empty", "gap");
		assertThat(this.edge.observed.resumed).containsExactly(false, true, true, true, true);
		assertThat(this.edge.observed.closed).containsOnly(CloseReason.ANSWERED).hasSize(5);
	}

	@Test
	void postedMessagesAreAnswered() throws Exception {
		HttpResponse<String> published = post("application/json",
				"{\"type\":\"rt.publish\",\"id\":\"7\",\"payload\":{\"topic\":\"room.1\",\"type\":\"chat\",\"data\":{}}}",
				"X-User", "alice");
		assertThat(published.statusCode()).isEqualTo(200);
		assertThat(published.body()).startsWith("{\"type\":\"rt.ack\",\"id\":\"7\",\"payload\":{\"id\":\"");
		assertThat(post("text/plain", "{}").statusCode()).isEqualTo(415);
		assertThat(post("application/json", " ".repeat(70_000)).statusCode()).isEqualTo(413);
	}

	@Test
	void refusalsHaveAStatusAndAWord() throws Exception {
		for (Map.Entry<String, Integer> refused : Map
			.of("/realtime/sse", 400, "/realtime/sse?topic=a..b", 400, "/realtime/poll?topic=public.a&timeout=x", 400,
					"/realtime/sse?topic=room.1", 401, "/realtime/sse?topic=public.a&lastEventId=" + "x".repeat(3000),
					400)
			.entrySet()) {
			HttpResponse<String> response = get(refused.getKey());
			assertThat(response.statusCode()).as(refused.getKey()).isEqualTo(refused.getValue());
		}
		HttpResponse<String> forbidden = get("/realtime/sse?topic=secret.1", "X-User", "alice");
		assertThat(forbidden.statusCode()).isEqualTo(403);
		assertThat(forbidden.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(forbidden.body()).contains("\"code\":\"forbidden\"", "\"topic\":\"secret.1\"");
		HttpResponse<String> inStream = get("/realtime/sse?topic=secret.1&errors=stream", "X-User", "alice");
		assertThat(inStream.statusCode()).isEqualTo(200);
		assertThat(inStream.body())
			.contains("event: rt.close\ndata: {\"reason\":\"forbidden\",\"reconnect\":false,\"topic\":\"secret.1\"}");
		assertThat(this.edge.observed.rejected).hasSize(7);
		assertThat(this.edge.registry.size()).isZero();
	}

	@Test
	void aForeignPageIsRefusedAndAnAllowedOneMayReadTheAnswer() throws Exception {
		HttpResponse<String> foreign = get("/realtime/poll?topic=public.a&errors=stream", "Origin",
				"https://evil.example");
		assertThat(foreign.statusCode()).isEqualTo(403);
		assertThat(foreign.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
		HttpResponse<String> allowed = get("/realtime/poll?topic=public.a", "Origin", EdgeServer.ALLOWED);
		assertThat(allowed.statusCode()).isEqualTo(200);
		assertThat(allowed.headers().firstValue("Access-Control-Allow-Origin")).hasValue(EdgeServer.ALLOWED);
		assertThat(allowed.headers().firstValue("Access-Control-Allow-Credentials")).hasValue("true");
		assertThat(allowed.headers().allValues("Vary")).contains("Origin");
	}

	@Test
	void aRefusedWebSocketReadsTheReasonInTheStreamWhenItAsks() {
		for (int i = 0; i < 3; i++) {
			try (WebSocketProbe socket = new WebSocketProbe(this.port,
					"/realtime/ws?errors=stream&since=" + "a".repeat(2049))) {
				assertThat(socket.awaitClose()).isEqualTo(4400);
				assertThat(socket.texts).containsExactly(
						"{\"type\":\"rt.close\",\"payload\":{\"reason\":\"bad_request\",\"reconnect\":false}}");
			}
		}
	}

	void publish(String topic, String data) {
		this.edge.publisher.publish(topic, "test", data).block();
	}

	HttpResponse<String> get(String pathAndQuery, String... headers) throws Exception {
		HttpRequest.Builder request = request(pathAndQuery);
		if (headers.length > 0) {
			request.headers(headers);
		}
		return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	private HttpResponse<String> post(String type, String body, String... headers) throws Exception {
		HttpRequest.Builder request = request("/realtime/messages").header("Content-Type", type)
			.POST(HttpRequest.BodyPublishers.ofString(body));
		if (headers.length > 0) {
			request.headers(headers);
		}
		return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	private HttpRequest.Builder request(String pathAndQuery) {
		return HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + pathAndQuery));
	}

	private static String cursor(HttpResponse<String> response) {
		Matcher matcher = Pattern.compile("\"cursor\":\"([^\"]+)\"").matcher(response.body());
		assertThat(matcher.find()).isTrue();
		return matcher.group(1);
	}

}
