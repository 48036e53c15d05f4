package dev.realtime.local;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.realtime.connection.UserQuota.Decision;
import dev.realtime.connection.UserQuota.Overflow;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class LocalUserQuotaTests {

	private final LocalUserQuota quota = new LocalUserQuota();

	@Test
	void whenAllPlacesAreTakenThenTheOldestMakesRoom() {
		acquire("alice", "1", 2, Overflow.CLOSE_OLDEST);
		acquire("alice", "2", 2, Overflow.CLOSE_OLDEST);
		assertThat(acquire("alice", "3", 2, Overflow.CLOSE_OLDEST)).isEqualTo(new Decision(true, List.of("1")));
		assertThat(acquire("alice", "4", 2, Overflow.CLOSE_OLDEST)).isEqualTo(new Decision(true, List.of("2")));
	}

	@Test
	void whenAllPlacesAreTakenThenTheNewestIsRefused() {
		acquire("alice", "1", 1, Overflow.REJECT_NEWEST);
		assertThat(acquire("alice", "2", 1, Overflow.REJECT_NEWEST)).isEqualTo(new Decision(false, List.of()));
		assertThat(acquire("bob", "3", 1, Overflow.REJECT_NEWEST).granted()).isTrue();
	}

	@Test
	void whenAnEvictedConnectionGivesItsPlaceBackThenItsSuccessorKeepsItsOwn() {
		acquire("alice", "1", 1, Overflow.CLOSE_OLDEST);
		acquire("alice", "2", 1, Overflow.CLOSE_OLDEST);
		release("alice", "1");
		assertThat(acquire("alice", "3", 1, Overflow.REJECT_NEWEST).granted()).isFalse();
	}

	@Test
	void whenTheLastConnectionLeavesThenTheUserIsForgotten() {
		acquire("alice", "1", 2, Overflow.CLOSE_OLDEST);
		acquire("alice", "2", 2, Overflow.CLOSE_OLDEST);
		release("alice", "1");
		assertThat(this.quota.users()).isEqualTo(1);
		release("alice", "2");
		release("alice", "2");
		assertThat(this.quota.users()).isZero();
	}

	@Test
	void whenNothingIsSubscribedThenNothingIsTaken() {
		this.quota.acquire("alice", "1", 1, Overflow.REJECT_NEWEST);
		assertThat(this.quota.users()).isZero();
	}

	@Test
	void whenThereIsNoPlaceAtAllThenTheCallIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.quota.acquire("alice", "1", 0, Overflow.CLOSE_OLDEST));
	}

	@Test
	void whenCallsComeInAnyOrderThenTheQuotaDoesWhatAQueuePerUserDoes() {
		Random random = new Random(42);
		Map<String, Deque<String>> model = new HashMap<>();
		for (int step = 0; step < 20_000; step++) {
			String user = "u" + random.nextInt(5);
			Deque<String> queue = model.computeIfAbsent(user, (name) -> new ArrayDeque<>());
			if (random.nextInt(3) == 0 && !queue.isEmpty()) {
				String id = new ArrayList<>(queue).get(random.nextInt(queue.size()));
				queue.remove(id);
				release(user, id);
				continue;
			}
			int max = 1 + random.nextInt(4);
			Overflow overflow = Overflow.values()[random.nextInt(2)];
			List<String> evicted = new ArrayList<>();
			while (overflow == Overflow.CLOSE_OLDEST && queue.size() >= max) {
				evicted.add(queue.removeFirst());
			}
			boolean granted = queue.size() < max;
			if (granted) {
				queue.add("c" + step);
			}
			assertThat(acquire(user, "c" + step, max, overflow)).isEqualTo(new Decision(granted, evicted));
		}
		assertThat(this.quota.users()).isEqualTo(model.values().stream().filter((queue) -> !queue.isEmpty()).count());
	}

	@Test
	void whenManyThreadsRaceThenNoPlaceIsGivenTwice() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			List<Callable<Decision>> calls = new ArrayList<>();
			for (int i = 0; i < 2000; i++) {
				String id = "c" + i;
				calls.add(() -> acquire("alice", id, 5, Overflow.CLOSE_OLDEST));
			}
			List<String> evicted = new ArrayList<>();
			for (Future<Decision> call : threads.invokeAll(calls)) {
				assertThat(call.get().granted()).isTrue();
				evicted.addAll(call.get().evicted());
			}
			assertThat(evicted).hasSize(1995).doesNotHaveDuplicates();
		}
		finally {
			threads.shutdownNow();
		}
	}

	private Decision acquire(String user, String id, int max, Overflow overflow) {
		return this.quota.acquire(user, id, max, overflow).block();
	}

	private void release(String user, String id) {
		this.quota.release(user, id).block();
	}

}
