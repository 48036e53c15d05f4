package dev.realtime.benchmarks.load;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SeqWindow}.
 */
class SeqWindowTests {

	private final SeqWindow window = new SeqWindow();

	SeqWindowTests() {
		this.window.begin(10);
	}

	@Test
	void nothingIsMissingWhenAllCameInAnyOrder() {
		for (int seq : new int[] { 11, 10, 13, 12, 14 }) {
			assertThat(this.window.accept(seq)).isTrue();
		}
		assertThat(this.window.missing(14)).isZero();
		assertThat(this.window.repeated()).isZero();
	}

	@Test
	void whatNeverCameIsMissing() {
		this.window.accept(10);
		this.window.accept(12);
		assertThat(this.window.missing(12)).isEqualTo(1);
		assertThat(this.window.missing(15)).isEqualTo(4);
	}

	@Test
	void whatNeverCameIsMissingLongAfter() {
		this.window.accept(10);
		for (int seq = 12; seq < 1000; seq++) {
			this.window.accept(seq);
		}
		assertThat(this.window.missing(999)).isEqualTo(1);
		this.window.accept(1999);
		assertThat(this.window.missing(1999)).isEqualTo(1 + 999);
	}

	@Test
	void whatCameTwiceIsRepeated() {
		this.window.accept(10);
		assertThat(this.window.accept(10)).isFalse();
		this.window.accept(500);
		assertThat(this.window.accept(10)).isFalse();
		assertThat(this.window.repeated()).isEqualTo(2);
	}

	@Test
	void whatWasBeforeTheBeginningDoesNotCount() {
		assertThat(this.window.accept(9)).isFalse();
		assertThat(this.window.missing(9)).isZero();
		assertThat(this.window.repeated()).isZero();
	}

}
