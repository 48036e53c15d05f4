package dev.realtime.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import dev.realtime.CloseReason;
import dev.realtime.RealtimeConnection;
import dev.realtime.RealtimeObserver;
import dev.realtime.connection.UserQuota.Decision;
import dev.realtime.connection.UserQuota.Overflow;
import dev.realtime.local.LocalUserQuota;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ConnectionRegistryTests {

	private final List<CloseReason> rejected = new ArrayList<>();

	private final RealtimeObserver observer = new RealtimeObserver() {

		@Override
		public void connectionRejected(CloseReason reason) {
			ConnectionRegistryTests.this.rejected.add(reason);
		}

	};

	@Test
	void whenTheNodeIsFullThenTheNewestIsRefusedUntilAPlaceIsFree() {
		ConnectionRegistry registry = registry(new ConnectionLimits(2, 0, 0, Overflow.CLOSE_OLDEST));
		Lease first = open(registry, TestConnection.streamOf("alice"));
		open(registry, TestConnection.anonymousPoll());
		assertRefused(registry, TestConnection.streamOf("bob"), null, CloseReason.UNAVAILABLE);
		assertRefused(registry, TestConnection.pollOf("bob"), null, CloseReason.UNAVAILABLE);
		first.release();
		open(registry, TestConnection.streamOf("bob"));
		assertThat(registry.size()).isEqualTo(2);
	}

	@Test
	void whenAnAddressIsFullThenItsNewestAnonymousConnectionIsRefused() {
		ConnectionRegistry registry = registry(new ConnectionLimits(0, 1, 2, Overflow.CLOSE_OLDEST));
		Lease first = registry.open(TestConnection.anonymousStream(), "a").block();
		registry.open(TestConnection.anonymousPoll(), "a").block();
		assertRefused(registry, TestConnection.anonymousStream(), "a", CloseReason.TOO_MANY_CONNECTIONS);
		assertRefused(registry, TestConnection.anonymousPoll(), "a", CloseReason.TOO_MANY_CONNECTIONS);
		assertThat(registry.size()).isEqualTo(2);
		assertThat(registry.open(TestConnection.anonymousStream(), "b").block()).isNotNull();
		assertThat(registry.open(TestConnection.anonymousStream(), null).block()).isNotNull();
		assertThat(registry.open(TestConnection.streamOf("alice"), "a").block()).isNotNull();
		first.release();
		assertThat(registry.open(TestConnection.anonymousStream(), "a").block()).isNotNull();
	}

	@Test
	void whenAUserHasTooManyThenTheOldestStreamIsReplaced() {
		ConnectionRegistry registry = registry(new ConnectionLimits(0, 1, 0, Overflow.CLOSE_OLDEST));
		TestConnection old = TestConnection.streamOf("alice");
		Lease oldLease = open(registry, old);
		TestConnection successor = TestConnection.streamOf("alice");
		open(registry, successor);
		assertThat(old.reasons).containsExactly(CloseReason.REPLACED);
		assertThat(old.retries).containsExactly(-1L);
		assertThat(successor.reasons).isEmpty();
		// The late end of the replaced one must leave its successor's place alone.
		oldLease.release();
		open(registry, TestConnection.streamOf("alice"));
		assertThat(successor.reasons).containsExactly(CloseReason.REPLACED);
		assertThat(this.rejected).isEmpty();
	}

	@Test
	void whenAUserHasTooManyThenTheNewestStreamIsRefused() {
		ConnectionRegistry registry = registry(new ConnectionLimits(0, 1, 0, Overflow.REJECT_NEWEST));
		TestConnection old = TestConnection.streamOf("alice");
		Lease oldLease = open(registry, old);
		assertRefused(registry, TestConnection.streamOf("alice"), null, CloseReason.TOO_MANY_CONNECTIONS);
		assertThat(old.reasons).isEmpty();
		assertThat(registry.size()).isEqualTo(1);
		oldLease.release();
		open(registry, TestConnection.streamOf("alice"));
	}

	@Test
	void whenAUserPollsThenNoStreamMakesRoomAndNoPlaceIsNeeded() {
		ConnectionRegistry registry = registry(new ConnectionLimits(0, 1, 1, Overflow.CLOSE_OLDEST));
		TestConnection stream = TestConnection.streamOf("alice");
		open(registry, stream);
		registry.open(TestConnection.pollOf("alice"), "a").block();
		registry.open(TestConnection.pollOf("alice"), "a").block();
		assertThat(stream.reasons).isEmpty();
		StepVerifier.create(registry.count()).expectNext(1L).verifyComplete();
	}

	@Test
	void whenAUserHasFourPollsForEachStreamThenTheNewestIsRefusedUntilOneIsAnswered() {
		ConnectionRegistry registry = registry(new ConnectionLimits(0, 2, 0, Overflow.REJECT_NEWEST));
		List<Lease> polls = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			polls.add(open(registry, TestConnection.pollOf("alice")));
		}
		assertRefused(registry, TestConnection.pollOf("alice"), null, CloseReason.TOO_MANY_CONNECTIONS);
		assertThat(registry.size()).isEqualTo(8);
		open(registry, TestConnection.streamOf("alice"));
		open(registry, TestConnection.pollOf("bob"));
		polls.get(3).release();
		open(registry, TestConnection.pollOf("alice"));
		assertRefused(registry, TestConnection.pollOf("alice"), null, CloseReason.TOO_MANY_CONNECTIONS);
	}

	@Test
	void whenUsersHaveNoLimitThenNeitherHaveTheirPolls() {
		ConnectionRegistry registry = registry(new ConnectionLimits(0, 0, 0, Overflow.CLOSE_OLDEST));
		for (int i = 0; i < 100; i++) {
			open(registry, TestConnection.pollOf("alice")).release();
			open(registry, TestConnection.pollOf("alice"));
		}
		assertThat(registry.size()).isEqualTo(100);
		assertThat(registry.addressesAndUsers()).isZero();
	}

	@Test
	void whenALeaseIsReleasedTwiceThenOnePlaceIsFree() {
		ConnectionRegistry registry = registry(new ConnectionLimits(0, 0, 2, Overflow.CLOSE_OLDEST));
		Lease first = registry.open(TestConnection.anonymousStream(), "a").block();
		registry.open(TestConnection.anonymousStream(), "a").block();
		first.release();
		first.release();
		assertThat(registry.size()).isEqualTo(1);
		registry.open(TestConnection.anonymousStream(), "a").block();
		assertRefused(registry, TestConnection.anonymousStream(), "a", CloseReason.TOO_MANY_CONNECTIONS);
	}

	@Test
	void whenTheSubscriberLeavesWhileTheQuotaIsAskedThenThePlaceGoesBack() {
		PendingQuota quota = new PendingQuota();
		ConnectionRegistry registry = registry(quota);
		StepVerifier.create(registry.open(TestConnection.streamOf("alice"), null)).thenCancel().verify();
		assertThat(registry.size()).isZero();
		assertThat(quota.released).as("nobody knows yet whether there is a place").isEmpty();
		quota.answer.tryEmitValue(new Decision(true, List.of()));
		assertThat(quota.released).hasSize(1);
		StepVerifier.create(registry.count()).expectNext(0L).verifyComplete();
	}

	@Test
	void whenTheSubscriberLeavesAfterItWasGivenTheLeaseThenThePlaceGoesBack() {
		PendingQuota quota = new PendingQuota();
		ConnectionRegistry registry = registry(quota);
		quota.answer.tryEmitValue(new Decision(true, List.of()));
		for (TestConnection connection : List.of(TestConnection.streamOf("alice"), TestConnection.anonymousStream())) {
			CancellingSubscriber subscriber = new CancellingSubscriber();
			registry.open(connection, null).subscribe(subscriber);
			assertThat(registry.size()).isEqualTo(1);
			subscriber.leave();
			assertThat(registry.size()).isZero();
		}
		assertThat(quota.released).hasSize(1);
	}

	@Test
	void whenTheQuotaFailsThenTheNodeIsUnavailableAndNothingLeaks() {
		PendingQuota quota = new PendingQuota();
		ConnectionRegistry registry = registry(quota);
		quota.answer.tryEmitError(new IllegalStateException("down"));
		assertRefused(registry, TestConnection.streamOf("alice"), null, CloseReason.UNAVAILABLE);
		assertThat(registry.size()).isZero();
		assertThat(quota.released).as("the answer may be what was lost").hasSize(1);
		assertThat(this.rejected).containsExactly(CloseReason.UNAVAILABLE);
	}

	@Test
	void whenTheQuotaThrowsOrSaysNothingThenTheNodeIsUnavailableAndNothingLeaks() {
		UserQuota throwing = new UserQuota() {

			@Override
			public Mono<Decision> acquire(String user, String connectionId, int max, Overflow overflow) {
				throw new IllegalStateException("broken");
			}

			@Override
			public Mono<Void> release(String user, String connectionId) {
				throw new IllegalStateException("broken");
			}

		};
		ConnectionRegistry registry = registry(throwing);
		assertRefused(registry, TestConnection.streamOf("alice"), null, CloseReason.UNAVAILABLE);
		assertThat(registry.size()).isZero();
		PendingQuota silent = new PendingQuota();
		silent.answer.tryEmitEmpty();
		registry = registry(silent);
		assertRefused(registry, TestConnection.streamOf("alice"), null, CloseReason.UNAVAILABLE);
		assertThat(registry.size()).isZero();
	}

	@Test
	void whenAConnectionIsEvictedBeforeItsOwnAnswerCameThenItIsStillFound() {
		PendingQuota quota = new PendingQuota();
		ConnectionRegistry registry = registry(quota);
		TestConnection early = TestConnection.streamOf("alice");
		StepVerifier.create(registry.open(early, null)).then(() -> {
			UserQuota.Decision decision = new Decision(true, List.of(early.id(), "elsewhere"));
			quota.answer.tryEmitValue(decision);
		}).expectNextCount(1).verifyComplete();
		assertThat(early.reasons).containsExactly(CloseReason.REPLACED);
	}

	@Test
	void whenNothingIsLimitedThenThePlacesOfUsersAreKnownAllTheSame() {
		PendingQuota quota = new PendingQuota();
		quota.answer.tryEmitValue(new Decision(true, List.of()));
		ConnectionRegistry registry = new ConnectionRegistry(new ConnectionLimits(0, 0, 0, Overflow.CLOSE_OLDEST),
				quota, this.observer);
		open(registry, TestConnection.streamOf("alice")).release();
		registry.open(TestConnection.anonymousStream(), "a").block();
		assertThat(quota.asked).containsExactly(Integer.MAX_VALUE);
		assertThat(quota.released).hasSize(1);
	}

	@Test
	void whenNothingIsSubscribedThenNoPlaceIsTaken() {
		ConnectionRegistry registry = registry(ConnectionLimits.DEFAULTS);
		registry.open(TestConnection.streamOf("alice"), null);
		assertThat(registry.size()).isZero();
	}

	@Test
	void streamsAreListedAndCountedByUser() {
		ConnectionRegistry registry = registry(ConnectionLimits.DEFAULTS);
		TestConnection alice = TestConnection.streamOf("alice");
		Lease lease = open(registry, alice);
		open(registry, TestConnection.streamOf("Alice"));
		open(registry, TestConnection.anonymousStream());
		open(registry, TestConnection.pollOf("alice"));
		StepVerifier.create(registry.count()).expectNext(3L).verifyComplete();
		StepVerifier.create(registry.count("alice")).expectNext(1L).verifyComplete();
		StepVerifier.create(registry.count("")).expectNext(0L).verifyComplete();
		StepVerifier.create(registry.list()).expectNextCount(3).verifyComplete();
		RealtimeConnection view = registry.list("alice").single().block();
		assertThat(view.id()).isEqualTo(alice.id());
		assertThat(view.topics()).isEqualTo(Set.of("a"));
		lease.release();
		StepVerifier.create(registry.list("alice")).verifyComplete();
		StepVerifier.create(registry.count()).expectNext(2L).verifyComplete();
	}

	@Test
	void whenTheQuotaHasNotAnsweredThenTheStreamIsNotListed() {
		PendingQuota quota = new PendingQuota();
		ConnectionRegistry registry = registry(quota);
		StepVerifier.create(registry.open(TestConnection.streamOf("alice"), null)).then(() -> {
			assertThat(registry.count().block()).isZero();
			assertThat(registry.count("alice").block()).isZero();
			quota.answer.tryEmitValue(new Decision(true, List.of()));
		}).expectNextCount(1).verifyComplete();
		assertThat(registry.count("alice").block()).isOne();
	}

	@Test
	void whenTheApplicationClosesAStreamThenItIsToldSo() {
		ConnectionRegistry registry = registry(ConnectionLimits.DEFAULTS);
		TestConnection stream = TestConnection.streamOf("alice");
		TestConnection poll = TestConnection.pollOf("alice");
		open(registry, stream);
		open(registry, poll);
		Mono<Boolean> close = registry.close(stream.id());
		assertThat(stream.reasons).as("cold").isEmpty();
		StepVerifier.create(close).expectNext(true).verifyComplete();
		assertThat(stream.reasons).containsExactly(CloseReason.CLOSED_BY_APP);
		StepVerifier.create(registry.close(poll.id())).expectNext(false).verifyComplete();
		StepVerifier.create(registry.close("other")).expectNext(false).verifyComplete();
		assertThat(poll.reasons).isEmpty();
	}

	@Test
	void whenTheApplicationClosesAUserThenOnlyTheirStreamsEnd() {
		ConnectionRegistry registry = registry(ConnectionLimits.DEFAULTS);
		List<TestConnection> alice = List.of(TestConnection.streamOf("alice"), TestConnection.streamOf("alice"));
		TestConnection bob = TestConnection.streamOf("bob");
		alice.forEach((connection) -> open(registry, connection));
		open(registry, bob);
		StepVerifier.create(registry.closeUser("alice")).expectNext(2L).verifyComplete();
		assertThat(alice)
			.allSatisfy((connection) -> assertThat(connection.reasons).containsExactly(CloseReason.CLOSED_BY_APP));
		assertThat(bob.reasons).isEmpty();
		StepVerifier.create(registry.closeUser("nobody")).expectNext(0L).verifyComplete();
	}

	@Test
	void whenADrainBeginsAtAnyStepOfAnOpeningThenItFindsTheConnectionOrRefusesIt() {
		for (int step = 1; step <= 10; step++) {
			beginDrainAt(step, TestConnection.streamOf("alice"));
			beginDrainAt(step, TestConnection.anonymousStream());
		}
		assertThat(this.rejected).contains(CloseReason.DRAINING).hasSizeLessThan(20);
	}

	private void beginDrainAt(int step, TestConnection connection) {
		ConnectionRegistry registry = registry(ConnectionLimits.DEFAULTS);
		List<RegisteredConnection> found = new ArrayList<>();
		AtomicInteger steps = new AtomicInteger(step);
		connection.onInfo = () -> {
			if (steps.decrementAndGet() == 0) {
				found.addAll(registry.beginDrain());
			}
		};
		boolean refused = registry.open(connection, "a")
			.map((lease) -> false)
			.onErrorReturn(RefusedException.class, true)
			.block();
		assertThat(refused || !registry.isDraining() || found.contains(connection)).as("step " + step).isTrue();
		assertThat(registry.size()).isEqualTo(refused ? 0 : 1);
	}

	@Test
	void whenADrainBeginsWhileTheQuotaIsAskedThenTheConnectionIsRefused() {
		PendingQuota quota = new PendingQuota();
		ConnectionRegistry registry = registry(quota);
		StepVerifier.create(registry.open(TestConnection.streamOf("alice"), null)).then(() -> {
			assertThat(registry.beginDrain()).hasSize(1);
			quota.answer.tryEmitValue(new Decision(true, List.of()));
		}).verifyError(RefusedException.class);
		assertThat(this.rejected).containsExactly(CloseReason.DRAINING);
		assertThat(quota.released).hasSize(1);
		StepVerifier.create(registry.whenEmpty()).verifyComplete();
	}

	@Test
	void whenALimitIsNegativeThenItIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new ConnectionLimits(-1, 0, 0, Overflow.CLOSE_OLDEST));
		assertThatIllegalArgumentException().isThrownBy(() -> new ConnectionLimits(0, -1, 0, Overflow.CLOSE_OLDEST));
		assertThatIllegalArgumentException().isThrownBy(() -> new ConnectionLimits(0, 0, -1, Overflow.CLOSE_OLDEST));
	}

	private ConnectionRegistry registry(ConnectionLimits limits) {
		return new ConnectionRegistry(limits, new LocalUserQuota(), this.observer);
	}

	private ConnectionRegistry registry(UserQuota quota) {
		return new ConnectionRegistry(ConnectionLimits.DEFAULTS, quota, this.observer);
	}

	private static Lease open(ConnectionRegistry registry, RegisteredConnection connection) {
		return registry.open(connection, null).block(Duration.ofSeconds(5));
	}

	private void assertRefused(ConnectionRegistry registry, RegisteredConnection connection, String addressKey,
			CloseReason reason) {
		this.rejected.clear();
		assertThatExceptionOfType(RefusedException.class)
			.isThrownBy(() -> registry.open(connection, addressKey).block(Duration.ofSeconds(5)))
			.satisfies((refused) -> assertThat(refused.reason()).isEqualTo(reason));
		assertThat(this.rejected).containsExactly(reason);
	}

	/**
	 * A quota whose answer is given by the test.
	 */
	private static final class PendingQuota implements UserQuota {

		private final Sinks.One<Decision> answer = Sinks.one();

		private final List<String> released = new ArrayList<>();

		private final List<Integer> asked = new ArrayList<>();

		@Override
		public Mono<Decision> acquire(String user, String connectionId, int max, Overflow overflow) {
			this.asked.add(max);
			return this.answer.asMono();
		}

		@Override
		public Mono<Void> release(String user, String connectionId) {
			return Mono.fromRunnable(() -> this.released.add(connectionId));
		}

	}

}
