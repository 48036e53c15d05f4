package dev.realtime.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import dev.realtime.CloseReason;
import dev.realtime.GapReason;
import dev.realtime.Position;
import dev.realtime.RealtimeEvent;
import dev.realtime.Transport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every transport does on every server.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TransportContract {

	private static final Duration QUIET = Duration.ofMillis(200);

	/** No more than one replay gives a poll. */
	private static final int BURST = 45;

	TestApp app;

	abstract Class<?> server();

	String fastPath() {
		return "auto";
	}

	String[] more() {
		return new String[0];
	}

	String detach() {
		return "auto";
	}

	@BeforeAll
	void start() {
		// A servlet container sees that a client has gone when it writes to it.
		List<String> properties = new ArrayList<>(
				List.of("realtime.replay.max-events=50", "realtime.sse.heartbeat-interval=1s",
						"realtime.fast-path=" + fastPath(), "realtime.sse.detach=" + detach()));
		properties.addAll(List.of(more()));
		this.app = TestApp.start(server(), properties.toArray(String[]::new));
	}

	@AfterAll
	void stop() {
		this.app.close();
	}

	@Test
	void whenClientsUseDifferentTransportsThenAllReceiveTheSameEventsWithTheSameIds() {
		List<RealtimeTestClient> clients = new ArrayList<>();
		for (Transport transport : Transport.values()) {
			clients.add(this.app.client(transport, "orders.1", "orders.2").connect());
		}
		RealtimeTestClient plain = this.app.client(Transport.SSE, "orders.1", "orders.2").plain().connect();
		clients.add(plain);
		clients.forEach(RealtimeTestClient::awaitReady);
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < 30; i++) {
			ids.add(this.app.publish("orders." + (1 + i % 2), i));
			this.app.publish("orders.other", i);
		}
		List<ReceivedFrame.Event> model = clients.get(0).awaitEvents(30);
		assertThat(model).extracting(ReceivedFrame.Event::id).isEqualTo(ids);
		assertThat(model).extracting((event) -> event.payload().intValue()).last().isEqualTo(29);
		for (RealtimeTestClient client : clients) {
			if (client != clients.get(0)) {
				client.awaitEvents(30);
			}
			client.expectNoEvent(QUIET);
			if (client == plain) {
				assertThat(client.events()).extracting(ReceivedFrame.Event::id).isEqualTo(ids);
			}
			else {
				assertThat(client.events()).isEqualTo(model);
			}
			client.close();
		}
	}

	/** What waits for a lane goes out together, and has to come apart again. */
	@ParameterizedTest
	@EnumSource
	void whenEventsFollowEachOtherAtOnceThenEachComesOnceAndInOrder(Transport transport) {
		try (RealtimeTestClient client = this.app.client(transport, "orders.burst").connect()) {
			client.awaitReady();
			List<CompletableFuture<Position>> receipts = IntStream.range(0, BURST)
				.mapToObj((i) -> this.app.publisher().send("orders.burst", "order.updated", i))
				.toList();
			List<String> ids = receipts.stream().map((receipt) -> receipt.join().toString()).toList();
			assertThat(client.awaitEvents(BURST)).extracting(ReceivedFrame.Event::id).isEqualTo(ids);
			client.expectNoEvent(QUIET);
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenCutAndResumedThenNothingIsMissedAndNothingComesTwice(Transport transport) {
		List<String> ids = new ArrayList<>();
		try (RealtimeTestClient client = this.app.client(transport, "orders.3", "orders.4").connect()) {
			client.awaitReady();
			for (int round = 0; round < 3; round++) {
				publish(ids, 10);
				client.awaitEvents(10);
				client.cut();
				publish(ids, 10);
				client.resume();
				assertThat(client.awaitReady().topics()).containsOnlyKeys("orders.3", "orders.4")
					.allSatisfy((topic, answer) -> assertThat(answer.resumed()).isTrue());
				client.awaitEvents(10);
			}
			client.expectNoEvent(QUIET);
			assertThat(client.events()).extracting(ReceivedFrame.Event::id).isEqualTo(ids);
		}
	}

	private void publish(List<String> ids, int count) {
		for (int i = 0; i < count; i++) {
			ids.add(this.app.publish("orders." + (3 + i % 2), i));
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenClientNeverReceivedAnEventThenItStillResumes(Transport transport) {
		try (RealtimeTestClient client = this.app.client(transport, "orders.quiet").connect()) {
			client.awaitReady();
			client.cut();
			String id = this.app.publish("orders.quiet", 1);
			assertThat(client.resume().awaitEvent().id()).isEqualTo(id);
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenCursorIsTooOldThenExactlyOneGapIsTold(Transport transport) {
		String topic = "tiny." + transport;
		try (RealtimeTestClient client = this.app.client(transport, topic, "orders.5").connect()) {
			client.awaitReady();
			this.app.publish(topic, "first");
			client.awaitEvent();
			client.cut();
			for (int i = 0; i < 5; i++) {
				this.app.publish(topic, "missed");
			}
			String kept = this.app.publish("orders.5", "kept");
			client.resume();
			client.expectGap(topic, GapReason.TRIMMED);
			assertThat(client.awaitEvent().id()).isEqualTo(kept);
			String last = this.app.publish(topic, "last");
			assertThat(client.awaitEvent().id()).isEqualTo(last);
			client.expectNoEvent(QUIET);
			assertThat(gaps(client)).isEqualTo(1);
			client.cut().resume().awaitReady();
			client.expectNoEvent(QUIET);
			assertThat(gaps(client)).isEqualTo(1);
		}
	}

	private static long gaps(RealtimeTestClient client) {
		return client.received()
			.stream()
			.filter((frame) -> frame instanceof ReceivedFrame.Gap || (frame instanceof ReceivedFrame.Ready ready
					&& ready.topics().values().stream().anyMatch((answer) -> answer.gap() != null)))
			.count();
	}

	@ParameterizedTest
	@CsvSource({ "SSE,garbage", "SSE,abcdef.7", "SSE,k3x9qa.-1", "SSE,k3x9qa.99999999999999999999", "SSE,k3x9qa.1~2.3",
			"WEBSOCKET,garbage", "WEBSOCKET,abcdef.7", "WEBSOCKET,k3x9qa.99999999999999999999", "LONG_POLL,garbage",
			"LONG_POLL,abcdef.7", "LONG_POLL,k3x9qa.1~2.3", "SSE,%00é", "WEBSOCKET,é{}\"", "LONG_POLL,%0Aé" })
	void whenCursorIsForeignThenGapIsUnknownAndEventsFollow(Transport transport, String cursor) {
		String text = cursor.replace("é", (transport == Transport.SSE) ? "e" : "é");
		try (RealtimeTestClient client = this.app.client(transport, "orders.6").cursor(text).connect()) {
			client.expectGap("orders.6", GapReason.UNKNOWN);
			client.awaitReady();
			String id = this.app.publish("orders.6", 1);
			assertThat(client.awaitEvent().id()).isEqualTo(id);
			assertThat(gaps(client)).isEqualTo(1);
			client.cut().resume();
			assertThat(client.awaitReady().topics().get("orders.6").resumed()).isTrue();
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenCursorIsAheadOfTheTopThenGapIsForked(Transport transport) {
		Position top = Position.parse(this.app.publish("orders.7", 1));
		String ahead = new Position(top.epoch(), top.offset() + 1_000_000).toString();
		try (RealtimeTestClient client = this.app.client(transport, "orders.7").cursor(ahead).connect()) {
			client.expectGap("orders.7", GapReason.FORKED);
			client.awaitReady();
			String id = this.app.publish("orders.7", 2);
			assertThat(client.awaitEvent().id()).isEqualTo(id);
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenMoreWasMissedThanMayBeReplayedThenGapIsLimit(Transport transport) {
		String cursor = this.app.publish("orders.8", 0);
		for (int i = 0; i < 51; i++) {
			this.app.publish("orders.8", i);
		}
		try (RealtimeTestClient client = this.app.client(transport, "orders.8").cursor(cursor).connect()) {
			client.expectGap("orders.8", GapReason.LIMIT);
			client.awaitReady();
			String id = this.app.publish("orders.8", 2);
			assertThat(client.awaitEvent().id()).isEqualTo(id);
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenEventIsEphemeralThenItIsGivenLiveAndNeverAgain(Transport transport) {
		RealtimeEvent moved = RealtimeEvent.builder().topic("orders.9").type("moved").data(1).ephemeral().build();
		try (RealtimeTestClient client = this.app.client(transport, "orders.9").connect()) {
			client.awaitReady();
			String before = client.lastCursor();
			publishUntilReceived(client, moved);
			ReceivedFrame.Event event = client.awaitEvent();
			assertThat(event.id()).isNull();
			assertThat(event.type()).isEqualTo("moved");
			client.cut();
			assertThat(client.lastCursor()).isEqualTo(before);
			this.app.publish(moved);
			client.resume().awaitReady();
			client.expectNoEvent(QUIET);
		}
	}

	private void publishUntilReceived(RealtimeTestClient client, RealtimeEvent event) {
		// A poll is only there once it waits, and the client cannot see that it does.
		for (int i = 0; i < 50 && client.events().isEmpty(); i++) {
			this.app.publish(event);
			Waiting.until(Duration.ofMillis(100), () -> !client.events().isEmpty());
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenUserIsKnownThenTheOwnTopicIsSubscribed(Transport transport) {
		try (RealtimeTestClient client = this.app.client(transport).header("X-User", "a.b").connect()) {
			assertThat(client.awaitReady().topics()).containsOnlyKeys("user.a%2Eb");
			this.app.publisher().sendToUser("a", "for.another", 1).join();
			this.app.publisher().sendToUser("a.b", "hello", 1).join();
			ReceivedFrame.Event event = client.awaitEvent();
			assertThat(event.type()).isEqualTo("hello");
			assertThat(event.topic()).isEqualTo("user.a%2Eb");
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "SSE", "WEBSOCKET" })
	void whenApplicationClosesThenClientIsToldToStayAway(Transport transport) {
		try (RealtimeTestClient client = this.app.client(transport, "orders.1").connect()) {
			String id = client.awaitReady().connection();
			assertThat(this.app.connections().close(id).block()).isTrue();
			assertThat(client.expectClose(CloseReason.CLOSED_BY_APP).reconnect()).isFalse();
			ReceivedFrame.End end = client.awaitEnd();
			assertThat(end.error()).isNull();
			assertThat(end.code()).isEqualTo((transport == Transport.WEBSOCKET) ? 4410 : 0);
			Awaitility.await().untilAsserted(() -> assertThat(this.app.connections().close(id).block()).isFalse());
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenTopicIsForbiddenThenNothingOfItIsReceived(Transport transport) {
		try (RealtimeTestClient client = this.app.client(transport, "orders.1", "secret.1")
			.header("X-User", "bob")
			.connect()) {
			if (transport == Transport.WEBSOCKET) {
				assertThat(client.awaitReady().topics().get("secret.1").error()).isEqualTo("forbidden");
				this.app.publish("secret.1", 1);
				this.app.publish("orders.1", 2);
				assertThat(client.awaitEvent().topic()).isEqualTo("orders.1");
			}
			else {
				assertThat(client.expectRefusal(CloseReason.FORBIDDEN).body()).contains("secret.1");
			}
		}
	}

}
