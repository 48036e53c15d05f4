package dev.realtime.benchmarks.run;

import java.util.Locale;
import java.util.Map;

/**
 * Events are published on one node and received on another, with Redis between. The
 * processor time is that of the receiving node.
 */
final class TwoNodes implements Scenario {

	@Override
	public String name() {
		return "two-nodes";
	}

	@Override
	public String description() {
		return "Published on one node and received on another, with Redis between. CPU is that of the receiving node.";
	}

	@Override
	public boolean fits(SystemUnderTest system) {
		return system.isProduct();
	}

	@Override
	public void run(Bench bench) {
		Launcher launcher = bench.launcher();
		try (Launcher.Redis redis = launcher.redis()) {
			Map<String, String> environment = Map.of("REDIS_PORT", Integer.toString(redis.port()));
			try (Server publishing = launcher.start(bench.system(), environment, false);
					Server receiving = launcher.start(bench.system(), environment, false)) {
				publishing.awaitReady();
				receiving.awaitReady();
				try (LoadProcess client = launcher.client(receiving, publishing.port(), 1, false)) {
					measure(bench, receiving, client);
				}
			}
		}
	}

	private static void measure(Bench bench, Server receiving, LoadProcess client) {
		int connections = bench.sizes().some();
		client.connect(connections, "");
		client.tell("settle");
		bench.warmUp(client, OneTopic.OUTSTANDING);
		String where = String.format(Locale.ROOT, "two nodes, %,d connections, ", connections);
		bench.record(where + "full rate", bench.closed(client, receiving, OneTopic.OUTSTANDING, ""));
		bench.record(where + String.format(Locale.ROOT, "%,d deliveries/s", bench.sizes().perSecond()),
				bench.open(client, receiving, connections));
	}

}
