package dev.realtime.hub;

import java.time.Duration;

import dev.realtime.Transport;
import dev.realtime.hub.HubFixture.Peer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Topics that a connection subscribes to later have a follower of their own, until it has
 * come as far as the first.
 */
class LateTopicsTests {

	@Test
	void theAnswerIsNotBeyondWhatWasGivenOfATopicThatIsFollowedAlready() {
		HubFixture fixture = new HubFixture();
		Peer peer = fixture.connect(0, Transport.WEBSOCKET);
		peer.subscribe(null, "a");
		fixture.settle();
		fixture.publish("a");
		peer.subscribe(null, "a", "b");
		fixture.confirm();
		fixture.answer();
		assertThat(peer.taken()).containsExactly("subscribed a0 {a={}}", "subscribed a0 {a={}, b={}}");
	}

	@Test
	void theAnswerWaitsUntilTopicsThatAreFollowedAlreadyAreInTheSameEpoch() {
		HubFixture fixture = new HubFixture();
		Peer peer = fixture.connect(0, Transport.WEBSOCKET);
		peer.subscribe(null, "a");
		fixture.settle();
		peer.taken();
		fixture.publish("a");
		fixture.log.restart();
		peer.subscribe(null, "a", "b");
		fixture.confirm();
		fixture.answer();
		assertThat(peer.taken()).isEmpty();
		fixture.deliver();
		fixture.lanes();
		fixture.hub.requestCheckpoint();
		fixture.pass(Duration.ofSeconds(2));
		assertThat(peer.taken()).startsWith("a1").contains("subscribed b1 {a={}, b={}}");
	}

	@Test
	void whileALateTopicIsReplayedNoCheckpointIsOlderThanWhatWasGiven() {
		HubFixture fixture = new HubFixture();
		Peer peer = fixture.connect(0, Transport.WEBSOCKET);
		peer.subscribe(null, "a");
		fixture.settle();
		fixture.publish("b");
		peer.subscribe("epochaa.0", "b");
		fixture.confirm();
		SimRead read = fixture.read();
		fixture.bus.look(read);
		fixture.publish("a");
		fixture.deliver();
		fixture.lanes();
		peer.taken();
		fixture.bus.answer(read);
		fixture.lanes();
		assertThat(peer.taken()).containsExactly("subscribed a0 {b={resumed=true}}", "b1");
		fixture.publish("a");
		fixture.deliver();
		fixture.lanes();
		assertThat(peer.taken()).containsExactly("a3", "heartbeat a3");
	}

	@Test
	void aSecondSubscribeIsAnsweredWithoutReplay() {
		HubFixture fixture = new HubFixture();
		Peer peer = fixture.connect(0, Transport.WEBSOCKET);
		peer.subscribe(null, "a");
		fixture.settle();
		fixture.publish("a");
		fixture.settle();
		peer.taken();
		peer.subscribe("epochaa.0", "a");
		fixture.settle();
		assertThat(peer.taken()).containsExactly("subscribed a1 {a={}}");
		assertThat(fixture.hub.stats().subscriptions()).isOne();
	}

	@Test
	void whoLeavesWhatItWasBehindWithIsNotBehind() {
		HubFixture fixture = new HubFixture(HubFixture.settings(100, 100, 1));
		Peer peer = fixture.connect(0, Transport.WEBSOCKET);
		peer.subscribe(null, "a");
		fixture.settle();
		fixture.publish("b");
		peer.onWrite = () -> peer.writable = false;
		peer.subscribe("epochaa.0", "b");
		fixture.confirm();
		fixture.answer();
		assertThat(fixture.hub.stats().behind()).isOne();
		peer.unsubscribe("b");
		assertThat(fixture.hub.stats().behind()).isZero();
	}

	@Test
	void aConnectionMayEndWhileItsFollowersJoin() {
		HubFixture fixture = new HubFixture();
		Peer first = fixture.connect(0, Transport.WEBSOCKET);
		Peer second = fixture.connect(0, Transport.WEBSOCKET);
		for (Peer peer : new Peer[] { first, second }) {
			peer.subscribe(null, "a");
			fixture.settle();
			peer.subscribe(null, "b");
			fixture.confirm();
			fixture.answer();
		}
		first.taken();
		second.taken();
		first.onWrite = first.hub::remove;
		fixture.hub.requestCheckpoint();
		fixture.settle();
		assertThat(first.taken()).containsExactly("heartbeat a0");
		assertThat(second.taken()).containsExactly("heartbeat a0");
		assertThat(fixture.hub.stats().subscriptions()).isEqualTo(2);
	}

}
