package dev.realtime.webflux;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.realtime.CloseReason;
import dev.realtime.connection.ConnectionLimits;
import dev.realtime.connection.Drain;
import dev.realtime.connection.UserQuota;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How streams begin and end when the node is in trouble or about to leave, on each
 * server.
 */
@ParameterizedClass
@EnumSource(ServerKind.class)
class LifecycleIT {

	private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final ServerKind kind;

	private EdgeServer edge;

	private ServerKind.Running server;

	private int port;

	LifecycleIT(ServerKind kind) {
		this.kind = kind;
	}

	private void start(Duration handshakeTimeout) throws Exception {
		this.edge = new EdgeServer(
				(settings) -> new EdgeSettings(settings.path(), settings.sse(), settings.webSocket(),
						settings.longPoll(), 128, handshakeTimeout, 128 * 1024, true, "user.{user}"),
				new ConnectionLimits(100, 5, 0, UserQuota.Overflow.CLOSE_OLDEST), new ImpatientQuota());
		this.server = this.kind.start(this.edge.handler);
		this.port = this.server.port();
	}

	@AfterEach
	void stop() throws Exception {
		this.server.close();
		this.edge.lanes.close();
		this.edge.hub.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "public.silent", "public.broken" })
	void whenTheBusIsAwayThenHandshakesAreAnsweredAndHoldNothing(String topic) throws Exception {
		start(Duration.ofMillis(500));
		for (String path : List.of("/realtime/sse?topic=", "/realtime/poll?topic=")) {
			HttpResponse<String> refused = get(path + topic).get(10, TimeUnit.SECONDS);
			assertThat(refused.statusCode()).isEqualTo(503);
			assertThat(refused.headers().firstValue("Retry-After")).isPresent();
			assertThat(refused.body()).contains("\"code\":\"unavailable\"");
		}
		try (WebSocketProbe socket = new WebSocketProbe(this.port, "/realtime/ws?topic=" + topic)) {
			assertThat(socket.awaitClose()).isEqualTo(1013);
			assertThat(socket.texts).singleElement().asString().contains("\"rt.close\"", "\"unavailable\"");
		}
		await().until(() -> this.edge.registry.size() == 0);
		assertThat(this.edge.observed.rejected).containsExactly(CloseReason.UNAVAILABLE, CloseReason.UNAVAILABLE,
				CloseReason.UNAVAILABLE);
		assertThat(this.edge.observed.opened).isEmpty();
		assertThat(this.edge.observed.closed).isEmpty();
	}

	@Test
	void whenTheNodeDrainsThenEachClientIsToldInItsOwnWay() throws Exception {
		start(Duration.ofSeconds(10));
		String cursor = cursor(get("/realtime/poll?topic=public.a").get(10, TimeUnit.SECONDS).body());
		CompletableFuture<HttpResponse<String>> poll = get("/realtime/poll?topic=public.a&since=" + cursor);
		try (SseProbe stream = new SseProbe(this.port, "/realtime/sse?topic=public.a");
				WebSocketProbe socket = new WebSocketProbe(this.port, "/realtime/ws?topic=public.a")) {
			await().until(() -> stream.text().contains("rt.ready") && !socket.texts.isEmpty()
					&& this.edge.registry.size() == 3);
			Disposable draining = new Drain(this.edge.registry, Duration.ofSeconds(2), Schedulers.parallel(),
					new Random(1))
				.drain()
				.subscribe();
			assertThat(socket.awaitClose()).isEqualTo(1012);
			assertThat(socket.texts.get(socket.texts.size() - 1)).contains("\"reason\":\"draining\",\"reconnect\":true",
					"retryAfterMs");
			await().until(stream::hasEnded);
			assertThat(stream.text()).containsPattern(
					"retry: \\d+\nevent: rt.close\ndata: \\{\"reason\":\"draining\",\"reconnect\":true}\n\n$");
			HttpResponse<String> empty = poll.get(10, TimeUnit.SECONDS);
			assertThat(empty.statusCode()).isEqualTo(200);
			assertThat(empty.body()).startsWith("{\"events\":[],\"cursor\":\"" + cursor);
			await().until(draining::isDisposed);
			HttpResponse<String> late = get("/realtime/sse?topic=public.a").get(10, TimeUnit.SECONDS);
			assertThat(late.statusCode()).isEqualTo(503);
			assertThat(late.body()).contains("\"code\":\"draining\"");
		}
		await().until(() -> this.edge.registry.size() == 0);
		assertThat(this.edge.observed.rejected).containsExactly(CloseReason.DRAINING);
	}

	@Test
	void whenItIsClosedBeforeItsSocketIsOpenThenTheClientIsToldWhy() throws Exception {
		start(Duration.ofSeconds(10));
		try (WebSocketProbe socket = new WebSocketProbe(this.port, "/realtime/ws?topic=public.a", "X-User", "alice")) {
			assertThat(socket.awaitClose()).isEqualTo(4409);
			assertThat(socket.texts).singleElement().asString().contains("\"rt.close\"", "\"replaced\"");
		}
		await().until(() -> this.edge.registry.size() == 0);
	}

	private CompletableFuture<HttpResponse<String>> get(String pathAndQuery) {
		return CLIENT.sendAsync(
				HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + pathAndQuery)).build(),
				HttpResponse.BodyHandlers.ofString());
	}

	private static String cursor(String body) {
		String rest = body.substring(body.indexOf("\"cursor\":\"") + 10);
		return rest.substring(0, rest.indexOf('"'));
	}

	/** Where all who have a user lose their place as soon as they have it. */
	private static final class ImpatientQuota implements UserQuota {

		@Override
		public Mono<Decision> acquire(String user, String connectionId, int max, Overflow overflow) {
			return Mono.just(new Decision(true, List.of(connectionId)));
		}

		@Override
		public Mono<Void> release(String user, String connectionId) {
			return Mono.empty();
		}

	}

}
