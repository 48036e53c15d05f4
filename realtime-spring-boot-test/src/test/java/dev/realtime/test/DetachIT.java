package dev.realtime.test;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import dev.realtime.CloseReason;
import dev.realtime.RealtimeDisconnectedEvent;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A stream that was detached from its HTTP exchange, and what keeps one from it.
 */
class DetachIT {

	private static final String SSE = "/sse?topic=orders.1";

	private TestApp app;

	@BeforeEach
	void start() {
		this.app = TestApp.start(DetachServer.class, "realtime.sse.heartbeat-interval=600ms");
	}

	@AfterEach
	void stop() {
		this.app.close();
	}

	@Test
	void whenStreamHasBegunThenNothingOfTheExchangeIsInThePipelineAndEventsGoOn() {
		try (RawHttp sse = open(SSE)) {
			DetachServer.awaitDetached(this.app);
			for (int i = 0; i < 3; i++) {
				String id = this.app.publish("orders.1", i);
				assertThat(sse.blockButHeartbeat()).startsWith("id: " + id);
			}
			assertThat(sse.block()).startsWith(": hb");
			assertThat(this.app.connections().count().block()).isEqualTo(1);
		}
	}

	@Test
	void whenClosedThenTheBodyEndsInOrderAndTheConnectionAfterIt() {
		try (RawHttp sse = open(SSE)) {
			DetachServer.awaitDetached(this.app);
			close();
			assertThat(sse.blockButHeartbeat()).contains("event: rt.close");
			assertThat(sse.block()).isEmpty();
			assertEnded(sse);
			assertGone(CloseReason.CLOSED_BY_APP);
		}
	}

	@Test
	void whenClientGoesAwayThenTheStreamEnds() throws IOException {
		try (RawHttp sse = open(SSE)) {
			DetachServer.awaitDetached(this.app);
			sse.socket.shutdownOutput();
			assertGone(CloseReason.CLIENT_GONE);
		}
	}

	@Test
	void whenClientIsResetThenTheStreamEnds() {
		try (RawHttp sse = open(SSE)) {
			DetachServer.awaitDetached(this.app);
			sse.cut();
			assertGone(CloseReason.CLIENT_GONE);
		}
	}

	@Test
	void whenClientHasEndedItsSideAtOnceThenTheStreamEnds() throws IOException {
		try (RawHttp sse = RawHttp.get(this.app.port(), SSE)) {
			sse.socket.shutdownOutput();
			assertGone(CloseReason.CLIENT_GONE);
		}
	}

	@Test
	void whenClientSendsAnotherRequestLaterThenItIsNotAnsweredInTheStream() throws IOException {
		try (RawHttp sse = open(SSE)) {
			DetachServer.awaitDetached(this.app);
			sse.write(RawHttp.request("GET", this.app.port(), "/nothing").getBytes(StandardCharsets.UTF_8));
			assertGone(CloseReason.CLIENT_GONE);
			assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> {
				String block = sse.block();
				assertThat(block).doesNotContain("HTTP/1.1");
			});
		}
	}

	@Test
	void whenClientHasSentTwoRequestsInOnePacketThenTheStreamIsNotDetached() {
		String two = RawHttp.request("GET", this.app.port(), SSE)
				+ RawHttp.request("GET", this.app.port(), "/messages");
		try (RawHttp sse = new RawHttp(this.app.port(), 0, two)) {
			assertThat(sse.block()).contains("rt.ready");
			DetachServer.awaitFastOnly(this.app);
			String id = this.app.publish("orders.1", 1);
			assertThat(sse.blockButHeartbeat()).startsWith("id: " + id);
			close();
			assertThat(sse.blockButHeartbeat()).contains("rt.close");
			assertThat(sse.block()).isEmpty();
			assertThat(sse.nextHead()).isEqualTo(405);
			assertGone(CloseReason.CLOSED_BY_APP);
		}
	}

	@Test
	void whenClientWantsTheConnectionClosedThenTheStreamIsNotDetached() {
		try (RawHttp sse = open(SSE, "Connection: close")) {
			DetachServer.awaitFastOnly(this.app);
			String id = this.app.publish("orders.1", 1);
			assertThat(sse.blockButHeartbeat()).startsWith("id: " + id);
			close();
			assertThat(sse.blockButHeartbeat()).contains("rt.close");
			assertThat(sse.block()).isEmpty();
			assertEnded(sse);
		}
	}

	@Test
	void whenRequestIsNotTheFirstOfItsConnectionThenTheStreamIsDetached() throws IOException {
		try (RawHttp http = RawHttp.get(this.app.port(), "/messages")) {
			assertThat(http.status()).isEqualTo(405);
			http.body();
			http.write(RawHttp.request("GET", this.app.port(), SSE).getBytes(StandardCharsets.UTF_8));
			assertThat(http.nextHead()).isEqualTo(200);
			assertThat(http.block()).contains("rt.ready");
			DetachServer.awaitDetached(this.app);
			String id = this.app.publish("orders.1", 1);
			assertThat(http.blockButHeartbeat()).startsWith("id: " + id);
		}
	}

	@Test
	void whenRequestIsRefusedThenTheConnectionIsAsBefore() throws IOException {
		try (RawHttp http = RawHttp.get(this.app.port(), "/sse?topic=secret.1")) {
			assertThat(http.status()).isEqualTo(401);
			http.body();
			assertThat(DetachServer.pipeline(this.app)).doesNotContain("ResponseWatch").contains("HttpServerCodec");
			http.write(RawHttp.request("GET", this.app.port(), SSE).getBytes(StandardCharsets.UTF_8));
			assertThat(http.nextHead()).isEqualTo(200);
			assertThat(http.block()).contains("rt.ready");
			DetachServer.awaitDetached(this.app);
		}
	}

	private RawHttp open(String path, String... headers) {
		RawHttp sse = RawHttp.get(this.app.port(), path, headers);
		assertThat(sse.block()).contains("rt.ready");
		return sse;
	}

	private void close() {
		this.app.connections()
			.list()
			.flatMap((connection) -> this.app.connections().close(connection.id()))
			.blockLast();
	}

	private void assertGone(CloseReason reason) {
		Awaitility.await().untilAsserted(() -> assertThat(this.app.connections().count().block()).isZero());
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.app.disconnected()).extracting(RealtimeDisconnectedEvent::reason)
				.containsExactly(reason));
	}

	private static void assertEnded(RawHttp http) {
		assertThatExceptionOfType(EOFException.class).isThrownBy(http::read);
	}

}
