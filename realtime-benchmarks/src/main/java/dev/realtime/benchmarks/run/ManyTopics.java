package dev.realtime.benchmarks.run;

import java.util.Locale;

/**
 * As many connections on one topic as on many, and each topic's events one at a time.
 */
final class ManyTopics implements Scenario {

	private static final int OUTSTANDING = 32;

	@Override
	public String name() {
		return "many-topics";
	}

	@Override
	public String description() {
		return "As many connections on one topic and on many.";
	}

	@Override
	public void run(Bench bench) {
		int connections = bench.sizes().many();
		int topics = bench.sizes().topics();
		String spread = String.format(Locale.ROOT, "%,d topics × %,d connections, ", topics, connections / topics);
		measure(bench, 1, false, 1,
				String.format(Locale.ROOT, "1 topic × %,d connections, one event at a time", connections));
		if (bench.system().endpoint().allTopicsPath() != null) {
			measure(bench, topics, true, 1, spread + "one event at a time to all of them in one request");
		}
		measure(bench, topics, false, OUTSTANDING, spread + "a request for each event, " + OUTSTANDING + " at a time");
	}

	private static void measure(Bench bench, int topics, boolean all, int outstanding, String title) {
		try (LoadProcess client = bench.client(topics, all)) {
			client.connect(bench.sizes().many(), "");
			client.tell("settle");
			bench.warmUp(client, outstanding);
			bench.record(title, bench.closed(client, bench.server(), outstanding, ""));
		}
	}

}
