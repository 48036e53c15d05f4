package dev.realtime.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.realtime.RealtimeObserver;
import dev.realtime.connection.UserQuota.Overflow;
import dev.realtime.local.LocalUserQuota;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ConnectionRegistryRaceTests {

	private static final int THREADS = 8;

	private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

	@AfterEach
	void stop() throws InterruptedException {
		this.threads.shutdownNow();
		assertThat(this.threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void whenManyOpenAndCloseAtOnceThenNoCapIsExceededAndNothingIsLeftBehind() throws Exception {
		int max = 6;
		int maxPerAddress = 2;
		ConnectionRegistry registry = registry(new ConnectionLimits(max, 0, maxPerAddress, Overflow.CLOSE_OLDEST));
		AtomicInteger open = new AtomicInteger();
		AtomicInteger[] perAddress = { new AtomicInteger(), new AtomicInteger(), new AtomicInteger() };
		AtomicInteger most = new AtomicInteger();
		AtomicInteger mostPerAddress = new AtomicInteger();
		AtomicInteger granted = new AtomicInteger();
		race((thread) -> {
			for (int i = 0; i < 5000; i++) {
				int address = ThreadLocalRandom.current().nextInt(perAddress.length);
				Lease lease = registry.open(TestConnection.anonymousStream(), "a" + address)
					.onErrorResume(RefusedException.class, (refused) -> Mono.empty())
					.block();
				if (lease != null) {
					granted.incrementAndGet();
					most.accumulateAndGet(open.incrementAndGet(), Math::max);
					mostPerAddress.accumulateAndGet(perAddress[address].incrementAndGet(), Math::max);
					Thread.yield();
					perAddress[address].decrementAndGet();
					open.decrementAndGet();
					lease.release();
				}
			}
		});
		assertThat(granted).hasPositiveValue();
		assertThat(most.get()).isBetween(2, max);
		assertThat(mostPerAddress.get()).isBetween(2, maxPerAddress);
		assertThat(registry.size()).isZero();
		assertThat(registry.list().collectList().block()).isEmpty();
		assertThat(registry.addressesAndUsers()).isZero();
	}

	@Test
	void whenTwoThreadsReleaseOneLeaseThenItIsReleasedOnce() throws Exception {
		ConnectionRegistry registry = registry(new ConnectionLimits(0, 5, 0, Overflow.CLOSE_OLDEST));
		registry.open(TestConnection.streamOf("bob"), null).block();
		List<Lease> leases = new ArrayList<>();
		for (int i = 0; i < 2000; i++) {
			leases.add(registry.open(TestConnection.anonymousStream(), null).block());
		}
		AtomicInteger arrived = new AtomicInteger();
		race((thread) -> {
			// Two threads, side by side from lease to lease.
			for (int i = 0; i < leases.size() && thread < 2; i++) {
				arrived.incrementAndGet();
				while (arrived.get() < 2 * (i + 1)) {
					Thread.yield();
				}
				leases.get(i).release();
			}
		});
		assertThat(registry.size()).isEqualTo(1);
	}

	@Test
	void whenOneUserOpensEverywhereThenAllButTheCapAreReplacedExactlyOnce() throws Exception {
		ConnectionRegistry registry = registry(new ConnectionLimits(0, 3, 0, Overflow.CLOSE_OLDEST));
		List<TestConnection> connections = new ArrayList<>();
		for (int i = 0; i < THREADS * 500; i++) {
			connections.add(TestConnection.streamOf("alice"));
		}
		race((thread) -> {
			for (int i = thread; i < connections.size(); i += THREADS) {
				TestConnection connection = connections.get(i);
				Mono<Lease> lease = registry.open(connection, null).cache();
				connection.onClose = (reason, retry) -> lease.subscribe(Lease::release);
				lease.block();
			}
		});
		assertThat(connections.stream().filter((connection) -> connection.reasons.isEmpty())).hasSize(3);
		assertThat(connections).allSatisfy((connection) -> assertThat(connection.reasons).hasSizeLessThan(2));
		assertThat(registry.size()).isEqualTo(3);
		assertThat(registry.count("alice").block()).isEqualTo(3);
	}

	@Test
	void whenSubscribersLeaveAtAnyMomentThenNoPlaceLeaks() throws Exception {
		Scheduler scheduler = Schedulers.newParallel("quota", 4);
		try {
			SlowQuota quota = new SlowQuota(scheduler);
			ConnectionRegistry registry = new ConnectionRegistry(
					new ConnectionLimits(0, 1000, 0, Overflow.REJECT_NEWEST), quota, RealtimeObserver.NOOP);
			race((thread) -> {
				for (int i = 0; i < 2000; i++) {
					CancellingSubscriber subscriber = new CancellingSubscriber();
					registry.open(TestConnection.streamOf("alice"), null).subscribe(subscriber);
					int spin = ThreadLocalRandom.current().nextInt(2000);
					for (int wait = 0; wait < spin; wait++) {
						Thread.onSpinWait();
					}
					subscriber.leave();
				}
			});
			await().untilAsserted(() -> {
				assertThat(quota.unanswered).hasValue(0);
				assertThat(quota.taken).isEmpty();
			});
			assertThat(registry.size()).isZero();
			assertThat(registry.addressesAndUsers()).isZero();
		}
		finally {
			scheduler.dispose();
		}
	}

	@Test
	void whenADrainBeginsWhileConnectionsOpenThenEachIsClosedOrRefused() throws Exception {
		for (int round = 0; round < 300; round++) {
			ConnectionRegistry registry = registry(ConnectionLimits.DEFAULTS);
			Set<TestConnection> admitted = ConcurrentHashMap.newKeySet();
			Set<RegisteredConnection> found = ConcurrentHashMap.newKeySet();
			race((thread) -> {
				if (thread == 0) {
					found.addAll(registry.beginDrain());
					return;
				}
				TestConnection connection = TestConnection.streamOf("u" + thread);
				registry.open(connection, null)
					.doOnNext((lease) -> admitted.add(connection))
					.onErrorResume(RefusedException.class, (refused) -> Mono.empty())
					.block();
			});
			assertThat(found).containsAll(admitted);
			assertThat(registry.size()).isEqualTo(admitted.size());
		}
	}

	private void race(Racer racer) throws Exception {
		CyclicBarrier start = new CyclicBarrier(THREADS);
		List<Callable<Void>> racers = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			int thread = i;
			racers.add(() -> {
				start.await();
				racer.race(thread);
				return null;
			});
		}
		for (Future<Void> end : this.threads.invokeAll(racers)) {
			end.get();
		}
	}

	private static ConnectionRegistry registry(ConnectionLimits limits) {
		return new ConnectionRegistry(limits, new LocalUserQuota(), RealtimeObserver.NOOP);
	}

	private interface Racer {

		void race(int thread);

	}

	/**
	 * Answers on other threads, and cannot be cancelled half-way, as with a remote one.
	 */
	private static final class SlowQuota implements UserQuota {

		private final Scheduler scheduler;

		private final Set<String> taken = ConcurrentHashMap.newKeySet();

		private final AtomicInteger unanswered = new AtomicInteger();

		private SlowQuota(Scheduler scheduler) {
			this.scheduler = scheduler;
		}

		@Override
		public Mono<Decision> acquire(String user, String connectionId, int max, Overflow overflow) {
			return Mono.create((sink) -> {
				this.unanswered.incrementAndGet();
				this.scheduler.schedule(() -> {
					this.taken.add(connectionId);
					sink.success(new Decision(true, List.of()));
					this.unanswered.decrementAndGet();
				});
			});
		}

		@Override
		public Mono<Void> release(String user, String connectionId) {
			return Mono.fromRunnable(() -> this.taken.remove(connectionId));
		}

	}

}
