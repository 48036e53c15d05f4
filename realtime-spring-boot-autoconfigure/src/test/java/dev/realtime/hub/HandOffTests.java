package dev.realtime.hub;

import java.time.Duration;

import dev.realtime.Position;
import dev.realtime.Transport;
import dev.realtime.bus.Retention;
import dev.realtime.hub.HubFixture.Peer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The hand-off from the log to live, step by step.
 */
class HandOffTests {

	@Test
	void readsOnlyAfterAllSubscriptionsAreConfirmed() {
		HubFixture fixture = new HubFixture();
		Peer peer = fixture.connect(0, Transport.SSE);
		peer.subscribe(null, "a", "b");
		assertThat(fixture.bus.reads()).isEmpty();
		fixture.bus.execute();
		fixture.bus.confirm(false);
		assertThat(fixture.bus.reads()).isEmpty();
		fixture.confirm();
		assertThat(fixture.bus.reads()).hasSize(1);
		fixture.answer();
		assertThat(peer.taken()).containsExactly("subscribed a0 {a={}, b={}}");
	}

	@Test
	void whatComesWhileItReadsIsHeldBackAndGivenOnce() {
		HubFixture fixture = new HubFixture();
		Peer peer = fixture.connect(0, Transport.SSE);
		fixture.publish("a");
		peer.subscribe("epochaa.0", "a");
		fixture.confirm();
		fixture.publish("a");
		SimRead read = fixture.read();
		fixture.bus.look(read);
		fixture.publish("a");
		fixture.deliver();
		fixture.lanes();
		assertThat(peer.taken()).isEmpty();
		fixture.bus.answer(read);
		fixture.lanes();
		assertThat(peer.taken()).containsExactly("subscribed a0 {a={resumed=true}}", "a1", "a2", "heartbeat a2", "a3");
	}

	@Test
	void whenMoreIsHeldBackThanTheBoundThenItReadsAgain() {
		HubFixture fixture = new HubFixture(HubFixture.settings(1, 100, 100));
		Peer peer = fixture.connect(0, Transport.SSE);
		peer.subscribe(null, "a", "b");
		fixture.confirm();
		SimRead read = fixture.read();
		fixture.bus.look(read);
		fixture.publish("a", "b");
		fixture.deliver();
		fixture.lanes();
		fixture.bus.answer(read);
		fixture.lanes();
		assertThat(peer.taken()).containsExactly("subscribed a0 {a={}, b={}}", "a1", "b2", "heartbeat a2");
	}

	@Test
	void whatIsHeldBackOfAnUnsubscribedTopicIsNotGiven() {
		HubFixture fixture = new HubFixture();
		Peer peer = fixture.connect(0, Transport.WEBSOCKET);
		peer.subscribe(null, "a", "b");
		fixture.settle();
		fixture.bus.interrupt();
		fixture.deliver();
		fixture.lanes();
		SimRead read = fixture.read();
		fixture.bus.look(read);
		fixture.publish("a", "b");
		fixture.deliver();
		fixture.lanes();
		peer.taken();
		peer.unsubscribe("a");
		fixture.bus.answer(read);
		fixture.lanes();
		assertThat(peer.taken()).containsExactly("b2");
	}

	@Test
	void whenTheEngineBreaksItsWordThenTheNextEventShowsTheHole() {
		HubFixture fixture = new HubFixture();
		Peer peer = fixture.connect(0, Transport.SSE);
		peer.subscribe(null, "a");
		fixture.settle();
		fixture.publish("a");
		fixture.bus.loseSilently();
		fixture.publish("a");
		fixture.settle();
		assertThat(peer.taken()).containsExactly("subscribed a0 {a={}}", "a1", "a2", "heartbeat a2");
	}

