package dev.realtime.benchmarks.run;

import java.util.List;

/**
 * How large everything is.
 *
 * @param many connections where there are many
 * @param some connections where there are not so many
 * @param topics topics where there are many
 * @param steps numbers of connections along which one looks how costs grow
 * @param topicSteps numbers of topics for the same
 * @param perSecond deliveries per second where the load is given
 * @param missed events that clients miss before they come back
 */
record Sizes(int many, int some, int topics, List<Integer> steps, List<Integer> topicSteps, int perSecond, int missed) {

	static final Sizes FULL = new Sizes(10_000, 1000, 1000, List.of(1000, 2000, 5000, 10_000),
			List.of(1, 10, 100, 1000), 20_000, 100);

	static final Sizes SMOKE = new Sizes(100, 50, 10, List.of(20, 50), List.of(10), 1000, 20);

}
