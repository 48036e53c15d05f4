package dev.realtime.test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import dev.realtime.Transport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Slow loris: requests that never come to an end, many of them. Their sockets are freed,
 * and nobody else notices. Until the head of a request is there, the server alone knows
 * of it, and its {@code idle-timeout} is what ends it.
 */
class SlowRequestsIT {

	private static final int CLIENTS = 50;

	/** How long what is allowed a second may last on a busy machine. */
	private static final Duration FREED = Duration.ofSeconds(6);

	private final TestApp app = TestApp.start(WatchedServer.class, "server.netty.idle-timeout=1s",
			"realtime.connections.handshake-timeout=1s", "realtime.sse.heartbeat-interval=500ms");

	private final List<RawClient> slow = new ArrayList<>();

	private RealtimeTestClient stream;

	private RealtimeTestClient socket;

	@BeforeEach
	void connect() {
		this.stream = this.app.client(Transport.SSE, "orders.1").timeout(Duration.ofSeconds(2)).connect();
		this.socket = this.app.client(Transport.WEBSOCKET, "orders.1").timeout(Duration.ofSeconds(2)).connect();
		this.stream.awaitReady();
		this.socket.awaitReady();
	}

	@AfterEach
	void stop() {
		this.slow.forEach(RawClient::close);
		this.stream.close();
		this.socket.close();
		this.app.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "GET /realtime/s", "GET /realtime/sse?topic=orders.1 HTTP/1.1\r\nHost: local",
			"POST /realtime/messages HTTP/1.1\r\nHost: localhost\r\n" })
	void whenRequestIsNotFinishedThenIdleTimeoutEndsIt(String begin) {
		open(begin);
		assertNobodyWaits();
		assertFreed(() -> {
		});
	}

	@Test
	void whenHeadersComeByteByByteThenIdleTimeoutEndsThemToo() {
		open("GET /realtime/sse?topic=orders.1 HTTP/1.1\r\nX-Slow: ");
		assertFreed(() -> this.slow.forEach((client) -> client.send((byte) 'a')));
		assertNobodyWaits();
	}

	@Test
	void whenBodyComesByteByByteThenHandshakeTimeoutEndsIt() {
		open("POST /realtime/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
				+ "Content-Length: 60000\r\n\r\n{");
		assertFreed(() -> this.slow.forEach((client) -> client.send((byte) ' ')));
		assertThat(this.slow).allSatisfy((client) -> assertThat(client.received()).startsWith("HTTP/1.1 408")
			.containsIgnoringCase("connection: close")
			.contains("\"code\":\"timeout\""));
		assertNobodyWaits();
	}

	@Test
	void whenBodyIsNotFinishedInChunksThenHandshakeTimeoutEndsIt() {
		open("POST /realtime/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
				+ "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n");
		assertFreed(() -> this.slow.forEach((client) -> client.send("1\r\n \r\n".getBytes(StandardCharsets.UTF_8))));
	}

	private void open(String begin) {
		IntStream.range(0, CLIENTS).forEach((i) -> this.slow.add(new RawClient(this.app.port(), begin)));
		Awaitility.await().until(() -> WatchedServer.open(this.app) == CLIENTS + 2);
	}

	private void assertNobodyWaits() {
		for (int i = 0; i < 10; i++) {
			String id = this.app.publish("orders.1", i);
			assertThat(this.stream.awaitEvent().id()).isEqualTo(id);
			assertThat(this.socket.awaitEvent().id()).isEqualTo(id);
		}
	}

	private void assertFreed(Runnable meanwhile) {
		Awaitility.await().pollInterval(Duration.ofMillis(100)).atMost(FREED).untilAsserted(() -> {
			meanwhile.run();
			assertThat(this.slow).allMatch(RawClient::isEnded);
		});
		Awaitility.await().until(() -> WatchedServer.open(this.app) == 2);
		assertThat(this.app.connections().count().block()).isEqualTo(2);
	}

}
