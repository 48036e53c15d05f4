package dev.realtime.webflux;

import java.time.Duration;
import java.util.Random;

import dev.realtime.CloseReason;
import dev.realtime.LogLines;
import dev.realtime.connection.ConnectionLog;
import dev.realtime.connection.Drain;
import dev.realtime.connection.RegisteredConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.http.HttpMethod;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What counts as a refused handshake, and what the log says of it.
 */
class RefusalReportTests {

	private final EdgeServer edge = new EdgeServer();

	private final LogLines log = new LogLines(ConnectionLog.class);

	@AfterEach
	void close() {
		this.log.close();
		this.edge.lanes.close();
		this.edge.hub.close();
	}

	@Test
	void whenAPageIsForeignThenItsHandshakeCountsAndItsMessagesDoNot() {
		assertThat(status(HttpMethod.GET, "/poll?topic=public.a", "Origin", "https://evil.example")).isEqualTo(403);
		assertThat(status(HttpMethod.POST, "/messages", "Origin", "https://evil.example")).isEqualTo(403);
		assertThat(this.edge.observed.rejected).containsExactly(CloseReason.FORBIDDEN);
	}

	@Test
	void whenARequestIsNoWebSocketHandshakeThenItCounts() {
		assertThat(status(HttpMethod.GET, "/ws?topic=public.a", "Upgrade", "h2c")).isBetween(400, 499);
		assertThat(this.edge.observed.rejected).containsExactly(CloseReason.BAD_REQUEST);
	}

	@ParameterizedTest
	@ValueSource(strings = { "sse", "poll" })
	void whenARequestMakesNoSenseThenItIsLoggedWithoutAConnection(String transport) {
		assertThat(status(HttpMethod.GET, "/" + transport, "Accept", "*/*")).isEqualTo(400);
		assertThat(this.edge.observed.rejected).containsExactly(CloseReason.BAD_REQUEST);
		assertThat(this.log.texts()).singleElement()
			.asString()
			.startsWith("Refused, " + (transport.equals("sse") ? "sse" : "long_poll") + ", bad_request: ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "sse", "poll" })
	void whenThereIsNoPlaceThenItIsLoggedWhyTheConnectionEnded(String transport) {
		new Drain(this.edge.registry, Duration.ZERO, Schedulers.parallel(), new Random()).drain().block();
		assertThat(status(HttpMethod.GET, "/" + transport + "?topic=public.a", "Accept", "*/*")).isEqualTo(503);
		assertThat(this.edge.observed.rejected).containsExactly(CloseReason.DRAINING);
		await().untilAsserted(() -> assertThat(this.log.texts()).singleElement()
			.asString()
			.endsWith(": ended before it was open, draining"));
	}

	@Test
	void whenTheClientLeavesBeforeItsStreamBeginsThenNothingWasRefused() {
		Disposable waiting = exchange(HttpMethod.GET, "/sse?topic=public.silent", "Accept", "*/*",
				new MockServerHttpResponse())
			.subscribe();
		RegisteredConnection connection = await()
			.until(() -> this.edge.registry.connected().stream().toList(), (connected) -> connected.size() == 1)
			.get(0);
		((StreamConnection<?>) connection).end();
		await().until(waiting::isDisposed);
		assertThat(this.edge.observed.rejected).isEmpty();
		assertThat(this.log.texts())
			.containsExactly(connection.info().id() + ": ended before it was open, client_gone");
	}

	private int status(HttpMethod method, String path, String name, String value) {
		MockServerHttpResponse response = new MockServerHttpResponse();
		exchange(method, path, name, value, response).block(Duration.ofSeconds(10));
		return response.getStatusCode().value();
	}

	private Mono<Void> exchange(HttpMethod method, String path, String name, String value,
			MockServerHttpResponse response) {
		return this.edge.handler
			.handle(MockServerHttpRequest.method(method, "/realtime" + path).header(name, value).build(), response);
	}

}
