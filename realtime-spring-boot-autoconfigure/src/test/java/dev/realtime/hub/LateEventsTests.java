package dev.realtime.hub;

import java.time.Duration;
import java.util.List;

import dev.realtime.PublishedEvent;
import dev.realtime.Transport;
import dev.realtime.hub.HubFixture.Peer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Events and answers that come later than what has overtaken them.
 */
class LateEventsTests {

	@Test
	void whatARepairOvertookDoesNotTurnTheTailBack() {
		HubFixture fixture = new HubFixture();
		Peer quiet = fixture.connect(0, Transport.SSE);
		quiet.subscribe(null, "a");
		Peer leaver = fixture.connect(0, Transport.SSE);
		leaver.subscribe(null, "d");
		fixture.settle();
		PublishedEvent d1 = fixture.log.append("d");
		PublishedEvent d2 = fixture.log.append("d");
		PublishedEvent d3 = fixture.log.append("d");
		PublishedEvent a4 = fixture.log.append("a");
		PublishedEvent a5 = fixture.log.append("a");
		leaver.leave();
		Peer again = fixture.connect(0, Transport.SSE);
		again.subscribe(null, "d");
		for (PublishedEvent event : List.of(a4, a5, d1, d2, d3)) {
			fixture.hub.onEvent(event);
		}
		Peer back = fixture.connect(0, Transport.SSE);
		back.subscribe("epochaa.3", "a");
		fixture.settle();
		fixture.publish("a");
		fixture.settle();
		assertThat(back.taken()).filteredOn((frame) -> frame.startsWith("a")).containsExactly("a4", "a5", "a6");
		assertThat(quiet.taken()).filteredOn((frame) -> frame.startsWith("a")).containsExactly("a4", "a5", "a6");
	}

	/**
	 * Who could not be closed in time would come back with it, and miss what was dropped.
	 */
	@Test
	void afterTheCloseNoCheckpointPassesWhatIsDropped() {
		HubFixture fixture = new HubFixture();
		Peer peer = fixture.connect(0, Transport.SSE);
		peer.subscribe(null, "a");
		fixture.pass(Duration.ofSeconds(20));
		peer.taken();
		fixture.hub.close();
		fixture.publish("a");
		fixture.pass(Duration.ofSeconds(40));
		assertThat(peer.taken()).isNotEmpty().containsOnly("heartbeat a0");
	}

	@Test
	void anAnswerFromBeforeAHoleProvesNothing() {
		HubFixture fixture = new HubFixture();
		Peer peer = fixture.connect(0, Transport.SSE);
		peer.subscribe(null, "a");
		fixture.confirm();
		SimRead read = fixture.read();
		fixture.bus.look(read);
		fixture.publish("a");
		fixture.bus.loseSilently();
		fixture.publish("a");
		fixture.deliver();
		fixture.lanes();
		fixture.bus.answer(read);
		fixture.settle();
		assertThat(peer.taken()).containsExactly("subscribed a0 {a={}}", "a1", "a2", "heartbeat a2");
	}

}