	@Test
	void whenTheEngineBreaksItsWordBetweenTwoEventsThenTheyAreNotJoined() {
		HubFixture fixture = new HubFixture();
		Peer peer = fixture.connect(0, Transport.SSE);
		peer.subscribe(null, "a");
		fixture.settle();
		fixture.publish("a");
		fixture.deliver();
		fixture.publish("a");
		fixture.bus.loseSilently();
		fixture.publish("a");
		fixture.deliver();
		fixture.settle();
		assertThat(peer.taken()).containsExactly("subscribed a0 {a={}}", "a1", "a2", "a3", "heartbeat a3");
	}

	@Test
	void afterAHoleTheTailDoesNotAnswerForTheTopic() {
		HubFixture fixture = new HubFixture();
		Peer peer = fixture.connect(0, Transport.SSE);
		peer.subscribe(null, "a");
		fixture.settle();
		fixture.publish("a");
		fixture.bus.loseSilently();
		fixture.publish("a");
		fixture.deliver();
		fixture.connect(0, Transport.SSE).subscribe("epochaa.0", "a");
		assertThat(fixture.bus.reads()).isNotEmpty();
	}

	@Test
	void whoResumesIsJudgedByTheRetentionWhoeverElseIsConnected() {
		HubFixture fixture = new HubFixture();
		fixture.connect(0, Transport.SSE).subscribe(null, "a");
		fixture.settle();
		fixture.log.retain("a", 2);
		fixture.retention = new Retention(2, Duration.ofDays(1));
		fixture.publish("a", "a", "a");
		fixture.settle();
		Peer late = fixture.connect(0, Transport.SSE);
		late.subscribe("epochaa.0", "a");
		fixture.settle();
		assertThat(late.taken()).containsExactly("subscribed a3 {a={gap=trimmed}}");
		Peer inTime = fixture.connect(0, Transport.SSE);
		inTime.subscribe("epochaa.1", "a");
		assertThat(fixture.bus.reads()).isEmpty();
		assertThat(inTime.taken()).containsExactly("subscribed a1 {a={resumed=true}}", "a2", "a3", "heartbeat a3");
	}

	@Test
	void whatIsTooOldForTheRetentionIsAskedOfTheLog() {
		HubFixture fixture = new HubFixture();
		fixture.connect(0, Transport.SSE).subscribe(null, "a");
		fixture.settle();
		fixture.publish("a");
		fixture.settle();
		fixture.retention = new Retention(1000, Duration.ofNanos(1));
		fixture.connect(0, Transport.SSE).subscribe("epochaa.0", "a");
		assertThat(fixture.bus.reads()).isNotEmpty();
		fixture.settle();
		fixture.connect(0, Transport.SSE).subscribe("epochaa.1", "a");
		assertThat(fixture.bus.reads()).isEmpty();
	}

	@Test
	void whatIsKeptForMillenniaIsGivenToWhoResumes() {
		HubFixture fixture = new HubFixture();
		fixture.retention = new Retention(1000, Duration.ofDays(999_999));
		fixture.connect(0, Transport.SSE).subscribe(null, "a");
		fixture.settle();
		fixture.publish("a");
		fixture.settle();
		Peer back = fixture.connect(0, Transport.SSE);
		back.subscribe("epochaa.0", "a");
		assertThat(back.taken()).containsExactly("subscribed a0 {a={resumed=true}}", "a1", "heartbeat a1");
	}

	@Test
	void whoMerelyFellBehindIsGivenWhatTheTailHas() {
		HubFixture fixture = new HubFixture();
		Peer slow = fixture.connect(0, Transport.SSE);
		slow.subscribe(null, "a");
		fixture.settle();
		fixture.log.retain("a", 0);
		fixture.retention = new Retention(0, Duration.ofDays(1));
		slow.writable = false;
		fixture.publish("a", "a");
		fixture.settle();
		slow.taken();
		slow.becomesWritable();
		fixture.settle();
		assertThat(slow.taken()).containsExactly("a1", "a2", "heartbeat a2");
	}

