package dev.realtime.hub;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.realtime.PublishedEvent;
import dev.realtime.RealtimeObserver;
import dev.realtime.TraceContext;
import dev.realtime.Transport;
import dev.realtime.hub.HubFixture.Peer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What goes wrong once, be it an error and no exception, costs nobody an event and stops
 * nothing.
 */
class MishapTests {

	private static final Duration HEARTBEATS = Duration.ofSeconds(40);

	private HubFixture fixture = new HubFixture();

	@AfterEach
	void forget() {
		LoggedErrors.clear();
	}

	@Test
	void whenAnEventCannotBeWrittenThenItIsReadAndTheLaneGoesOn() {
		Peer first = follow();
		Peer second = follow();
		this.fixture.allocator.failOnce();
		this.fixture.publish("a");
		this.fixture.settle();
		assertThat(first.taken()).containsExactly("a1", "heartbeat a1");
		assertThat(second.taken()).containsExactly("a1");
		this.fixture.publish("a");
		this.fixture.settle();
		assertThat(first.taken()).containsExactly("a2");
		assertThat(second.taken()).containsExactly("a2");
	}

	@Test
	void whenWhatWasMissedCannotBeWrittenThenItIsTriedAgain() {
		Peer peer = follow();
		this.fixture.publish("a");
		this.fixture.bus.interrupt();
		this.fixture.allocator.failOnce();
		this.fixture.settle();
		assertThat(peer.taken()).isEmpty();
		this.fixture.pass(Duration.ofSeconds(2));
		assertThat(peer.taken()).containsExactly("a1", "heartbeat a1");
	}

	@Test
	void whenAnEventCannotBeHandedToTheLanesThenItIsRead() {
		AtomicBoolean fails = new AtomicBoolean(true);
		this.fixture = new HubFixture(HubFixture.SETTINGS, RealtimeObserver.NOOP, new Tracing() {

			@Override
			public Broadcasting broadcast(PublishedEvent event) {
				if (fails.getAndSet(false)) {
					throw new LinkageError("for a test");
				}
				return (fanout) -> {
				};
			}

		});
		Peer peer = follow();
		this.fixture.hub.onEvent(traced(this.fixture.log.append("a")));
		this.fixture.pass(HEARTBEATS);
		assertThat(peer.taken()).startsWith("a1", "heartbeat a1");
		this.fixture.publish("a");
		this.fixture.settle();
		assertThat(peer.taken()).containsExactly("a2");
	}

	@Test
	void whenAnAnswerCannotBeFoundThenWhoAskedIsTold() {
		follow();
		this.fixture.publish("a");
		this.fixture.settle();
		this.fixture.retention = null;
		Peer peer = this.fixture.connect(0, Transport.SSE);
		peer.subscribe("epochaa.0", "a");
		this.fixture.settle();
		assertThat(peer.taken()).containsExactly("failed");
	}

	@Test
	void whenAHeartbeatCannotBeWrittenThenTheNextOnesAre() {
		Peer first = follow();
		Peer second = follow();
		this.fixture.allocator.failOnce();
		this.fixture.pass(HEARTBEATS);
		assertThat(first.taken()).hasSizeGreaterThan(1).containsOnly("heartbeat a0");
		assertThat(second.taken()).hasSizeGreaterThan(1).containsOnly("heartbeat a0");
	}

	@Test
	void whenAFlushFailsThenTheConnectionIsClosedAndTheOthersAreFlushed() {
		Peer first = follow();
		Peer second = follow();
		int before = second.flushed();
		first.onFlush = () -> {
			throw new LinkageError("for a test");
		};
		this.fixture.publish("a", "b");
		this.fixture.settle();
		assertThat(first.taken()).containsExactly("a1", "close unavailable -1");
		assertThat(second.flushed()).isGreaterThan(before);
	}

	private Peer follow() {
		Peer peer = this.fixture.connect(0, Transport.SSE);
		peer.subscribe(null, "a");
		this.fixture.settle();
		peer.taken();
		return peer;
	}

	private static PublishedEvent traced(PublishedEvent event) {
		return new PublishedEvent(event.topic(), event.type(), event.position(), event.prev(), event.timestamp(),
				event.payload(), null, TraceContext.of(Map.of("traceparent", "00-1-2-01")));
	}

}
