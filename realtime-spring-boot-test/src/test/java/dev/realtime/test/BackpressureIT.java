package dev.realtime.test;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.realtime.CloseReason;
import dev.realtime.Position;
import dev.realtime.RealtimeDisconnectedEvent;
import dev.realtime.Transport;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class BackpressureIT {

	private static final String LARGE = "x".repeat(32_000);

	private static final int SMALL_WINDOW = 4096;

	@ParameterizedTest
	@EnumSource(names = { "SSE", "WEBSOCKET" })
	void whenClientStopsReadingThenOthersDoNotNoticeAndItIsClosedAfterTheStallTime(Transport transport) {
		try (TestApp app = TestApp.start("realtime.connections.stall-timeout=2s");
				RawHttp stalled = open(app, transport, "orders.1");
				RealtimeTestClient healthy = app.client(Transport.SSE, "orders.1").connect();
				RealtimeTestClient other = app.client(Transport.WEBSOCKET, "orders.1").connect()) {
			healthy.awaitReady();
			other.awaitReady();
			long start = System.nanoTime();
			List<String> ids = publish(app, "orders.1", 400);
			assertThat(healthy.awaitEvents(400)).extracting(ReceivedFrame.Event::id).isEqualTo(ids);
			other.awaitEvents(400);
			Awaitility.await().atMost(8, TimeUnit.SECONDS).until(() -> !app.disconnected().isEmpty());
			assertThat(app.disconnected()).extracting(RealtimeDisconnectedEvent::reason)
				.containsExactly(CloseReason.SLOW);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(1900));
			assertThat(app.connections().count().block()).isEqualTo(2);
			CursorTracker tracker = new CursorTracker();
			List<String> received = drain(new FrameStream(stalled, transport), tracker);
			try (RealtimeTestClient back = app.client(transport, "orders.1").cursor(tracker.cursor()).connect()) {
				back.awaitEvents(400 - received.size()).forEach((event) -> received.add(event.id()));
			}
			assertThat(received).isEqualTo(ids);
		}
	}

	private static List<String> drain(FrameStream frames, CursorTracker tracker) {
		List<String> received = new ArrayList<>();
		try {
			for (ReceivedFrame frame = frames.next(); frame != null; frame = frames.next()) {
				tracker.received(frame);
				if (frame instanceof ReceivedFrame.Event event) {
					received.add(event.id());
				}
			}
		}
		catch (UncheckedIOException ex) {
			// Whoever does not read cannot be told goodbye.
		}
		return received;
	}

	@ParameterizedTest
	@EnumSource(names = { "SSE", "WEBSOCKET" })
	void whenSlowClientMakesProgressThenItStaysAndLosesNothing(Transport transport) {
		try (TestApp app = TestApp.start("realtime.connections.stall-timeout=2s");
				RawHttp slow = open(app, transport, "orders.1")) {
			FrameStream frames = new FrameStream(slow, transport);
			List<String> ids = publish(app, "orders.1", 120);
			List<String> received = new ArrayList<>();
			while (received.size() < ids.size()) {
				ReceivedFrame frame = frames.next();
				assertThat(frame).isNotNull().isNotInstanceOf(ReceivedFrame.Close.class);
				if (frame instanceof ReceivedFrame.Event event) {
					received.add(event.id());
					if (received.size() % 4 == 0) {
						Waiting.until(Duration.ofMillis(150), () -> false);
					}
				}
			}
			assertThat(received).isEqualTo(ids);
			String last = publish(app, "orders.1", 1).get(0);
			ReceivedFrame frame = frames.next();
			while (!(frame instanceof ReceivedFrame.Event)) {
				frame = frames.next();
			}
			assertThat(((ReceivedFrame.Event) frame).id()).isEqualTo(last);
			assertThat(app.disconnected()).isEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "SSE", "WEBSOCKET" })
	void whenTopicIsTrimmedWhileClientIsBehindThenItIsToldOfTheGap(Transport transport) {
		try (TestApp app = TestApp.start("realtime.events.max-size=64KB", "realtime.replay.tail-size=64KB");
				RawHttp slow = open(app, transport, "tiny.1")) {
			FrameStream frames = new FrameStream(slow, transport);
			List<String> ids = publish(app, "tiny.1", 400);
			List<String> received = new ArrayList<>();
			List<ReceivedFrame.Gap> gaps = new ArrayList<>();
			CursorTracker tracker = new CursorTracker();
			String last = "";
			while (!received.contains(last)) {
				ReceivedFrame frame = frames.next();
				tracker.received(frame);
				if (frame instanceof ReceivedFrame.Gap gap) {
					gaps.add(gap);
					last = publish(app, "tiny.1", 1).get(0);
				}
				else if (frame instanceof ReceivedFrame.Event event) {
					received.add(event.id());
				}
			}
			assertThat(gaps).isNotEmpty().allSatisfy((gap) -> {
				assertThat(gap.topic()).isEqualTo("tiny.1");
				assertThat(gap.reason()).isEqualTo("trimmed");
				assertThat(gap.id() != null).isEqualTo(transport == Transport.SSE);
			});
			assertThat(order(received)).isSorted().doesNotHaveDuplicates().hasSizeLessThan(ids.size());
			assertThat(tracker.cursor()).isEqualTo(last);
		}
	}

	private static List<Long> order(List<String> ids) {
		return ids.stream().map((id) -> Position.parse(id).offset()).toList();
	}

	private static RawHttp open(TestApp app, Transport transport, String topic) {
		RawHttp http = (transport == Transport.SSE)
				? new RawHttp(app.port(), SMALL_WINDOW,
						RawHttp.request("GET", app.port(), "/sse?format=envelope&topic=" + topic))
				: RawWebSocket.open(app.port(), SMALL_WINDOW, "/ws?topic=" + topic);
		assertThat(new FrameStream(http, transport).next()).isInstanceOf(ReceivedFrame.Ready.class);
		return http;
	}

	private static List<String> publish(TestApp app, String topic, int count) {
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			ids.add(app.publish(topic, LARGE));
		}
		return ids;
	}

}
