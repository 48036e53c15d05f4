package dev.realtime.hub;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

import dev.realtime.codec.EncodedEvent;
import dev.realtime.codec.HeapFrameAllocator;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EventRingTests {

	@Test
	void isAQueueThatCanBeEnteredAtAnyOffset() {
		for (int seed = 0; seed < 200; seed++) {
			Random random = new Random(seed);
			EventRing ring = new EventRing();
			Deque<EncodedEvent> model = new ArrayDeque<>();
			long offset = 0;
			for (int i = 0; i < 200; i++) {
				if (random.nextInt(5) < 3) {
					offset += 1 + random.nextInt(3);
					EncodedEvent event = new EncodedEvent(TailTests.event("a", offset), new HeapFrameAllocator());
					ring.addLast(event);
					model.addLast(event);
				}
				else if (!model.isEmpty()) {
					assertThat(ring.removeFirst()).as("seed %d", seed).isSameAs(model.removeFirst());
				}
				check(ring, model, random.nextLong(offset + 3), seed);
			}
		}
	}

	private static void check(EventRing ring, Deque<EncodedEvent> model, long offset, int seed) {
		List<EncodedEvent> events = new ArrayList<>();
		for (int i = 0; i < ring.size(); i++) {
			events.add(ring.get(i));
		}
		assertThat(events).as("seed %d", seed).containsExactlyElementsOf(model);
		long before = model.stream().filter((event) -> event.event().offset() <= offset).count();
		assertThat(ring.indexAfter(offset)).as("seed %d, after %d", seed, offset).isEqualTo((int) before);
	}

}
