package dev.realtime.hub;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What everybody in a simulation shares: the random, the time, what a task was queued
 * for, and the story so far.
 */
final class SimWorld {

	final SplittableRandom random;

	final FaultMix mix;

	/** All there are; the fewer, the more happens to each. */
	final List<String> topics;

	/** The time in nanoseconds. */
	long now;

	/** The read whose answer is being handled, if any. */
	SimRead cause;

	private final boolean tracing;

	private final List<String> story = new ArrayList<>();

	SimWorld(long seed, FaultMix mix, boolean tracing) {
		this.random = new SplittableRandom(seed);
		this.mix = mix;
		this.topics = List.of("a", "b", "c", "d", "e").subList(0, 2 + below(4));
		this.tracing = tracing;
	}

	/** The wall clock, which goes with the time. */
	Clock clock() {
		return new Clock() {

			@Override
			public Instant instant() {
				return Instant.EPOCH.plusNanos(SimWorld.this.now);
			}

			@Override
			public ZoneId getZone() {
				return ZoneOffset.UTC;
			}

			@Override
			public Clock withZone(ZoneId zone) {
				return this;
			}

		};
	}

	int below(int bound) {
		return this.random.nextInt(bound);
	}

	boolean chance(int outOf) {
		return this.random.nextInt(outOf) == 0;
	}

	<T> T pick(List<T> choices) {
		return choices.get(below(choices.size()));
	}

	void tell(Object... words) {
		if (this.tracing) {
			StringBuilder line = new StringBuilder();
			for (Object word : words) {
				line.append(word).append(' ');
			}
			this.story.add(line.toString());
		}
	}

	List<String> story() {
		return this.story;
	}

}
