package dev.realtime.bus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Serial}.
 */
class SerialTests {

	private final Serial serial = new Serial();

	private final List<String> done = new ArrayList<>();

	@Test
	void whatARunningTaskGivesIsRunAfterIt() {
		this.serial.execute(() -> {
			this.serial.execute(() -> this.done.add("second"));
			this.done.add("first");
		});
		assertThat(this.done).containsExactly("first", "second");
	}

	@Test
	void whenATaskThrowsAnErrorThenThoseAfterItAreRun() {
		this.serial.execute(() -> {
			this.serial.execute(() -> this.done.add("waiting"));
			throw new LinkageError("for a test");
		});
		this.serial.execute(() -> this.done.add("later"));
		assertThat(this.done).containsExactly("waiting", "later");
	}

	/**
	 * An event loop that brings one task must not run those of others for as long as
	 * there are any.
	 */
	@Test
	void whenThereIsAlwaysMoreToDoThenWhoeverBeganIsRelievedAndTheOrderHolds() {
		int all = 20_000;
		List<Integer> numbers = new ArrayList<>();
		List<Integer> own = new ArrayList<>();
		CompletableFuture<Void> end = new CompletableFuture<>();
		Thread caller = Thread.currentThread();
		this.serial.execute(new Runnable() {

			@Override
			public void run() {
				numbers.add(numbers.size());
				if (Thread.currentThread() == caller) {
					own.add(numbers.size());
				}
				if (numbers.size() < all) {
					SerialTests.this.serial.execute(this);
				}
				else {
					end.complete(null);
				}
			}

		});
		assertThat(own).hasSizeLessThan(1000);
		assertThat(end).succeedsWithin(Duration.ofSeconds(10));
		assertThat(numbers).isEqualTo(IntStream.range(0, all).boxed().toList());
	}

	@Test
	void whateverManyThreadsGiveAtOnceIsRunOnceAndInTheOrderOfEach() throws Exception {
		int threads = 4;
		int each = 20_000;
		int[] last = new int[threads];
		AtomicInteger outOfOrder = new AtomicInteger();
		CountDownLatch rest = new CountDownLatch(threads * each);
		List<Thread> givers = new ArrayList<>();
		for (int i = 0; i < threads; i++) {
			int giver = i;
			givers.add(new Thread(() -> {
				for (int n = 1; n <= each; n++) {
					int number = n;
					this.serial.execute(() -> {
						outOfOrder.addAndGet((last[giver] + 1 == number) ? 0 : 1);
						last[giver] = number;
						rest.countDown();
					});
				}
			}));
		}
		givers.forEach(Thread::start);
		assertThat(rest.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(outOfOrder).hasValue(0);
	}

}
