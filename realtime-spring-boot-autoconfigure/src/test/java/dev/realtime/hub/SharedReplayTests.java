package dev.realtime.hub;

import dev.realtime.Transport;
import dev.realtime.codec.WireFormat;
import dev.realtime.hub.HubFixture.Peer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Those who missed the same share its frames, wherever it was found.
 */
class SharedReplayTests {

	@Test
	void whatIsReadForManyIsEncodedOnce() {
		HubFixture fixture = new HubFixture();
		fixture.publish("a", "a");
		fixture.settle();
		int before = fixture.allocator.live();
		for (int i = 0; i < 50; i++) {
			Peer peer = fixture.connect(0, Transport.SSE);
			peer.subscribe("epochaa.0", "a");
			fixture.settle();
			assertThat(peer.taken()).containsExactly("subscribed a0 {a={resumed=true}}", "a1", "a2", "heartbeat a2");
			peer.leave();
			fixture.settle();
		}
		assertThat(fixture.allocator.live() - before).isEqualTo(2);
	}

	@Test
	void whatTheTailHasIsNotEncodedAgain() {
		HubFixture fixture = new HubFixture(HubFixture.settings(100, 1, 100));
		Peer live = fixture.connect(0, Transport.SSE);
		live.subscribe(null, "a");
		fixture.settle();
		fixture.publish("a");
		fixture.settle();
		int before = fixture.allocator.live();
		fixture.bus.interrupt();
		fixture.settle();
		Peer late = fixture.connect(0, Transport.SSE);
		late.subscribe("epochaa.0", "a");
		fixture.settle();
		assertThat(late.taken()).contains("a1");
		assertThat(fixture.allocator.live()).isEqualTo(before);
	}

	@Test
	void whatIsRememberedIsBoundedAndForgottenWithItsEpoch() {
		CountingAllocator allocator = new CountingAllocator();
		HubFixture fixture = new HubFixture();
		fixture.publish("a", "a", "a");
		RecentReads reads = new RecentReads(300, allocator);
		for (int i = 0; i < 3; i++) {
			var event = fixture.log.append("a");
			var encoded = reads.encode(event, event.position());
			encoded.frame(WireFormat.JSON);
			encoded.release();
		}
		assertThat(allocator.live()).isBetween(1, 2);
		reads.clear();
		assertThat(allocator.live()).isZero();
	}

}
