package dev.realtime.test;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.realtime.hub.Hub;
import dev.realtime.hub.HubStats;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nothing is kept of clients that have left, and nothing of topics that they did not
 * have.
 */
class LeftoversIT {

	private static final int CLIENTS = 200;

	private static TestApp app;

	@BeforeAll
	static void start() {
		app = TestApp.start("realtime.messages.rate-per-second=10000", "realtime.messages.burst=10000");
	}

	@AfterAll
	static void stop() {
		app.close();
	}

	/** A cursor is the client's to keep: who comes once and never again costs nothing. */
	@Test
	void whenClientsWithCursorsLeaveThenNothingIsKeptOfThem() {
		String cursor = app.publish("orders.1", 1);
		for (int i = 0; i < CLIENTS; i++) {
			String topics = "topic=orders.absent" + i + "&topic=orders.also" + i;
			String since = (i % 2 == 0) ? cursor : "zzzzzz." + i;
			try (RawHttp sse = RawHttp.get(app.port(), "/sse?" + topics, "Last-Event-ID: " + since)) {
				assertThat(sse.block()).contains("rt.ready");
			}
			try (RawHttp poll = RawHttp.get(app.port(), "/poll?timeout=0&" + topics + "&since=" + since)) {
				assertThat(poll.status()).isEqualTo(200);
			}
			try (RawWebSocket ws = RawWebSocket.open(app.port(), "/ws?" + topics + "&since=" + since)) {
				assertThat(ws.text()).contains("rt.ready");
			}
		}
		assertNothingIsLeft();
	}

	/** Names compare exactly, on the way in and on the way out. */
	@Test
	void whenNamesDifferInCaseThenTheyAreTwoTopicsAndBothEnd() {
		try (RawWebSocket ws = RawWebSocket.open(app.port(), "/ws?topic=orders.A")) {
			assertThat(ws.text()).contains("rt.ready");
			ws.send(message("unsubscribe", "1", "orders.a"));
			assertThat(reply(ws)).contains("not_subscribed");
			ws.send(message("subscribe", "2", "orders.a"));
			assertThat(reply(ws)).contains("\"orders.a\":{}");
			assertThat(stats().subscriptions()).isEqualTo(2);
			ws.send(message("unsubscribe", "3", "orders.A"));
			assertThat(reply(ws)).contains("\"orders.A\":{}");
			assertThat(stats().subscriptions()).isEqualTo(1);
			app.publish("orders.A", "not this one");
			app.publish("orders.a", "this one");
			assertThat(reply(ws)).contains("this one").doesNotContain("not");
		}
		assertNothingIsLeft();
	}

	@Test
	void whenAClientSubscribesAndUnsubscribesWithoutEndThenNothingIsLeft() {
		try (RawWebSocket ws = RawWebSocket.open(app.port(), "/ws")) {
			assertThat(ws.text()).contains("rt.ready");
			for (int i = 0; i < CLIENTS; i++) {
				int round = i;
				String topics = IntStream.range(0, 100)
					.mapToObj((n) -> "orders.r" + round + '-' + n)
					.collect(Collectors.joining("\",\""));
				ws.send(message("subscribe", "s", topics)).send(message("unsubscribe", "u", topics));
				assertThat(reply(ws)).contains("rt.ack");
				assertThat(reply(ws)).contains("rt.ack");
			}
			Awaitility.await().untilAsserted(() -> assertThat(stats().subscriptions()).isZero());
		}
		assertNothingIsLeft();
	}

	private static String reply(RawWebSocket ws) {
		String text = ws.text();
		while (text.contains("rt.heartbeat")) {
			text = ws.text();
		}
		return text;
	}

	private static String message(String what, String id, String topics) {
		return "{\"type\":\"rt." + what + "\",\"id\":\"" + id + "\",\"payload\":{\"topics\":[\"" + topics + "\"]}}";
	}

	private static void assertNothingIsLeft() {
		Awaitility.await().untilAsserted(() -> {
			assertThat(app.connections().count().block()).isZero();
			assertThat(stats().subscriptions()).isZero();
			assertThat(stats().topics()).isZero();
		});
	}

	private static HubStats stats() {
		return app.context.getBean(Hub.class).stats();
	}

}
