package dev.realtime.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.realtime.Position;
import dev.realtime.PublishedEvent;
import dev.realtime.RealtimeObserver;
import dev.realtime.TraceContext;
import dev.realtime.Transport;
import dev.realtime.codec.EncodedEvent;
import dev.realtime.codec.HeapFrameAllocator;
import dev.realtime.hub.HubFixture.Peer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How broadcasts of events with a trace are followed.
 */
class TracedEventTests {

	private static final TraceContext TRACE = TraceContext.of(Map.of("traceparent", "00-1-2-01"));

	private final List<String> told = new ArrayList<>();

	private final Tracing tracing = new Tracing() {

		@Override
		public Broadcasting broadcast(PublishedEvent event) {
			TracedEventTests.this.told.add("begin " + event.prev() + ' ' + event.trace().get("traceparent"));
			return (fanout) -> TracedEventTests.this.told.add("end " + event.prev() + ' ' + fanout);
		}

	};

	private final HubFixture fixture = new HubFixture(HubFixture.SETTINGS, RealtimeObserver.NOOP, this.tracing);

	private final Peer first = this.fixture.connect(0, Transport.SSE);

	private final Peer second = this.fixture.connect(0, Transport.WEBSOCKET);

	private final Peer other = this.fixture.connect(1, Transport.SSE);

	@Test
	void aBroadcastEndsOnceWhenTheLastLaneHasWritten() {
		subscribe();
		this.fixture.hub.onEvent(event(1, 0, TRACE));
		this.fixture.lane(0);
		assertThat(this.first.flushed()).isPositive();
		assertThat(this.told).containsExactly("begin 0 00-1-2-01");
		this.fixture.lane(1);
		assertThat(this.told).containsExactly("begin 0 00-1-2-01", "end 0 3");
	}

	@Test
	void whoIsBehindIsNotCountedAndItsReplayIsNoBroadcast() {
		subscribe();
		this.second.writable = false;
		this.fixture.hub.onEvent(event(1, 0, TRACE));
		this.fixture.settle();
		assertThat(this.told).containsExactly("begin 0 00-1-2-01", "end 0 2");
		this.second.becomesWritable();
		this.fixture.settle();
		assertThat(this.second.frames).contains("a1");
		assertThat(this.told).hasSize(2);
	}

	@Test
	void whatIsMergedIsStillFollowedEventByEvent() {
		subscribe();
		this.fixture.hub.onEvent(event(1, 0, TRACE));
		this.fixture.hub.onEvent(event(2, 1, TRACE));
		this.fixture.hub.onEvent(event(3, 2, TraceContext.NONE));
		this.fixture.settle();
		assertThat(this.first.merged).containsExactly(3);
		assertThat(this.told).containsExactly("begin 0 00-1-2-01", "begin 1 00-1-2-01", "end 0 3", "end 1 3");
	}

	@Test
	void whenALaneHasNoRoomThenTheBroadcastEndsWithoutIt() {
		subscribe();
		byte[] big = new byte[2_000_000];
		this.fixture.hub.onEvent(new PublishedEvent("a", "t", null, 0, 0, big, null));
		this.fixture.hub.onEvent(event(1, 0, TRACE));
		assertThat(this.told).containsExactly("begin 0 00-1-2-01", "end 0 0");
	}

	@Test
	void whatNobodyFollowsOrWasSeenBeforeIsNoBroadcast() {
		this.fixture.hub.onEvent(event(1, 0, TRACE));
		subscribe();
		this.fixture.hub.onEvent(event(2, 0, TraceContext.NONE));
		this.fixture.hub.onEvent(event(2, 0, TRACE));
		this.fixture.settle();
		assertThat(this.told).isEmpty();
	}

	@Test
	void clientsSeeTheTraceOnlyWhereTheyAreToAndAnEventWithoutOneIsLeftAsItIs() {
		PublishedEvent traced = event(1, 0, TRACE);
		PublishedEvent plain = event(1, 0, TraceContext.NONE);
		assertThat(TracedEvent.shown(traced, Tracing.NONE)).usingRecursiveComparison().isEqualTo(plain);
		assertThat(TracedEvent.shown(plain, Tracing.NONE)).isSameAs(plain);
		EncodedEvent encoded = TracedEvent.encode(traced, 1, Tracing.NONE, new HeapFrameAllocator());
		assertThat(encoded).isExactlyInstanceOf(EncodedEvent.class);
		assertThat(encoded.event().trace().isEmpty()).isTrue();
	}

	private void subscribe() {
		this.first.subscribe(null, "a");
		this.second.subscribe(null, "a");
		this.other.subscribe(null, "a");
		this.fixture.settle();
	}

	private static PublishedEvent event(long offset, long prev, TraceContext trace) {
		return new PublishedEvent("a", "t", new Position("epochaa", offset), prev, 0, new byte[] { '1' }, null, trace);
	}

}
