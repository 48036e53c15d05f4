package dev.realtime.hub;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.realtime.RealtimeUser;
import dev.realtime.Transport;
import dev.realtime.hub.HubFixture.Peer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Heartbeats and ends, in virtual time.
 */
class WheelTests {

	private static final Duration TICK = Duration.ofMillis(100);

	@Test
	void aQuietStreamGetsHeartbeatsWithinTheIntervalAndNotMuchEarlier() {
		HubFixture fixture = new HubFixture();
		List<Peer> peers = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			Peer peer = fixture.connect(0, Transport.SSE);
			peer.subscribe(null, "a");
			peers.add(peer);
		}
		fixture.settle();
		long[] last = new long[50];
		List<Long> gaps = new ArrayList<>();
		for (int tick = 0; tick < 1200; tick++) {
			fixture.pass(TICK);
			for (int i = 0; i < 50; i++) {
				if (peers.get(i).taken().contains("heartbeat a0")) {
					gaps.add(fixture.world.now - last[i]);
					last[i] = fixture.world.now;
				}
			}
		}
		assertThat(gaps).hasSizeGreaterThan(50 * 7)
			.allSatisfy((gap) -> assertThat(Duration.ofNanos(gap)).isBetween(Duration.ofSeconds(11),
					Duration.ofMillis(15_600)));
		assertThat(gaps.stream().distinct().count()).isGreaterThan(5);
	}

	@Test
	void aStreamWithEventsGetsNoHeartbeatButAWebSocketDoes() {
		HubFixture fixture = new HubFixture();
		Peer stream = fixture.connect(0, Transport.SSE);
		Peer socket = fixture.connect(0, Transport.WEBSOCKET);
		Peer poll = fixture.connect(0, Transport.LONG_POLL);
		for (Peer peer : List.of(stream, socket, poll)) {
			peer.subscribe(null, "a");
		}
		for (int i = 0; i < 30; i++) {
			fixture.publish("a");
			fixture.pass(Duration.ofSeconds(1));
			socket.hub.received();
		}
		assertThat(stream.frames).noneMatch((frame) -> frame.startsWith("heartbeat"));
		assertThat(socket.frames).anyMatch((frame) -> frame.startsWith("heartbeat a"));
		assertThat(poll.frames).noneMatch((frame) -> frame.startsWith("heartbeat"));
	}

	@Test
	void aPollGetsTheOneHeartbeatThatItAskedFor() {
		HubFixture fixture = new HubFixture();
		Peer poll = fixture.connect(0, Transport.LONG_POLL);
		poll.subscribe(null, "a");
		fixture.settle();
		poll.taken();
		poll.hub.heartbeatIn(Duration.ofSeconds(100));
		fixture.pass(Duration.ofSeconds(99));
		assertThat(poll.taken()).isEmpty();
		fixture.pass(Duration.ofSeconds(2));
		assertThat(poll.taken()).containsExactly("heartbeat a0");
		fixture.pass(Duration.ofSeconds(200));
		assertThat(poll.taken()).isEmpty();
		poll.hub.heartbeatIn(Duration.ofMillis(200));
		fixture.pass(Duration.ofSeconds(1));
		assertThat(poll.taken()).containsExactly("heartbeat a0");
	}

	@Test
	void whoIsBehindGetsAHeartbeatWithoutACheckpoint() {
		HubFixture fixture = new HubFixture();
		Peer peer = fixture.connect(0, Transport.SSE);
		peer.subscribe(null, "a");
		fixture.settle();
		peer.taken();
		peer.writable = false;
		fixture.publish("a");
		fixture.pass(Duration.ofSeconds(17));
		assertThat(peer.taken()).containsExactly("heartbeat -");
	}

	@Test
	void whoIsBehindAndTakesNothingIsSlow() {
		HubFixture fixture = new HubFixture();
		Peer peer = fixture.connect(0, Transport.SSE);
		peer.subscribe(null, "a");
		fixture.settle();
		peer.writable = false;
		fixture.publish("a");
		fixture.pass(Duration.ofSeconds(29));
		assertThat(peer.frames).noneMatch((frame) -> frame.startsWith("close"));
		fixture.pass(Duration.ofSeconds(18));
		assertThat(peer.frames).contains("close slow -1");
	}

	@Test
	void whoMakesProgressIsNotSlowHoweverFarBehind() {
		HubFixture fixture = new HubFixture(HubFixture.settings(100, 100, 1));
		Peer peer = fixture.connect(0, Transport.SSE);
		peer.subscribe(null, "a");
		fixture.settle();
		peer.writable = false;
		fixture.publish("a", "a", "a", "a", "a", "a");
		for (int i = 0; i < 5; i++) {
			fixture.pass(Duration.ofSeconds(25));
			peer.onWrite = () -> peer.writable = false;
			peer.becomesWritable();
			fixture.settle();
		}
		assertThat(peer.frames).contains("a5").doesNotContain("a6").noneMatch((frame) -> frame.startsWith("close"));
	}

	@Test
	void whoTakesTooLittleToBeWritableIsNotSlow() {
		HubFixture fixture = new HubFixture();
		Peer peer = fixture.connect(0, Transport.SSE);
		peer.subscribe(null, "a");
		fixture.settle();
		peer.writable = false;
		peer.progresses = true;
		fixture.publish("a");
		fixture.pass(Duration.ofMinutes(3));
		assertThat(peer.frames).noneMatch((frame) -> frame.startsWith("close"));
		peer.progresses = false;
		fixture.pass(Duration.ofSeconds(61));
		assertThat(peer.frames).contains("close slow -1");
	}

	@Test
	void whoMissesNothingIsNotSlow() {
		HubFixture fixture = new HubFixture();
		Peer peer = fixture.connect(0, Transport.SSE);
		peer.subscribe(null, "a");
		fixture.settle();
		peer.writable = false;
		fixture.pass(Duration.ofMinutes(2));
		assertThat(peer.frames).noneMatch((frame) -> frame.startsWith("close"));
	}

	@Test
	void aWebSocketClientThatIsSilentTimesOut() {
		HubFixture fixture = new HubFixture();
		Peer silent = fixture.connect(0, Transport.WEBSOCKET);
		Peer speaks = fixture.connect(0, Transport.WEBSOCKET);
		Peer stream = fixture.connect(0, Transport.SSE);
		for (int i = 0; i < 39; i++) {
			fixture.pass(Duration.ofSeconds(1));
			speaks.hub.received();
		}
		assertThat(silent.frames).noneMatch((frame) -> frame.startsWith("close"));
		fixture.pass(Duration.ofSeconds(2));
		assertThat(silent.frames).contains("close timeout -1");
		assertThat(speaks.frames).noneMatch((frame) -> frame.startsWith("close"));
		assertThat(stream.frames).noneMatch((frame) -> frame.startsWith("close"));
	}

	@Test
	void aConnectionIsRotatedWithinTheLastTenthOfItsLifetime() {
		HubSettings settings = HubFixture.SETTINGS;
		HubFixture fixture = new HubFixture(new HubSettings(settings.sseHeartbeat(), settings.webSocketPing(),
				settings.webSocketTimeout(), settings.stallTimeout(), Duration.ofMinutes(10), settings.tailSize(),
				settings.handOff(), settings.replayMaxEvents(), settings.pageSize()));
		Peer peer = fixture.connect(0, Transport.SSE);
		fixture.pass(Duration.ofMinutes(9).minusSeconds(1));
		assertThat(peer.frames).noneMatch((frame) -> frame.startsWith("close"));
		fixture.pass(Duration.ofSeconds(63));
		assertThat(peer.frames).anyMatch((frame) -> frame.matches("close rotated [0-9]+"));
	}

	@ParameterizedTest
	@EnumSource
	void aConnectionEndsWithItsLogin(Transport transport) {
		HubFixture fixture = new HubFixture();
		Peer peer = fixture.connect(0, transport, alice(fixture, Duration.ofSeconds(34)));
		fixture.pass(Duration.ofSeconds(33));
		assertThat(peer.frames).noneMatch((frame) -> frame.startsWith("close"));
		fixture.pass(Duration.ofSeconds(2));
		assertThat(peer.frames).contains("close expired -1");
	}

	@Test
	void whoseLoginIsExtendedIsNotEndedByTheOldOne() {
		HubFixture fixture = new HubFixture();
		Peer peer = fixture.connect(0, Transport.SSE, alice(fixture, Duration.ofSeconds(30)));
		fixture.pass(Duration.ofSeconds(29));
		peer.login(alice(fixture, Duration.ofSeconds(60)));
		fixture.pass(Duration.ofSeconds(59));
		assertThat(peer.frames).noneMatch((frame) -> frame.startsWith("close"));
		fixture.pass(Duration.ofSeconds(2));
		assertThat(peer.frames).contains("close expired -1");
	}

	@Test
	void whoseLoginIsCutShortIsEndedWithinFiveSeconds() {
		HubFixture fixture = new HubFixture();
		Peer peer = fixture.connect(0, Transport.SSE, alice(fixture, Duration.ofHours(1)));
		fixture.pass(Duration.ofSeconds(31));
		peer.login(alice(fixture, Duration.ZERO));
		fixture.pass(Duration.ofSeconds(5));
		assertThat(peer.frames).contains("close expired -1");
	}

	@Test
	void aLoginMayEndAsLateAsCanBeSaid() {
		HubFixture fixture = new HubFixture();
		Peer peer = fixture.connect(0, Transport.SSE, new RealtimeUser("alice", Set.of(), Instant.MAX));
		fixture.pass(Duration.ofMinutes(2));
		assertThat(peer.frames).isNotEmpty().allMatch((frame) -> frame.startsWith("heartbeat"));
	}

	private static RealtimeUser alice(HubFixture fixture, Duration login) {
		return new RealtimeUser("alice", Set.of(), fixture.world.clock().instant().plus(login));
	}

	@Test
	void turnsOnlyWhileThereAreConnections() {
		HubFixture fixture = new HubFixture();
		Peer peer = fixture.connect(0, Transport.SSE);
		assertThat(fixture.timers(0)).isOne();
		peer.leave();
		fixture.pass(Duration.ofMinutes(2));
		assertThat(fixture.timers(0)).isZero();
		Peer another = fixture.connect(0, Transport.SSE);
		fixture.pass(Duration.ofSeconds(16));
		assertThat(another.frames).containsExactly("heartbeat -");
	}

}
