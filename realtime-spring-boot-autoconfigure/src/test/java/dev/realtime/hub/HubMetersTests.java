package dev.realtime.hub;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionException;

import dev.realtime.PublishedEvent;
import dev.realtime.RealtimeEvent;
import dev.realtime.Transport;
import dev.realtime.actuate.HubMeterBinder;
import dev.realtime.actuate.Meters;
import dev.realtime.actuate.RealtimeMeters;
import dev.realtime.bus.Retention;
import dev.realtime.hub.HubFixture.Peer;
import dev.realtime.local.LocalBus;
import dev.realtime.local.LocalBusSettings;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

/**
 * What the meters tell of a hub at work.
 */
class HubMetersTests {

	private final Meters meters = new Meters();

	private final HubFixture fixture = new HubFixture(HubFixture.SETTINGS, this.meters.observer());

	HubMetersTests() {
		this.meters.with(new HubMeterBinder(this.fixture.hub));
	}

	@Test
	void whenAnEventIsBroadcastThenEachConnectionCounts() {
		connect(0, Transport.SSE);
		connect(0, Transport.WEBSOCKET);
		connect(1, Transport.WEBSOCKET);
		assertThat(this.meters.value(RealtimeMeters.SUBSCRIPTIONS_ACTIVE)).isEqualTo(3);
		assertThat(this.meters.value(RealtimeMeters.TOPICS_ACTIVE)).isEqualTo(1);
		publish(1);
		assertThat(this.meters.value(RealtimeMeters.EVENTS_RECEIVED)).isEqualTo(1);
		assertThat(this.meters.value(RealtimeMeters.EVENTS_DELIVERED, "transport", "sse")).isEqualTo(1);
		assertThat(this.meters.value(RealtimeMeters.EVENTS_DELIVERED, "transport", "websocket")).isEqualTo(2);
		assertThat(this.meters.total(RealtimeMeters.BROADCAST_FANOUT)).isEqualTo(3);
		assertThat(this.meters.value(RealtimeMeters.BROADCAST_FANOUT)).as("once for each lane").isEqualTo(2);
		assertThat(this.meters.value(RealtimeMeters.EVENTS_LATENCY)).isEqualTo(2);
		assertThat(this.meters.total(RealtimeMeters.EVENTS_LATENCY)).isPositive();
		assertThat(this.meters.value(RealtimeMeters.REPLAY_TAIL)).isPositive();
		publish(1);
		assertThat(this.meters.value(RealtimeMeters.EVENTS_DELIVERED, "transport", "websocket")).isEqualTo(4);
	}

	@Test
	void whenEventsAreMergedThenTheyAreOneBroadcast() {
		Peer peer = connect(0, Transport.SSE);
		peer.onWrite = () -> this.fixture.world.now += Duration.ofMillis(3).toNanos();
		this.fixture.publish("a");
		this.fixture.deliver();
		long arrived = System.nanoTime();
		await().pollInterval(Duration.ofMillis(1)).until(() -> System.nanoTime() - arrived > 5_000_000);
		this.fixture.publish("a", "a", "a", "a");
		this.fixture.deliver();
		this.fixture.lanes();
		assertThat(this.meters.total(RealtimeMeters.EVENTS_LATENCY)).as("the first waited").isGreaterThan(0.005);
		assertThat(this.meters.value(RealtimeMeters.EVENTS_LATENCY)).isEqualTo(1);
		assertThat(this.meters.value(RealtimeMeters.EVENTS_RECEIVED)).isEqualTo(5);
		assertThat(this.meters.total(RealtimeMeters.BROADCAST_FANOUT)).isEqualTo(1);
		assertThat(this.meters.value(RealtimeMeters.BROADCAST_DURATION)).isEqualTo(1);
		assertThat(this.meters.total(RealtimeMeters.BROADCAST_DURATION)).isEqualTo(0.003);
	}

	/** The events of the fixture are as old as 1970. */
	@Test
	void whenAnEventIsOldThenItsAgeIsThatOfItsTimestamp() {
		connect(0, Transport.SSE);
		publish(1);
		assertThat(this.meters.total(RealtimeMeters.EVENTS_AGE)).isCloseTo(System.currentTimeMillis() / 1000.0,
				within(60.0));
	}

