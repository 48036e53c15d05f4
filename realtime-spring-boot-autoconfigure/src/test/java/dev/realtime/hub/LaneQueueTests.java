package dev.realtime.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.realtime.Position;
import dev.realtime.codec.EncodedEvent;
import dev.realtime.codec.HeapFrameAllocator;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LaneQueueTests {

	@Test
	void keepsTheOrder() {
		LaneQueue queue = new LaneQueue(1_000_000);
		LaneItem first = event(1);
		LaneItem second = new LaneItem.Checkpoint(new Position("epochaa", 1));
		assertThat(queue.offer(first)).isTrue();
		assertThat(queue.offer(second)).isTrue();
		assertThat(queue.poll()).isSameAs(first);
		assertThat(queue.poll()).isSameAs(second);
		assertThat(queue.poll()).isNull();
	}

	@Test
	void whenItIsFullThenItRefusesUntilItIsEmptyAndSaysSo() {
		LaneQueue queue = new LaneQueue(300);
		assertThat(queue.offer(event(1))).isTrue();
		assertThat(queue.offer(event(2))).isTrue();
		assertThat(queue.offer(event(3))).isFalse();
		queue.poll();
		assertThat(queue.offer(event(4))).isFalse();
		queue.poll();
		assertThat(queue.offer(event(5))).isFalse();
		assertThat(queue.poll()).isInstanceOf(LaneItem.Interrupted.class);
		assertThat(queue.poll()).isNull();
		assertThat(queue.offer(event(6))).isTrue();
		assertThat(queue.poll()).isNotNull();
	}

	@Test
	void whenWhatWasTakenIsLostThenItSaysSoBeforeAnythingElse() {
		LaneQueue queue = new LaneQueue(1_000_000);
		queue.offer(event(1));
		queue.offer(event(2));
		queue.wake();
		queue.poll();
		queue.lost();
		assertThat(queue.pause()).isFalse();
		assertThat(queue.poll()).isInstanceOf(LaneItem.Interrupted.class);
		assertThat(queue.poll()).isInstanceOf(LaneItem.Event.class);
		queue.lost();
		assertThat(queue.pause()).isFalse();
		assertThat(queue.poll()).isInstanceOf(LaneItem.Interrupted.class);
		assertThat(queue.pause()).isTrue();
	}

	@Test
	void wakesOnceUntilItPauses() {
		LaneQueue queue = new LaneQueue(1_000_000);
		queue.offer(event(1));
		assertThat(queue.wake()).isTrue();
		assertThat(queue.wake()).isFalse();
		assertThat(queue.pause()).isFalse();
		queue.poll();
		assertThat(queue.pause()).isTrue();
		assertThat(queue.wake()).isTrue();
	}

	@Test
	void doesNotPauseBeforeItHasSaidThatItWasFull() {
		LaneQueue queue = new LaneQueue(0);
		queue.offer(event(1));
		queue.offer(event(2));
		queue.wake();
		queue.poll();
		assertThat(queue.pause()).isFalse();
		assertThat(queue.poll()).isInstanceOf(LaneItem.Interrupted.class);
		assertThat(queue.pause()).isTrue();
	}

	/**
	 * One thread offers, another takes. What was refused is interrupted for before
	 * anything later is taken; it may be before what was accepted earlier, because
	 * whoever is interrupted reads what was refused until then.
	 */
	@Test
	void whatIsRefusedIsInterruptedForWhoeverIsFaster() throws Exception {
		for (int round = 0; round < 200; round++) {
			LaneQueue queue = new LaneQueue(1000);
			AtomicInteger begun = new AtomicInteger();
			CountDownLatch offered = new CountDownLatch(1);
			List<Long> taken = new ArrayList<>();
			Thread lane = new Thread(() -> {
				boolean last = false;
				while (!last) {
					last = offered.getCount() == 0;
					for (LaneItem item = queue.poll(); item != null; item = queue.poll()) {
						taken.add((item instanceof LaneItem.Event event) ? event.event().event().offset()
								: (long) -begun.get());
					}
				}
			});
			lane.start();
			boolean[] refused = new boolean[101];
			for (int i = 1; i < refused.length; i++) {
				begun.set(i);
				refused[i] = !queue.offer(event(i));
			}
			offered.countDown();
			lane.join(TimeUnit.SECONDS.toMillis(10));
			check(taken, refused);
		}
	}

	private static void check(List<Long> taken, boolean[] refused) {
		long covered = 0;
		long expected = 1;
		taken.add((long) refused.length);
		for (long offset : taken) {
			covered = Math.max(covered, -offset);
			while (expected < offset) {
				assertThat(refused[(int) expected]).as("%d was refused", expected).isTrue();
				assertThat(expected).as("refused before %d, interrupted", offset).isLessThanOrEqualTo(covered);
				expected++;
			}
			expected = Math.max(expected, offset + 1);
		}
	}

	private static LaneItem event(long offset) {
		return new LaneItem.Event(new EncodedEvent(TailTests.event("a", offset), new HeapFrameAllocator()));
	}

}
