package dev.realtime.benchmarks.run;

import java.util.Locale;

/**
 * How rate and cost change with the number of connections, and with that of topics.
 */
final class Scaling implements Scenario {

	static final String NAME = "scaling";

	static final String CONNECTIONS = "connections on one topic, full rate";

	static final String TOPICS = "topics, a request for each event, full rate";

	private static final int OUTSTANDING = 32;

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public String description() {
		return "How rate and cost change with the number of connections and of topics.";
	}

	@Override
	public void run(Bench bench) {
		try (LoadProcess client = bench.client()) {
			int connected = 0;
			for (int connections : bench.sizes().steps()) {
				client.connect(connections - connected, "");
				connected = connections;
				measure(bench, client, OneTopic.OUTSTANDING, CONNECTIONS, connections);
			}
		}
		for (int topics : bench.sizes().topicSteps()) {
			try (LoadProcess client = bench.client(topics, false)) {
				client.connect(bench.sizes().some(), "");
				measure(bench, client, OUTSTANDING, TOPICS, topics);
			}
		}
	}

	private static void measure(Bench bench, LoadProcess client, int outstanding, String what, int size) {
		client.tell("settle");
		bench.warmUp(client, outstanding);
		bench.record(String.format(Locale.ROOT, "%,d ", size) + what, size,
				bench.closed(client, bench.server(), outstanding, ""));
	}

}