	/** The clocks of two nodes are never the same. */
	@Test
	void whenAnEventIsFromTheFutureThenItHasNoAge() {
		connect(0, Transport.SSE);
		this.fixture.hub.onEvent(ephemeral(System.currentTimeMillis() + 60_000, 1));
		this.fixture.settle();
		assertThat(this.meters.value(RealtimeMeters.EVENTS_AGE)).isEqualTo(1);
		assertThat(this.meters.total(RealtimeMeters.EVENTS_AGE)).isZero();
	}

	@Test
	void whenALaneHasNoRoomThenWhatNobodyCanReadLaterIsCountedAsDropped() {
		connect(0, Transport.SSE);
		this.fixture.hub.onEvent(ephemeral(0, 2_000_000));
		publishToFullLane();
		assertThat(this.meters.value(RealtimeMeters.EVENTS_DROPPED)).isZero();
		this.fixture.hub.onEvent(ephemeral(0, 1));
		assertThat(this.meters.value(RealtimeMeters.EVENTS_DROPPED, "reason", "overload")).isEqualTo(1);
		assertThat(this.meters.value(RealtimeMeters.EVENTS_DROPPED)).isEqualTo(1);
	}

	private void publishToFullLane() {
		this.fixture.publish("a");
		this.fixture.deliver();
	}

	private static PublishedEvent ephemeral(long timestamp, int size) {
		return new PublishedEvent("a", "t", null, 0, timestamp, new byte[size], null);
	}

	@Test
	void whenAConnectionCannotTakeMoreThenItIsKnownHowFarItIsBehind() {
		Peer slow = connect(0, Transport.SSE);
		Peer slower = connect(0, Transport.SSE);
		slower.writable = false;
		publish(3);
		slow.writable = false;
		publish(4);
		this.fixture.pass(Duration.ofSeconds(2));
		assertThat(this.meters.value(RealtimeMeters.CONNECTIONS_BEHIND)).isEqualTo(2);
		assertThat(this.meters.value(RealtimeMeters.CONNECTIONS_BEHIND_FURTHEST)).isEqualTo(7);
		slower.becomesWritable();
		this.fixture.pass(Duration.ofSeconds(2));
		assertThat(this.meters.value(RealtimeMeters.CONNECTIONS_BEHIND)).isEqualTo(1);
		assertThat(this.meters.value(RealtimeMeters.CONNECTIONS_BEHIND_FURTHEST)).isEqualTo(4);
		slow.leave();
		assertThat(this.meters.value(RealtimeMeters.CONNECTIONS_BEHIND)).isZero();
		assertThat(this.meters.value(RealtimeMeters.CONNECTIONS_BEHIND_FURTHEST)).isZero();
	}

	@Test
	void whenAnEphemeralEventFindsNoRoomThenItIsCountedAsDropped() {
		Peer peer = connect(0, Transport.SSE);
		peer.writable = false;
		publish(1);
		this.fixture.bus.publishEphemeral("a");
		this.fixture.settle();
		assertThat(this.meters.value(RealtimeMeters.EVENTS_DROPPED, "reason", "behind")).isEqualTo(1);
		assertThat(this.meters.value(RealtimeMeters.EVENTS_DROPPED)).isEqualTo(1);
	}

	@Test
	void whenAnEphemeralEventComesDuringAHandOffThenItIsCountedAsDropped() {
		publish(1);
		this.fixture.connect(0, Transport.SSE).subscribe("epochaa.0", "a");
		this.fixture.confirm();
		this.fixture.lanes();
		this.fixture.bus.publishEphemeral("a");
		this.fixture.deliver();
		this.fixture.lanes();
		assertThat(this.meters.value(RealtimeMeters.EVENTS_DROPPED, "reason", "hand-off")).isEqualTo(1);
	}

