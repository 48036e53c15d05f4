package dev.realtime.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.realtime.Position;
import dev.realtime.PublishedEvent;
import dev.realtime.codec.EncodedEvent;
import dev.realtime.codec.WireFormat;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class TailTests {

	private static final String EPOCH = "epochaa";

	private final CountingAllocator allocator = new CountingAllocator();

	@Test
	void reachesFromWhereItBeganToTheLast() {
		Tail tail = new Tail(1_000_000);
		assertThat(tail.reaches(at(0))).isFalse();
		assertThatIllegalStateException().isThrownBy(tail::top);
		tail.restart(at(4));
		append(tail, "a", 6);
		assertThat(tail.reaches(at(3))).isFalse();
		assertThat(tail.reaches(at(4))).isTrue();
		assertThat(tail.reaches(at(6))).isTrue();
		assertThat(tail.reaches(at(7))).isFalse();
		assertThat(tail.reaches(new Position("another", 5))).isFalse();
		tail.advance(9);
		tail.advance(8);
		assertThat(tail.reaches(at(9))).isTrue();
		assertThat(tail.top()).isEqualTo(at(9));
	}

	@Test
	void forgetsTheOldestWhenThereAreTooManyBytesAndSaysSo() {
		Tail tail = new Tail(300);
		tail.restart(at(0));
		append(tail, "a", 1);
		append(tail, "b", 2);
		assertThat(tail.bytes()).isEqualTo(258);
		append(tail, "a", 3);
		assertThat(tail.bytes()).isEqualTo(258);
		assertThat(tail.reaches(at(0))).isFalse();
		assertThat(offsets(tail.read(Map.of("a", at(1), "b", at(1)), 100, 100))).containsExactly(2L, 3L);
	}

	@Test
	void countsFramesThatAreMadeLater() {
		Tail tail = new Tail(1_000_000);
		tail.restart(at(0));
		EncodedEvent event = append(tail, "a", 1);
		long before = tail.bytes();
		int size = event.frame(WireFormat.JSON).size();
		assertThat(tail.bytes()).isEqualTo(before + size);
		assertThat(this.allocator.live()).isOne();
		tail.restart(at(1));
		assertThat(tail.bytes()).isZero();
		assertThat(this.allocator.live()).isZero();
	}

	@Test
	void givesEachTopicWhatComesAfterItsCursor() {
		Tail tail = new Tail(1_000_000);
		tail.restart(at(0));
		for (int i = 1; i <= 9; i++) {
			append(tail, (i % 3 == 0) ? "a" : (i % 3 == 1) ? "b" : "c", i);
		}
		Replay replay = tail.read(Map.of("a", at(3), "b", at(4)), 100, 100);
		assertThat(offsets(replay)).containsExactly(6L, 7L, 9L);
		assertThat(replay.through()).isEqualTo(at(9));
		assertThat(replay.hasMore()).isFalse();
	}

	@Test
	void aPageEndsAtItsLastEvent() {
		Tail tail = new Tail(1_000_000);
		tail.restart(at(0));
		for (int i = 1; i <= 6; i++) {
			append(tail, (i % 2 == 0) ? "a" : "b", i);
		}
		Replay replay = tail.read(Map.of("a", at(0), "b", at(0)), 100, 4);
		assertThat(offsets(replay)).containsExactly(1L, 2L, 3L, 4L);
		assertThat(replay.through()).isEqualTo(at(4));
		assertThat(replay.top()).isEqualTo(at(6));
		assertThat(tail.read(Map.of("a", at(0), "b", at(0)), 100, 6).hasMore()).isFalse();
	}

	@Test
	void leavesItToTheLogWhenThereAreTooMany() {
		Tail tail = new Tail(1_000_000);
		tail.restart(at(0));
		append(tail, "a", 1);
		append(tail, "a", 2);
		assertThat(tail.read(Map.of("a", at(0)), 1, 100)).isNull();
		assertThat(tail.read(Map.of("a", at(1)), 1, 100)).isNotNull();
	}

	@Test
	void aReplayOutlivesWhatTheTailForgets() {
		Tail tail = new Tail(1_000_000);
		tail.restart(at(0));
		append(tail, "a", 1).frame(WireFormat.SSE);
		Replay replay = tail.read(Map.of("a", at(0)), 100, 100);
		tail.restart(at(1));
		assertThat(this.allocator.live()).isOne();
		replay.events().get(0).frame(WireFormat.SSE).buffer();
		replay.release();
		assertThat(this.allocator.live()).isZero();
	}

	private EncodedEvent append(Tail tail, String topic, long offset) {
		EncodedEvent event = new EncodedEvent(event(topic, offset), this.allocator);
		tail.append(event);
		event.release();
		return event;
	}

	static PublishedEvent event(String topic, long offset) {
		return new PublishedEvent(topic, "t", at(offset), 0, 0, new byte[] { '1' }, null);
	}

	private static Position at(long offset) {
		return new Position(EPOCH, offset);
	}

	private static List<Long> offsets(Replay replay) {
		List<Long> offsets = new ArrayList<>();
		replay.events().forEach((event) -> offsets.add(event.event().offset()));
		replay.release();
		return offsets;
	}

}
