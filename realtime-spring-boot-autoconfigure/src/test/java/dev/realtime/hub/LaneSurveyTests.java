package dev.realtime.hub;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import dev.realtime.Transport;
import dev.realtime.hub.HubFixture.Peer;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LaneSurvey}.
 */
class LaneSurveyTests {

	private final HubFixture fixture = new HubFixture();

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final LaneSurvey survey = new LaneSurvey(this.fixture.hub, this.time);

	@Test
	void whenSomeAreBehindThenTheyAreReportedAndTheOthersAreNot() {
		Peer slow = follower(0, "a");
		Peer slower = follower(0, "a");
		follower(1, "a");
		slower.writable = false;
		publish("a");
		slow.writable = false;
		publish("a");
		this.fixture.pass(Duration.ofSeconds(3));
		HubReport report = result(this.survey.behind(10));
		assertThat(report.found().map(ConnectionReport::info)).containsExactlyInAnyOrder(slow.info(), slower.info());
		assertThat(report.found()).allMatch(ConnectionReport::behind)
			.allSatisfy((found) -> assertThat(found.waiting()).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(4)));
		assertThat(report.found().map(ConnectionReport::missed)).containsExactly(2L, 1L);
		assertThat(report.position()).hasToString("epochaa.2");
		assertThat(report.lanes()).extracting(LaneReport::connections).containsExactlyInAnyOrder(2, 1);
		assertThat(report.lanes()).allSatisfy((lane) -> assertThat(lane.position()).hasToString("epochaa.2"));
	}

	@Test
	void whenMoreAreBehindThanAreAskedForThenTheWorstAreReported() {
		Peer worst = follower(0, "a");
		worst.writable = false;
		publish("a");
		for (int i = 0; i < 50; i++) {
			follower(0, "a").writable = false;
		}
		publish("a");
		assertThat(result(this.survey.behind(1)).found()).singleElement()
			.satisfies((found) -> assertThat(found.missed()).isEqualTo(2));
		assertThat(result(this.survey.behind(100)).found()).hasSize(51);
	}

	@Test
	void whenACaughtUpConnectionIsAskedForThenItIsAtTheTop() {
		follower(0, "a");
		publish("a");
		ConnectionReport found = result(this.survey.of(Set.of("peer"))).found().findFirst().orElseThrow();
		assertThat(found.position()).hasToString("epochaa.1");
		assertThat(found.behind()).isFalse();
		assertThat(found.missed()).isZero();
		assertThat(found.waiting()).isZero();
		assertThat(result(this.survey.of(Set.of("nobody"))).found()).isEmpty();
	}

	@Test
	void whenALaneDoesNotAnswerThenItIsSaidAfterASecondAndTheOthersDo() {
		follower(0, "a");
		follower(1, "a");
		CompletableFuture<HubReport> report = this.survey.behind(10).toFuture();
		this.time.advanceTimeBy(Duration.ofMillis(1));
		this.fixture.lane(0);
		this.time.advanceTimeBy(LaneSurvey.PATIENCE.minusMillis(2));
		assertThat(report).isNotDone();
		this.time.advanceTimeBy(Duration.ofMillis(1));
		assertThat(report.join().lanes()).extracting(LaneReport::answered).containsExactlyInAnyOrder(true, false);
	}

	@Test
	void whenNobodyLivesInALaneThenItIsNotAsked() {
		Peer peer = follower(0, "a");
		peer.leave();
		CompletableFuture<HubReport> report = this.survey.behind(10).toFuture();
		this.time.advanceTimeBy(Duration.ofMillis(1));
		assertThat(report.join().lanes()).isEqualTo(List.of());
		assertThat(this.fixture.isIdle(0)).isTrue();
	}

	private Peer follower(int lane, String... topics) {
		Peer peer = this.fixture.connect(lane, Transport.SSE);
		peer.subscribe(null, topics);
		this.fixture.settle();
		return peer;
	}

	private void publish(String topic) {
		this.fixture.publish(topic);
		this.fixture.settle();
	}

	private HubReport result(Mono<HubReport> report) {
		CompletableFuture<HubReport> future = report.toFuture();
		this.time.advanceTimeBy(Duration.ofMillis(1));
		this.fixture.settle();
		this.time.advanceTimeBy(Duration.ofMillis(1));
		return future.join();
	}

}