	@Test
	void whenAClientResumesThenItsVerdictSizeAndTimeAreCounted() {
		publish(3);
		Peer resumed = this.fixture.connect(0, Transport.SSE);
		resumed.subscribe("epochaa.1", "a");
		this.fixture.settle();
		this.fixture.connect(0, Transport.SSE).subscribe("epochzz.1", "a");
		this.fixture.settle();
		connect(0, Transport.SSE);
		assertThat(this.meters.value(RealtimeMeters.REPLAY_VERDICTS, "verdict", "ok")).isEqualTo(1);
		assertThat(this.meters.value(RealtimeMeters.REPLAY_VERDICTS, "verdict", "unknown")).isEqualTo(1);
		assertThat(this.meters.total(RealtimeMeters.REPLAY_EVENTS)).isEqualTo(2);
		assertThat(this.meters.value(RealtimeMeters.REPLAY_DURATION)).isEqualTo(2);
		resumed.writable = false;
		publish(1);
		resumed.becomesWritable();
		this.fixture.settle();
		assertThat(this.meters.value(RealtimeMeters.REPLAY_VERDICTS)).as("who catches up has not resumed").isEqualTo(2);
	}

	@Test
	void whenAPingIsAnsweredThenItsTimeIsTakenAndWhenNothingComesThenItIsMissed() {
		Peer peer = connect(0, Transport.WEBSOCKET);
		Peer silent = connect(0, Transport.WEBSOCKET);
		while (peer.taken().stream().noneMatch((frame) -> frame.startsWith("heartbeat"))) {
			this.fixture.pass(Duration.ofMillis(100));
		}
		this.fixture.world.now += Duration.ofMillis(200).toNanos();
		peer.hub.answeredPing();
		peer.hub.answeredPing();
		assertThat(this.meters.value(RealtimeMeters.CONNECTIONS_PING)).as("who answers twice").isEqualTo(1);
		assertThat(this.meters.total(RealtimeMeters.CONNECTIONS_PING)).isBetween(0.2, 0.4);
		assertThat(this.meters.value(RealtimeMeters.HEARTBEATS_MISSED)).isZero();
		while (silent.taken().stream().filter((frame) -> frame.startsWith("heartbeat")).count() < 2) {
			this.fixture.pass(Duration.ofSeconds(16));
			peer.hub.received();
		}
		assertThat(this.meters.value(RealtimeMeters.HEARTBEATS_MISSED)).isPositive();
	}

	@Test
	void whenAClientTalksButAnswersNoPingThenNoneIsMissed() {
		Peer peer = connect(0, Transport.WEBSOCKET);
		for (int i = 0; i < 60; i++) {
			this.fixture.pass(Duration.ofSeconds(1));
			peer.hub.received();
		}
		assertThat(peer.taken()).filteredOn((frame) -> frame.startsWith("heartbeat")).hasSizeGreaterThan(2);
		assertThat(this.meters.value(RealtimeMeters.HEARTBEATS_MISSED)).isZero();
	}

	@Test
	void whenTheApplicationPublishesThenReceiptsAndFailuresAreCounted() {
		DefaultRealtimePublisher publisher = new DefaultRealtimePublisher(new LocalBus(LocalBusSettings.DEFAULTS),
				new PayloadEncoder(JsonMapper.builder().build(), 5), (topic) -> new Retention(9, Duration.ofMinutes(1)),
				new PublisherSettings(10, 100), this.meters.observer(), Tracing.NONE, Clock.systemUTC());
		publisher.send("a", "t", 1).join();
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> publisher.send("a", "t", "x".repeat(10)).join());
		assertThatExceptionOfType(CompletionException.class).isThrownBy(
				() -> publisher.send(RealtimeEvent.builder().topic("a").type("t").json(new byte[] { '{' }).build())
					.join());
		assertThat(this.meters.value(RealtimeMeters.EVENTS_PUBLISHED, "outcome", "ok")).isEqualTo(1);
		assertThat(this.meters.value(RealtimeMeters.EVENTS_PUBLISHED, "outcome", "rejected")).isEqualTo(2);
		assertThat(this.meters.value(RealtimeMeters.EVENTS_RECEIPT)).isEqualTo(1);
		assertThat(this.meters.value(RealtimeMeters.EVENTS_UNPUBLISHED, "reason", "too_big")).isEqualTo(1);
		assertThat(this.meters.value(RealtimeMeters.EVENTS_UNPUBLISHED, "reason", "invalid")).isEqualTo(1);
	}

	private Peer connect(int lane, Transport transport) {
		Peer peer = this.fixture.connect(lane, transport);
		peer.subscribe(null, "a");
		this.fixture.settle();
		return peer;
	}

	private void publish(int events) {
		for (int i = 0; i < events; i++) {
			this.fixture.publish("a");
		}
		this.fixture.settle();
	}

}
