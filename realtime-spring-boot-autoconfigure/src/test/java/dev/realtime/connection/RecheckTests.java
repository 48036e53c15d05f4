package dev.realtime.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.realtime.CloseReason;
import dev.realtime.RealtimeObserver;
import dev.realtime.RealtimeUser;
import dev.realtime.TopicAction;
import dev.realtime.connection.UserQuota.Overflow;
import dev.realtime.local.LocalUserQuota;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

class RecheckTests {

	private static final Duration INTERVAL = Duration.ofSeconds(60);

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final ConnectionRegistry registry = new ConnectionRegistry(
			new ConnectionLimits(0, 0, 0, Overflow.CLOSE_OLDEST), new LocalUserQuota(), RealtimeObserver.NOOP);

	private final Map<TestConnection, Lease> leases = new HashMap<>();

	private final List<String> asked = new ArrayList<>();

	/** When something was asked, in milliseconds. */
	private final TreeMap<Long, Integer> moments = new TreeMap<>();

	private Function<RealtimeUser, Mono<Boolean>> decision = (user) -> Mono.just(true);

	private final Recheck recheck = new Recheck(this.registry, (user, action, topic) -> {
		assertThat(action).isEqualTo(TopicAction.SUBSCRIBE);
		this.asked.add(user.name() + ' ' + topic);
		this.moments.merge(this.time.now(TimeUnit.MILLISECONDS), 1, Integer::sum);
		return this.decision.apply(user);
	}, INTERVAL, this.time, new Random(1));

	@AfterEach
	void stop() {
		this.recheck.close();
	}

	@Test
	void whenNothingHasChangedThenEachUserIsAskedOncePerIntervalAndNobodyIsClosed() {
		TestConnection first = connect(TestConnection.streamOf("alice"));
		TestConnection second = connect(TestConnection.streamOf("alice"));
		this.recheck.start();
		this.time.advanceTimeBy(INTERVAL.multipliedBy(3));
		assertThat(this.asked).containsExactly("alice a", "alice a", "alice a");
		assertThat(first.reasons).isEmpty();
		assertThat(second.reasons).isEmpty();
	}

	@Test
	void whenARightIsWithdrawnThenTheUsersStreamsAreClosedWithinTheIntervalAndMayComeBack() {
		TestConnection first = connect(TestConnection.streamOf("alice"));
		TestConnection second = connect(TestConnection.streamOf("alice"));
		TestConnection other = connect(TestConnection.streamOf("bob"));
		this.recheck.start();
		this.decision = (user) -> Mono.just(!user.name().equals("alice"));
		this.time.advanceTimeBy(INTERVAL);
		assertThat(first.reasons).containsExactly(CloseReason.ROTATED);
		assertThat(second.reasons).containsExactly(CloseReason.ROTATED);
		assertThat(first.retries.get(0)).isBetween(0L, 3000L);
		assertThat(other.reasons).isEmpty();
	}

	@Test
	void whenTheAuthorizerSaysNothingThenTheRightIsLost() {
		TestConnection connection = connect(TestConnection.streamOf("alice"));
		this.decision = (user) -> Mono.empty();
		this.recheck.start();
		this.time.advanceTimeBy(INTERVAL);
		assertThat(connection.reasons).containsExactly(CloseReason.ROTATED);
	}

	@Test
	void whenTheAuthorizerFailsNowAndThenThenNobodyIsClosed() {
		for (Supplier<Mono<Boolean>> failure : failures()) {
			TestConnection connection = connect(TestConnection.streamOf("alice"));
			this.asked.clear();
			this.decision = (user) -> (this.asked.size() % 2 == 1) ? failure.get() : Mono.just(true);
			this.recheck.start();
			this.time.advanceTimeBy(INTERVAL.multipliedBy(6).plusSeconds(6));
			assertThat(this.asked).hasSize(6);
			assertThat(connection.reasons).isEmpty();
			this.leases.remove(connection).release();
			this.recheck.close();
		}
	}

