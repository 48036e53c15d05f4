package dev.realtime.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import dev.realtime.CloseReason;
import dev.realtime.RealtimeObserver;
import dev.realtime.connection.UserQuota.Overflow;
import dev.realtime.local.LocalUserQuota;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class DrainTests {

	private static final Duration DURATION = Duration.ofSeconds(10);

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final ConnectionRegistry registry = new ConnectionRegistry(
			new ConnectionLimits(0, 0, 0, Overflow.CLOSE_OLDEST), new LocalUserQuota(), RealtimeObserver.NOOP);

	/** When each connection was closed, in milliseconds, and when it may come back. */
	private final Map<TestConnection, Closed> closed = Collections.synchronizedMap(new HashMap<>());

	private boolean drained;

	@Test
	void whenTheDrainBeginsThenNewConnectionsAreRefused() {
		connect(1, true);
		Disposable drain = drain(DURATION);
		StepVerifier.create(this.registry.open(TestConnection.streamOf("late"), null))
			.verifyErrorSatisfies(
					(error) -> assertThat(((RefusedException) error).reason()).isEqualTo(CloseReason.DRAINING));
		StepVerifier.create(this.registry.open(TestConnection.anonymousPoll(), "a"))
			.verifyError(RefusedException.class);
		assertThat(this.registry.isDraining()).isTrue();
		drain.dispose();
	}

	@Test
	void whenNothingIsConnectedThenTheDrainIsOverAtOnce() {
		drain(DURATION);
		assertThat(this.drained).isTrue();
	}

	@Test
	void whenOnlyThreeAreConnectedThenTheDrainIsOverAtOnce() {
		connect(3, true);
		drain(DURATION);
		this.time.advanceTimeBy(Duration.ofMillis(15));
		assertThat(this.closed).hasSize(3);
		assertThat(this.drained).isTrue();
	}

	@ParameterizedTest
	@ValueSource(ints = { 10, 1000, 1600, 5000 })
	void wavesArePacedOverFiveMillisecondsPerConnectionAndFourFifthsOfTheDuration(int connections) {
		connect(connections, true);
		drain(DURATION);
		long window = Math.min(8000, connections * 5L);
		this.time.advanceTimeBy(Duration.ofMillis(window));
		assertThat(this.closed).hasSize(connections);
		assertThat(this.drained).isTrue();
		TreeMap<Long, Integer> perMoment = new TreeMap<>();
		this.closed.values().forEach((closed) -> perMoment.merge(closed.at(), 1, Integer::sum));
		long waves = Math.max(1, window / 100);
		assertThat(perMoment.size()).isBetween((int) Math.ceil(waves * 0.9), (int) waves);
		assertThat(perMoment.values()).allMatch((count) -> count <= 2 * (connections / waves + 1));
		for (long from = 0; from < window; from += 1000) {
			long in = perMoment.subMap(from, from + 1000).values().stream().mapToInt(Integer::intValue).sum();
			assertThat(in).as("in the second from " + from).isLessThanOrEqualTo(1200 * connections / window);
		}
	}

	@Test
	void whenClientsAreToldToComeBackThenThisNodeIsDoneAndTheyComeOneByOne() {
		connect(2000, true);
		drain(DURATION);
		this.time.advanceTimeBy(DURATION);
		List<Long> back = new ArrayList<>();
		this.closed.values().forEach((closed) -> {
			assertThat(closed.reason()).isEqualTo(CloseReason.DRAINING);
			assertThat(closed.retry()).isBetween(0L, DURATION.toMillis());
			back.add(closed.at() + closed.retry());
		});
		assertThat(back).allMatch((at) -> at >= 8000);
		Map<Long, Integer> perSecond = new TreeMap<>();
		back.forEach((at) -> perSecond.merge(at / 1000, 1, Integer::sum));
		assertThat(perSecond.values()).allMatch((count) -> count <= 2000 / 4);
		assertThat(perSecond).hasSizeGreaterThan(8);
	}

	@Test
	void whenTheDurationIsZeroThenAllAreClosedAtOnceAndClientsDecideWhenToComeBack() {
		connect(1000, true);
		drain(Duration.ZERO);
		assertThat(this.closed).hasSize(1000);
		assertThat(this.closed.values()).allMatch((closed) -> closed.retry() == -1);
		assertThat(this.drained).isTrue();
	}

	@Test
	void waitingPollsAreEndedTooAndRefusedWhenTheyComeBack() {
		TestConnection poll = TestConnection.pollOf("alice");
		connect(poll, true);
		drain(DURATION);
		this.time.advanceTimeBy(Duration.ofMillis(5));
		assertThat(poll.reasons).containsExactly(CloseReason.DRAINING);
		this.time.advanceTimeBy(Duration.ofMillis(200));
		assertThat(this.drained).isFalse();
		this.time.advanceTimeBy(Duration.ofMillis(50));
		assertThat(this.drained).isTrue();
	}

	@Test
	void whenTheDurationIsZeroThenNobodyWaitsForPollsToComeBack() {
		connect(TestConnection.pollOf("alice"), true);
		drain(Duration.ZERO);
		assertThat(this.drained).isTrue();
	}

	@Test
	void whenAConnectionDoesNotEndThenTheDrainWaitsTwoSecondsBeyondItsDuration() {
		connect(1, false);
		drain(DURATION);
		this.time.advanceTimeBy(Duration.ofMillis(11_999));
		assertThat(this.closed).hasSize(1);
		assertThat(this.drained).isFalse();
		this.time.advanceTimeBy(Duration.ofMillis(1));
		assertThat(this.drained).isTrue();
		assertThat(this.registry.size()).isEqualTo(1);
	}

	@Test
	void whenTheLastConnectionEndsLateThenTheDrainEndsWithIt() {
		TestConnection connection = TestConnection.streamOf("alice");
		Lease lease = this.registry.open(connection, null).block();
		drain(DURATION);
		this.time.advanceTimeBy(Duration.ofSeconds(3));
		assertThat(connection.reasons).containsExactly(CloseReason.DRAINING);
		assertThat(this.drained).isFalse();
		lease.release();
		assertThat(this.drained).isTrue();
	}

	@Test
	void whenAConnectionEndsBeforeItsWaveThenTheOthersAreStillClosed() {
		List<TestConnection> connections = connect(100, true);
		TestConnection leaving = TestConnection.streamOf("alice");
		Lease lease = this.registry.open(leaving, null).block();
		drain(DURATION);
		lease.release();
		this.time.advanceTimeBy(DURATION);
		assertThat(this.closed).containsKeys(connections.toArray(TestConnection[]::new));
		assertThat(this.drained).isTrue();
	}

	@Test
	void whenANodeThatDrainsIsStoppedThenTheStopWaitsForThatDrainAndNobodyIsClosedTwice() {
		List<TestConnection> connections = connect(1000, true);
		Drain drain = new Drain(this.registry, DURATION, this.time, new Random(7));
		drain.drain().subscribe((ignored) -> {
		}, (error) -> {
		}).dispose();
		this.time.advanceTimeBy(Duration.ofSeconds(2));
		assertThat(this.closed).hasSizeBetween(200, 600);
		StepVerifier stop = StepVerifier.create(drain.drain().doOnSuccess((ignored) -> this.drained = true))
			.expectComplete()
			.verifyLater();
		this.time.advanceTimeBy(Duration.ofSeconds(2));
		assertThat(this.drained).isFalse();
		this.time.advanceTimeBy(Duration.ofSeconds(1));
		stop.verify();
		assertThat(connections).allSatisfy((connection) -> assertThat(connection.reasons).hasSize(1));
	}

	@Test
	void whenANodeWasDrainedThenTheStopThatFollowsTakesNoTime() {
		connect(1, false);
		Drain drain = new Drain(this.registry, DURATION, this.time, new Random(7));
		StepVerifier first = StepVerifier.create(drain.drain()).expectComplete().verifyLater();
		this.time.advanceTimeBy(DURATION.plusSeconds(2));
		first.verify();
		StepVerifier.create(drain.drain()).verifyComplete();
	}

	@Test
	void whenADrainIsEndedThenConnectionsAreTakenAndTheNextDrainClosesThem() {
		connect(1000, true);
		Drain drain = new Drain(this.registry, DURATION, this.time, new Random(7));
		drain.drain().subscribe((ignored) -> {
		}, (error) -> {
		});
		this.time.advanceTimeBy(Duration.ofSeconds(2));
		drain.end();
		int before = this.closed.size();
		this.time.advanceTimeBy(DURATION);
		assertThat(this.closed).hasSize(before);
		connect(10, true);
		StepVerifier next = StepVerifier.create(drain.drain()).expectComplete().verifyLater();
		this.time.advanceTimeBy(DURATION);
		next.verify();
		assertThat(this.closed).hasSize(1010);
	}

	@Test
	void whenTheDurationIsNegativeThenItIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new Drain(this.registry, Duration.ofMillis(-1), this.time, new Random()));
	}

	private Disposable drain(Duration duration) {
		return new Drain(this.registry, duration, this.time, new Random(7)).drain().subscribe((ignored) -> {
		}, (error) -> {
		}, () -> this.drained = true);
	}

	private List<TestConnection> connect(int count, boolean ends) {
		List<TestConnection> connections = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			TestConnection connection = TestConnection.streamOf("u" + i);
			connect(connection, ends);
			connections.add(connection);
		}
		return connections;
	}

	private void connect(TestConnection connection, boolean ends) {
		Lease lease = this.registry.open(connection, null).block();
		connection.onClose = (reason, retry) -> {
			this.closed.put(connection, new Closed(this.time.now(TimeUnit.MILLISECONDS), reason, retry));
			if (ends) {
				lease.release();
			}
		};
	}

	private record Closed(long at, CloseReason reason, long retry) {

	}

}
