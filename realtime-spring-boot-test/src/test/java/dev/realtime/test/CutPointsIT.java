package dev.realtime.test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.realtime.Transport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The one rule about cursors: whatever frame was the last, its cursor misses nothing.
 */
class CutPointsIT {

	private static final int MISSED = 12;

	private static final int LIVE = 8;

	private static TestApp app;

	@BeforeAll
	static void start() {
		app = TestApp.start("realtime.sse.heartbeat-interval=100ms", "realtime.websocket.ping-interval=100ms");
	}

	@AfterAll
	static void stop() {
		app.close();
	}

	@ParameterizedTest
	@CsvSource({ "SSE,''", "SSE,&format=envelope", "WEBSOCKET,''", "LONG_POLL,''" })
	void whenCutAfterAnyFrameThenResumingMissesNothing(Transport transport, String query) {
		for (int frames = 0; frames <= MISSED + LIVE + 6; frames++) {
			String topic = "orders.cut." + transport + query.length() + "." + frames;
			String cursor = app.publish("orders.elsewhere", 0);
			List<String> ids = publish(topic, MISSED);
			CursorTracker tracker = new CursorTracker();
			tracker.cursor(cursor);
			List<String> received = new ArrayList<>();
			CompletableFuture<List<String>> live;
			try (FrameSource source = FrameSource.open(app.port(), transport, query, cursor, topic, topic + ".b")) {
				live = CompletableFuture.supplyAsync(() -> publish(topic, LIVE));
				for (int i = 0; i < frames; i++) {
					ReceivedFrame frame = source.next();
					tracker.received(frame);
					note(frame, received);
				}
			}
			ids.addAll(live.join());
			resume(transport, topic, tracker.cursor(), ids, received);
			assertThat(received).as("cut after " + frames + " frames").isEqualTo(ids);
		}
	}

	@ParameterizedTest
	@CsvSource({ "1", "2", "3", "5", "8", "13", "16", "19", "22" })
	void whenCutWhileALaterSubscribeIsReplayedThenEachCursorMissesNothing(int frames) {
		String first = "orders.first." + frames;
		String later = "orders.later." + frames;
		String cursor = app.publish(first, 0);
		List<String> ids = publish(later, MISSED);
		CursorTracker tracker = new CursorTracker();
		List<String> received = new ArrayList<>();
		List<String> firstIds = new ArrayList<>();
		try (RawWebSocket ws = RawWebSocket.open(app.port(), "/ws?topic=" + first)) {
			ReceivedFrame ready = FrameReader.message(ws.json());
			tracker.received(ready);
			ws.send("{\"type\":\"rt.subscribe\",\"id\":\"1\",\"payload\":{\"topics\":[\"" + later + "\",\"" + later
					+ ".b\"],\"since\":\"" + cursor + "\"}}");
			CompletableFuture<List<String>> live = CompletableFuture.supplyAsync(() -> publish(later, first, LIVE));
			for (int i = 0; i < frames; i++) {
				ReceivedFrame frame = FrameReader.message(ws.json());
				tracker.received(frame);
				note(frame, received);
			}
			List<String> both = live.join();
			ids.addAll(both.subList(0, LIVE));
			firstIds.addAll(both.subList(LIVE, both.size()));
		}
		resume(Transport.WEBSOCKET, first, tracker.cursor(), firstIds, received);
		tracker.resubscribe().forEach((group) -> resume(Transport.WEBSOCKET, later, group.getValue(), ids, received));
		assertThat(received).filteredOn(firstIds::contains).isEqualTo(firstIds);
		assertThat(received).filteredOn(ids::contains).isEqualTo(tracker.resubscribe().isEmpty() ? List.of() : ids);
	}

	private static List<String> publish(String topic, int count) {
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			ids.add(app.publish((i % 3 == 0) ? topic + ".b" : topic, i));
		}
		return ids;
	}

	private static List<String> publish(String topic, String another, int count) {
		List<String> ids = new ArrayList<>();
		List<String> others = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			ids.add(app.publish(topic, i));
			others.add(app.publish(another, i));
		}
		ids.addAll(others);
		return ids;
	}

	private static void note(ReceivedFrame frame, List<String> received) {
		if (frame instanceof ReceivedFrame.Event event) {
			received.add(event.id());
		}
	}

	private static void resume(Transport transport, String topic, String cursor, List<String> ids,
			List<String> received) {
		try (RealtimeTestClient client = app.client(transport, topic, topic + ".b").cursor(cursor).connect()) {
			client.awaitReady();
			while (!received.contains(ids.get(ids.size() - 1))) {
				received.add(client.awaitEvent().id());
			}
		}
	}

}