	@Test
	void aReadFromBeforeAnInterruptionProvesNothing() {
		HubFixture fixture = new HubFixture();
		fixture.connect(0, Transport.SSE).subscribe(null, "a");
		fixture.confirm();
		SimRead read = fixture.read();
		fixture.bus.look(read);
		fixture.publish("a");
		fixture.bus.interrupt();
		fixture.publish("a");
		fixture.deliver();
		fixture.bus.answer(read);
		Peer peer = fixture.connect(0, Transport.SSE);
		peer.subscribe("epochaa.0", "a");
		fixture.settle();
		assertThat(peer.taken()).containsExactly("subscribed a0 {a={resumed=true}}", "a1", "a2", "heartbeat a2");
	}

	@Test
	void aReadOfAnEpochThatIsNotHereYetProvesNothing() {
		HubFixture fixture = new HubFixture();
		fixture.connect(0, Transport.SSE).subscribe(null, "b");
		fixture.settle();
		fixture.publish("a", "a", "b");
		fixture.deliver();
		fixture.log.flush();
		fixture.connect(0, Transport.SSE).subscribe(null, "a");
		fixture.confirm();
		fixture.answer();
		Peer peer = fixture.connect(0, Transport.SSE);
		peer.subscribe("epochaa.1", "a");
		fixture.settle();
		assertThat(peer.taken()).containsExactly("subscribed b0 {a={gap=unknown}}");
	}

	@Test
	void whoWaitsForSeveralSubscriptionsHearsOfEachFailure() {
		HubFixture fixture = new HubFixture();
		Peer peer = fixture.connect(0, Transport.SSE);
		peer.subscribe(null, "a", "b");
		fixture.bus.failSubscribe("b");
		fixture.settle();
		assertThat(peer.taken()).containsExactly("failed");
		assertThat(fixture.hub.stats().topics()).isZero();
	}

	@Test
	void whenASubscriptionHasFailedThenTheLaneIsAttachedToTheNext() {
		HubFixture fixture = new HubFixture();
		Peer failed = fixture.connect(0, Transport.SSE);
		Peer late = fixture.connect(0, Transport.SSE);
		Peer other = fixture.connect(1, Transport.SSE);
		failed.subscribe(null, "a");
		late.ask(null, "a");
		fixture.bus.failSubscribe("a");
		other.ask(null, "a");
		fixture.lane(1);
		fixture.settle();
		fixture.publish("a");
		fixture.settle();
		assertThat(failed.taken()).containsExactly("failed");
		assertThat(late.taken()).containsExactly("subscribed a0 {a={}}", "a1");
		assertThat(other.taken()).containsExactly("subscribed a0 {a={}}", "a1");
	}

	/**
	 * In a storm of clients there is always one who was not told yet.
	 */
	@Test
	void whenASubscriptionHasFailedThenWhoComesBeforeTheOthersAreToldTriesAgain() {
		HubFixture fixture = new HubFixture();
		Peer failed = fixture.connect(0, Transport.SSE);
		Peer next = fixture.connect(0, Transport.SSE);
		failed.ask(null, "a");
		fixture.step(0);
		next.ask(null, "a");
		fixture.bus.failSubscribe("a");
		fixture.settle();
		fixture.publish("a");
		fixture.settle();
		assertThat(failed.taken()).containsExactly("failed");
		assertThat(next.taken()).containsExactly("subscribed a0 {a={}}", "a1");
	}

	@Test
	void whatComesAfterAGapIsGivenOnceOverAllPages() {
		HubFixture fixture = new HubFixture(HubFixture.settings(100, 100, 1));
		fixture.publish("a", "b", "b", "b");
		fixture.log.expire("a");
		Peer peer = fixture.connect(0, Transport.SSE);
		peer.subscribe("epochaa.0", "a", "b");
		fixture.confirm();
		fixture.answer();
		fixture.publish("a", "b", "b");
		fixture.settle();
		assertThat(peer.taken()).containsExactly("subscribed a0 {a={gap=trimmed}, b={resumed=true}}", "b2", "b3", "b4",
				"a5", "b6", "b7", "heartbeat a7");
	}

