package dev.realtime.benchmarks.load;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Numbering} and {@link Outstanding}.
 */
class NumberingTests {

	@Test
	void topicsTakeTurns() {
		Numbering numbering = new Numbering(3, false);
		assertThat(numbering.topic(7)).isEqualTo(1);
		assertThat(numbering.seq(7)).isEqualTo(2);
		assertThat(numbering.number(1, 2)).isEqualTo(7);
		// 0 to 6 were published: topic 0 had three of them, the others two.
		assertThat(numbering.nextSeq(0, 7)).isEqualTo(3);
		assertThat(numbering.nextSeq(1, 7)).isEqualTo(2);
		assertThat(numbering.nextSeq(2, 7)).isEqualTo(2);
	}

	@Test
	void anEventToAllHasTheSameNumberInEachTopic() {
		Numbering numbering = new Numbering(3, true);
		assertThat(numbering.seq(7)).isEqualTo(7);
		assertThat(numbering.number(2, 7)).isEqualTo(7);
		assertThat(numbering.nextSeq(2, 7)).isEqualTo(7);
	}

	@Test
	void anEventIsCompleteWhenAllHaveIt() {
		Outstanding outstanding = new Outstanding(new Numbering(3, false));
		List<Long> complete = new ArrayList<>();
		outstanding.whenComplete(complete::add);
		outstanding.expect(7, 2);
		outstanding.received(1, 2);
		outstanding.received(1, 1);
		assertThat(complete).isEmpty();
		outstanding.received(1, 2);
		assertThat(complete).containsExactly(7L);
		assertThat(outstanding.abandon(7)).isFalse();
	}

	@Test
	void anAbandonedEventIsNeverComplete() {
		Outstanding outstanding = new Outstanding(new Numbering(1, false));
		List<Long> complete = new ArrayList<>();
		outstanding.whenComplete(complete::add);
		outstanding.expect(0, 1);
		assertThat(outstanding.abandon(0)).isTrue();
		outstanding.received(0, 0);
		assertThat(complete).isEmpty();
	}

}
