package dev.realtime.hub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.realtime.Position;
import dev.realtime.RealtimeObserver;
import dev.realtime.Transport;
import dev.realtime.hub.HubFixture.Peer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LaneTests {

	private static final int MANY = 5000;

	@Test
	void aLongBroadcastYieldsAndNobodyIsSkippedOrServedTwice() {
		AtomicInteger fanout = new AtomicInteger();
		HubFixture fixture = new HubFixture(HubFixture.SETTINGS, new RealtimeObserver() {

			@Override
			public void eventBroadcast(int count, long sinceReceived, long sincePublished) {
				fanout.addAndGet(count);
			}

		});
		List<Peer> peers = new ArrayList<>();
		for (int i = 0; i < MANY; i++) {
			Peer peer = fixture.connect(0, Transport.SSE);
			peer.ask(null, "a");
			peers.add(peer);
		}
		fixture.settle();
		peers.forEach(Peer::taken);
		fixture.publish("a");
		fixture.deliver();
		Peer gone = peers.remove(0);
		gone.lane.execute(gone.hub::remove);
		Peer leaves = peers.remove(peers.size() - 1);
		leaves.lane.execute(leaves.hub::remove);
		Peer late = fixture.connect(0, Transport.SSE);
		late.ask("epochaa.0", "a");
		fixture.step(0);
		fixture.publish("a");
		fixture.deliver();
		assertThat(gone.frames).containsExactly("a1");
		assertThat(leaves.frames).isEmpty();
		fixture.settle();
		assertThat(peers).allSatisfy((peer) -> assertThat(peer.frames).containsExactly("a1", "a2"));
		assertThat(gone.frames).containsExactly("a1");
		assertThat(leaves.frames).isEmpty();
		assertThat(late.frames).containsExactly("subscribed a0 {a={resumed=true}}", "a1", "a2", "heartbeat a2");
		assertThat(fanout).hasValue(2 * (MANY - 2) + 1);
	}

	/**
	 * A server that stops waits for its event loops to come to rest, and probes go on.
	 */
	@Test
	void whenALaneHasNoConnectionsThenACheckpointDoesNotWakeIt() {
		HubFixture fixture = new HubFixture();
		fixture.connect(0, Transport.SSE).subscribe(null, "a");
		Peer gone = fixture.connect(1, Transport.SSE);
		gone.subscribe(null, "a");
		fixture.settle();
		gone.leave();
		fixture.settle();
		fixture.hub.onCheckpoint(new Position("epochaa", 0));
		assertThat(fixture.isIdle(0)).isFalse();
		assertThat(fixture.isIdle(1)).isTrue();
	}

	@Test
	void eventsThatFollowEachOtherInTheQueueAreOfferedAsOne() {
		List<Integer> fanouts = new ArrayList<>();
		HubFixture fixture = new HubFixture(HubFixture.SETTINGS, new RealtimeObserver() {

			@Override
			public void eventBroadcast(int count, long sinceReceived, long sincePublished) {
				fanouts.add(count);
			}

		});
		Peer peer = fixture.connect(0, Transport.SSE);
		peer.subscribe(null, "a", "b");
		fixture.settle();
		fixture.publish("a", "a", "b", "a");
		fixture.deliver();
		fixture.lanes();
		assertThat(peer.merged).containsExactly(2, 1, 1);
		assertThat(peer.frames).endsWith("a1", "a2", "b3", "a4");
		assertThat(fanouts).containsExactly(1, 1, 1, 1);
	}

	@Test
	void whenALaneIsBehindThenWhatComesNextWaitsForWhatFollows() {
		HubFixture fixture = new HubFixture();
		Peer peer = fixture.connect(0, Transport.SSE);
		peer.subscribe(null, "a");
		fixture.settle();
		peer.onWrite = () -> fixture.world.now += TimeUnit.MILLISECONDS.toNanos(16);
		fixture.publish("a", "a");
		fixture.deliver();
		fixture.lanes();
		assertThat(peer.merged).containsExactly(2);
		fixture.publish("a");
		fixture.deliver();
		fixture.lanes();
		assertThat(peer.merged).as("16 ms of work, 2 ms to wait").containsExactly(2);
		fixture.publish("a");
		fixture.deliver();
		fixture.pass(Duration.ofMillis(2));
		assertThat(peer.merged).containsExactly(2, 2);
		fixture.publish("a");
		fixture.deliver();
		fixture.lanes();
		assertThat(peer.merged).as("no longer behind").containsExactly(2, 2, 1);
	}

	@Test
	void whenNothingCameWhileALaneWasAtWorkThenTheNextDoesNotWait() {
		HubFixture fixture = new HubFixture();
		Peer peer = fixture.connect(0, Transport.SSE);
		peer.subscribe(null, "a");
		fixture.settle();
		peer.onWrite = () -> fixture.world.now += TimeUnit.MILLISECONDS.toNanos(16);
		fixture.publish("a");
		fixture.deliver();
		fixture.lanes();
		fixture.publish("a");
		fixture.deliver();
		fixture.lanes();
		assertThat(peer.merged).containsExactly(1, 1);
	}

	@Test
	void aPollIsGivenEventsOneByOneSinceItsAnswerIsBounded() {
		HubFixture fixture = new HubFixture();
		Peer poll = fixture.connect(0, Transport.LONG_POLL);
		poll.subscribe(null, "a");
		fixture.settle();
		poll.taken();
		poll.onWrite = () -> poll.writable = false;
		fixture.publish("a", "a", "a");
		fixture.deliver();
		fixture.lanes();
		assertThat(poll.frames).containsExactly("a1");
	}

	@Test
	void flushesEachConnectionOnceForAllThatWasQueued() {
		HubFixture fixture = new HubFixture();
		Peer peer = fixture.connect(0, Transport.SSE);
		peer.subscribe(null, "a");
		fixture.settle();
		int before = peer.flushed();
		fixture.publish("a", "a", "a");
		fixture.deliver();
		fixture.lanes();
		assertThat(peer.frames).endsWith("a1", "a2", "a3");
		assertThat(peer.flushed()).isEqualTo(before + 1);
	}

	@Test
	void aTopicIsSubscribedOnceForAllLanesAndUnsubscribedWithTheLast() {
		HubFixture fixture = new HubFixture();
		Peer first = fixture.connect(0, Transport.SSE);
		Peer second = fixture.connect(1, Transport.SSE);
		first.subscribe(null, "a");
		second.subscribe(null, "a");
		fixture.settle();
		assertThat(fixture.bus.subscribed()).containsExactly("a");
		assertThat(fixture.hub.stats()).isEqualTo(new HubStats(1, 2, 0, 0, 0));
		first.leave();
		fixture.settle();
		assertThat(fixture.bus.subscribed()).containsExactly("a");
		second.leave();
		fixture.settle();
		assertThat(fixture.bus.subscribed()).isEmpty();
		assertThat(fixture.hub.stats()).isEqualTo(new HubStats(0, 0, 0, 0, 0));
	}

	@Test
	void aTaskThatFailsLeavesTheLaneAlive() {
		HubFixture fixture = new HubFixture();
		Peer peer = fixture.connect(0, Transport.SSE);
		Peer other = fixture.connect(0, Transport.SSE);
		peer.subscribe(null, "a");
		other.subscribe(null, "a");
		fixture.settle();
		other.taken();
		peer.onWrite = () -> {
			throw new IllegalStateException("broken");
		};
		LoggedErrors.clear();
		fixture.publish("a", "a");
		fixture.settle();
		assertThat(other.taken()).containsExactly("a1", "a2");
	}

}