	@Test
	void whenTheAuthorizerFailsTwiceInARowThenTheRightIsLost() {
		for (Supplier<Mono<Boolean>> failure : failures()) {
			TestConnection connection = connect(TestConnection.streamOf("alice"));
			this.recheck.start();
			this.decision = (user) -> failure.get();
			this.time.advanceTimeBy(INTERVAL.multipliedBy(2).plusSeconds(5));
			assertThat(connection.reasons).containsExactly(CloseReason.ROTATED);
			this.leases.remove(connection).release();
			this.recheck.close();
		}
	}

	private static List<Supplier<Mono<Boolean>>> failures() {
		return List.of(() -> Mono.error(new IllegalStateException("broken")), Mono::never, () -> null, () -> {
			throw new IllegalStateException("broken");
		});
	}

	@Test
	void whenThereAreManyUsersThenTheyAreSpreadOverTheInterval() {
		for (int i = 0; i < 6000; i++) {
			connect(TestConnection.streamOf("user" + i));
		}
		this.recheck.start();
		this.time.advanceTimeBy(INTERVAL);
		assertThat(this.asked).hasSize(6000).doesNotHaveDuplicates();
		assertThat(this.moments).hasSize(Recheck.MOMENTS);
		assertThat(this.moments.values()).allSatisfy((count) -> assertThat(count).isLessThan(400));
	}

	@Test
	void whenThereAreManyAnonymousStreamsOfOneTopicThenItIsAskedOncePerMoment() {
		for (int i = 0; i < 6000; i++) {
			connect(TestConnection.anonymousStream());
		}
		this.recheck.start();
		this.time.advanceTimeBy(INTERVAL);
		assertThat(this.asked).hasSize(Recheck.MOMENTS);
	}

	@Test
	void whenAnswersAreSlowThenFewAreAwaitedAtATime() {
		Sinks.One<Boolean> answer = Sinks.one();
		for (int i = 0; i < 6000; i++) {
			connect(TestConnection.streamOf("user" + i));
		}
		this.decision = (user) -> answer.asMono();
		this.recheck.start();
		this.time.advanceTimeBy(Duration.ofMillis(2900));
		assertThat(this.asked).hasSize(32);
	}

	@Test
	void whenAPollWaitsThenItIsLeftAlone() {
		TestConnection poll = connect(TestConnection.pollOf("alice"));
		this.decision = (user) -> Mono.just(false);
		this.recheck.start();
		this.time.advanceTimeBy(INTERVAL);
		assertThat(this.asked).isEmpty();
		assertThat(poll.reasons).isEmpty();
	}

	@Test
	void whenTheUserLogsInAgainMeanwhileThenTheOldAnswerCountsForNothing() {
		Sinks.One<Boolean> answer = Sinks.one();
		TestConnection connection = connect(TestConnection.streamOf("alice"));
		this.decision = (user) -> answer.asMono();
		this.recheck.start();
		while (this.asked.isEmpty()) {
			this.time.advanceTimeBy(Duration.ofSeconds(1));
		}
		connection.login(new RealtimeUser("alice", Set.of("ROLE_ADMIN"), null));
		answer.tryEmitValue(false);
		assertThat(connection.reasons).isEmpty();
		this.decision = (user) -> Mono.just(user.authorities().contains("ROLE_ADMIN"));
		this.time.advanceTimeBy(INTERVAL);
		assertThat(this.asked).hasSize(2);
		assertThat(connection.reasons).isEmpty();
	}

	@Test
	void whenItIsClosedThenNobodyIsAskedAndItMayBeStartedAgain() {
		connect(TestConnection.streamOf("alice"));
		this.recheck.start();
		this.recheck.close();
		this.time.advanceTimeBy(INTERVAL);
		assertThat(this.asked).isEmpty();
		this.recheck.start();
		this.time.advanceTimeBy(INTERVAL);
		assertThat(this.asked).hasSize(1);
	}

	private TestConnection connect(TestConnection connection) {
		Lease lease = this.registry.open(connection, null).block();
		this.leases.put(connection, lease);
		connection.onClose = (reason, retry) -> lease.release();
		return connection;
	}

}
