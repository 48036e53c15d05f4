package dev.realtime.hub;

import java.util.ArrayList;
import java.util.List;

import dev.realtime.LogLines;
import dev.realtime.RealtimeObserver;
import dev.realtime.Transport;
import dev.realtime.connection.ConnectionLog;
import dev.realtime.hub.HubFixture.Peer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the log says of connections that fall behind.
 */
class BehindLogTests {

	private final LogLines log = new LogLines(ConnectionLog.class);

	private final List<Boolean> told = new ArrayList<>();

	private final HubFixture fixture = new HubFixture(HubFixture.SETTINGS, new RealtimeObserver() {

		@Override
		public void connectionBehind(boolean behind) {
			BehindLogTests.this.told.add(behind);
		}

	});

	@AfterEach
	void stopListening() {
		this.log.close();
	}

	@Test
	void whenAConnectionFallsBehindAndCatchesUpThenItIsSaidOnceEach() {
		Peer peer = slowPeer();
		this.fixture.publish("a", "a");
		this.fixture.settle();
		peer.becomesWritable();
		this.fixture.settle();
		assertThat(this.log.texts()).containsExactly("peer: fell behind", "peer: caught up");
		assertThat(this.told).containsExactly(true, false);
	}

	@Test
	void whenAConnectionEndsWhileItIsBehindThenItHasNotCaughtUp() {
		slowPeer().leave();
		assertThat(this.log.texts()).containsExactly("peer: fell behind");
		assertThat(this.fixture.hub.stats().behind()).isZero();
		assertThat(this.told).as("for who counts").containsExactly(true, false);
	}

	private Peer slowPeer() {
		Peer peer = this.fixture.connect(0, Transport.SSE);
		peer.subscribe(null, "a");
		this.fixture.settle();
		peer.writable = false;
		this.fixture.publish("a");
		this.fixture.settle();
		return peer;
	}

}