	@Test
	void whoFallsBehindIsToldAGapOnce() {
		HubFixture fixture = new HubFixture(HubFixture.settings(100, 100, 1));
		Peer peer = fixture.connect(0, Transport.SSE);
		peer.subscribe(null, "a", "b");
		fixture.settle();
		peer.taken();
		peer.writable = false;
		fixture.publish("a", "b", "b");
		fixture.settle();
		fixture.log.expire("a");
		assertThat(peer.taken()).isEmpty();
		assertThat(fixture.hub.stats().behind()).isOne();
		fixture.bus.interrupt();
		fixture.settle();
		peer.becomesWritable();
		fixture.settle();
		assertThat(peer.taken()).containsExactly("gap - {a=trimmed}", "b2", "b3", "heartbeat a3");
		assertThat(fixture.hub.stats().behind()).isZero();
	}

	@Test
	void aConnectionMayEndInTheMiddleOfItsReplay() {
		HubFixture fixture = new HubFixture();
		fixture.publish("a", "a");
		Peer peer = fixture.connect(0, Transport.SSE);
		peer.subscribe("epochaa.0", "a");
		fixture.confirm();
		peer.onWrite = () -> peer.onWrite = peer.hub::remove;
		fixture.answer();
		fixture.settle();
		assertThat(peer.taken()).containsExactly("subscribed a0 {a={resumed=true}}", "a1");
		assertThat(fixture.hub.stats()).isEqualTo(new HubStats(0, 0, 0, 0, 0));
		assertThat(fixture.allocator.live()).as("the frame that is remembered").isEqualTo(1);
	}

	@Test
	void aReadThatFailsIsTriedAgainAndTheFirstOneIsAnswered() {
		HubFixture fixture = new HubFixture();
		Peer peer = fixture.connect(0, Transport.SSE);
		peer.subscribe(null, "a");
		fixture.settle();
		peer.taken();
		fixture.publish("a");
		fixture.bus.interrupt();
		fixture.deliver();
		fixture.lanes();
		fixture.bus.failRead(fixture.read());
		fixture.lanes();
		fixture.pass(Duration.ofSeconds(2));
		assertThat(peer.taken()).containsExactly("a1", "heartbeat a1");
		Peer other = fixture.connect(0, Transport.SSE);
		other.subscribe(null, "a");
		fixture.bus.failRead(fixture.read());
		fixture.lanes();
		assertThat(other.taken()).containsExactly("failed");
		assertThat(other.hub.topics()).isEmpty();
	}

	@Test
	void thePositionIsWhereTheClientWouldResume() {
		HubFixture fixture = new HubFixture();
		Peer peer = fixture.connect(0, Transport.LONG_POLL);
		assertThat(peer.hub.position()).isNull();
		fixture.publish("a", "b");
		peer.subscribe("epochaa.0", "a");
		fixture.settle();
		assertThat(peer.hub.position()).isEqualTo(new Position("epochaa", 2));
		fixture.publish("b");
		fixture.hub.requestCheckpoint();
		fixture.settle();
		assertThat(peer.hub.position()).isEqualTo(new Position("epochaa", 3));
	}

	@Test
	void ephemeralEventsAreGivenOnlyToWhoIsLiveAndWritable() {
		HubFixture fixture = new HubFixture();
		Peer live = fixture.connect(0, Transport.SSE);
		Peer full = fixture.connect(0, Transport.SSE);
		live.subscribe(null, "a");
		full.subscribe(null, "a");
		fixture.settle();
		live.taken();
		full.taken();
		full.writable = false;
		fixture.bus.publishEphemeral("a");
		fixture.settle();
		assertThat(live.taken()).containsExactly("a");
		assertThat(full.taken()).isEmpty();
		assertThat(fixture.hub.stats().behind()).isZero();
	}

}
