package dev.realtime.test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import dev.realtime.CloseReason;
import dev.realtime.GapReason;
import dev.realtime.Transport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RealtimeTestClientTests {

	private static final String READY = "retry: 2000\nevent: rt.ready\nid: k3x9qa.1\ndata: {\"connection\":\"c1\",\"topics\":{\"a\":{}},\"heartbeat\":15000}\n\n";

	private final ScriptedServer server = new ScriptedServer();

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void whenStreamIsCutThenItResumesWithTheLastId() {
		this.server.next(READY, event(2), ": hb\nid: k3x9qa.9\n\n", ScriptedServer.STAY).next(READY, event(10));
		try (RealtimeTestClient client = client(Transport.SSE).connect()) {
			ReceivedFrame.Ready ready = client.awaitReady();
			assertThat(ready.connection()).isEqualTo("c1");
			assertThat(ready.retryMillis()).isEqualTo(2000);
			assertThat(ready.heartbeatMillis()).isEqualTo(15000);
			ReceivedFrame.Event event = client.awaitEvent();
			assertThat(event.timestamp()).isEqualTo(Instant.ofEpochMilli(5));
			assertThat(event.payload().intValue()).isEqualTo(2);
			client.awaitFrame(ReceivedFrame.Heartbeat.class, (heartbeat) -> true);
			client.cut().resume();
			assertThat(client.awaitEvent().id()).isEqualTo("k3x9qa.10");
			client.awaitEnd();
			assertThat(client.events()).hasSize(2);
			assertThat(this.server.requests).containsExactly("/realtime/sse?topic=a&format=envelope",
					"/realtime/sse?topic=a&format=envelope k3x9qa.9");
		}
	}

	@Test
	void whenFormatIsPlainThenTypeAndIdComeFromTheFields() {
		this.server.next(READY, "id: k3x9qa.2\nevent: order\ndata: {\"n\":1}\n\n", "event: order\ndata: 3\n\n");
		try (RealtimeTestClient client = client(Transport.SSE).plain().connect()) {
			List<ReceivedFrame.Event> events = client.awaitEvents(2);
			assertThat(events).extracting(ReceivedFrame.Event::id).containsExactly("k3x9qa.2", null);
			assertThat(events).extracting(ReceivedFrame.Event::type).containsOnly("order");
			assertThat(client.lastCursor()).isEqualTo("k3x9qa.2");
		}
	}

	@Test
	void whenRefusedThenStatusAndCodeAreKept() {
		this.server.next("{\"code\":\"forbidden\"}");
		try (RealtimeTestClient client = client(Transport.SSE).connect()) {
			assertThat(client.expectRefusal(CloseReason.FORBIDDEN).headers()).containsKey("content-type");
			assertThatExceptionOfType(AssertionError.class).isThrownBy(client::awaitReady).withMessageContaining("403");
		}
	}

	@Test
	void whenServerClosesThenReasonAndRetryAreKept() {
		this.server.next(READY,
				"retry: 86400000\nevent: rt.close\ndata: {\"reason\":\"replaced\",\"reconnect\":false}\n\n");
		try (RealtimeTestClient client = client(Transport.SSE).connect()) {
			assertThat(client.expectClose(CloseReason.REPLACED).retryMillis()).isEqualTo(86_400_000);
			assertThat(client.awaitEnd().error()).isNull();
		}
	}

	@Test
	void whenPollingThenEachPollCarriesTheCursorOfTheOneBefore() {
		this.server.next("{\"events\":[],\"cursor\":\"k3x9qa.1\",\"topics\":{\"a\":{}}}")
			.next("{\"events\":[{\"type\":\"t\",\"topic\":\"a\",\"id\":\"k3x9qa.2\",\"timestamp\":5,\"payload\":7}],\"cursor\":\"k3x9qa.2\",\"topics\":{\"a\":{\"resumed\":true}}}");
		try (RealtimeTestClient client = client(Transport.LONG_POLL).connect()) {
			client.awaitReady();
			assertThat(client.awaitEvent().payload().intValue()).isEqualTo(7);
			Awaitility.await().until(() -> this.server.requests.size() == 3);
			client.cut().resumeFrom("k3x9qa.0");
			Awaitility.await().until(() -> this.server.requests.size() == 4);
			assertThat(this.server.requests).containsExactly("/realtime/poll?topic=a&timeout=0",
					"/realtime/poll?topic=a&since=k3x9qa.1", "/realtime/poll?topic=a&since=k3x9qa.2",
					"/realtime/poll?topic=a&since=k3x9qa.0&timeout=0");
		}
	}

	@Test
	void whenTopicsWereAddedLaterThenEachSubscribeResumesFromItsOwnCursor() {
		this.server.next(
				"{\"type\":\"rt.ready\",\"id\":\"k3x9qa.50\",\"payload\":{\"connection\":\"c\",\"topics\":{\"a\":{}}}}",
				"{\"type\":\"rt.ack\",\"id\":\"1\",\"payload\":{\"cursor\":\"k3x9qa.3\",\"topics\":{\"b\":{\"gap\":\"trimmed\"},\"c\":{\"error\":\"forbidden\"}}}}",
				"{\"type\":\"t\",\"topic\":\"b\",\"id\":\"k3x9qa.7\",\"timestamp\":5,\"payload\":7}",
				"{\"type\":\"t\",\"topic\":\"a\",\"id\":\"k3x9qa.51\",\"timestamp\":5,\"payload\":7}",
				ScriptedServer.STAY);
		try (RealtimeTestClient client = client(Transport.WEBSOCKET).connect()) {
			client.awaitReady();
			client.subscribe(List.of("b", "c"), "k3x9qa.3");
			client.expectGap("b", GapReason.TRIMMED);
			client.awaitEvents(2);
			client.cut().resume();
			Awaitility.await().until(() -> this.server.messages.size() == 2);
			assertThat(client.lastCursor()).isEqualTo("k3x9qa.51");
			assertThat(this.server.messages.get(1)).contains("\"topics\":[\"b\"],\"since\":\"k3x9qa.7\"");
		}
	}

	@Test
	void whenTransportHasNoWayUpThenMessagesArePosted() {
		this.server.next(READY, ScriptedServer.STAY)
			.next("{\"type\":\"rt.error\",\"id\":\"1\",\"payload\":{\"code\":\"invalid\"}}");
		try (RealtimeTestClient client = client(Transport.SSE).connect()) {
			client.awaitReady();
			ReceivedFrame.Reply reply = client.awaitReply(client.send("chat.message", "hi"));
			assertThat(reply.code()).isEqualTo("invalid");
			assertThat(this.server.messages.get(0))
				.isEqualTo("{\"type\":\"chat.message\",\"id\":\"1\",\"payload\":\"hi\"}");
		}
	}

	@Test
	void whenNothingComesThenTheFailureShowsWhatDid() {
		this.server.next(READY, ScriptedServer.STAY);
		try (RealtimeTestClient client = client(Transport.SSE).timeout(Duration.ofMillis(200)).connect()) {
			assertThatExceptionOfType(AssertionError.class).isThrownBy(client::awaitEvent)
				.withMessageContaining("Ready[");
			client.expectNoEvent(Duration.ofMillis(10));
		}
	}

	private RealtimeTestClientBuilder client(Transport transport) {
		return RealtimeTestClient.forPort(this.server.port()).transport(transport).topics("a");
	}

	private static String event(int n) {
		return "id: k3x9qa." + n + "\ndata: {\"type\":\"t\",\"topic\":\"a\",\"id\":\"k3x9qa." + n
				+ "\",\"timestamp\":5,\"payload\":" + n + "}\n\n";
	}

}
