package dev.realtime.benchmarks.run;

import java.util.Locale;

/**
 * One topic to many connections, at full rate and at a given one.
 */
final class OneTopic implements Scenario {

	static final int OUTSTANDING = 4;

	@Override
	public String name() {
		return "one-topic";
	}

	@Override
	public String description() {
		return "One topic to all connections: as fast as it goes, with 4 events on their way, and at a given rate.";
	}

	@Override
	public void run(Bench bench) {
		int some = bench.sizes().some();
		int many = bench.sizes().many();
		try (LoadProcess client = bench.client()) {
			client.connect(some, "");
			measure(bench, client, some);
			bench.record(connections(some) + "one event at a time", bench.closed(client, bench.server(), 1, ""));
			client.connect(many - some, "");
			measure(bench, client, many);
		}
	}

	private static void measure(Bench bench, LoadProcess client, int connections) {
		client.tell("settle");
		bench.warmUp(client, OUTSTANDING);
		bench.record(connections(connections) + "full rate", bench.closed(client, bench.server(), OUTSTANDING, ""));
		bench.record(
				connections(connections) + String.format(Locale.ROOT, "%,d deliveries/s", bench.sizes().perSecond()),
				bench.open(client, bench.server(), connections));
	}

	private static String connections(int count) {
		return String.format(Locale.ROOT, "%,d connections, ", count);
	}

}
