package dev.realtime.benchmarks.report;

import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Pairs}.
 */
class PairsTests {

	private final Pairs pairs = new Pairs();

	@Test
	void ratiosAreOfTheSamePair() {
		this.pairs.add(2, 1);
		this.pairs.add(30, 10);
		this.pairs.add(400, 100);
		assertThat(this.pairs.median()).isEqualTo(3);
	}

	@Test
	void fewPairsSayNothingBetweenTheirExtremes() {
		IntStream.rangeClosed(1, 6).forEach((ratio) -> this.pairs.add(ratio, 1));
		assertThat(this.pairs.atLeast()).isEqualTo(1);
		assertThat(this.pairs.atMost()).isEqualTo(6);
	}

	@Test
	void intervalHasTheRanksOfTheSignTest() {
		// The table of Dixon and Mood: 21 of 60 at 5 %.
		IntStream.rangeClosed(1, 60).forEach((ratio) -> this.pairs.add(61 - ratio, 1));
		assertThat(this.pairs.median()).isEqualTo(30.5);
		assertThat(this.pairs.atLeast()).isEqualTo(22);
		assertThat(this.pairs.atMost()).isEqualTo(39);
	}

	@Test
	void intervalHoldsTheTruthNineteenTimesOfTwenty() {
		Random random = new Random(1);
		long held = IntStream.range(0, 2000).filter((run) -> holds(random)).count();
		assertThat(held).isBetween(1900L, 1970L);
	}

	/** Lognormal ratios around 1, with outliers. */
	private static boolean holds(Random random) {
		Pairs pairs = new Pairs();
		for (int i = 0; i < 60; i++) {
			double noise = (random.nextInt(10) == 0) ? 1 : 0.05;
			pairs.add(Math.exp(noise * random.nextGaussian()), 1);
		}
		return pairs.atLeast() <= 1 && 1 <= pairs.atMost();
	}

}
