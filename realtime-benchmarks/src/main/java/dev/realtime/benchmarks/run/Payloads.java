package dev.realtime.benchmarks.run;

import java.util.List;
import java.util.Locale;

/**
 * Small events and larger ones.
 */
final class Payloads implements Scenario {

	static final List<Integer> SIZES = List.of(150, 4096);

	@Override
	public String name() {
		return "payloads";
	}

	@Override
	public String description() {
		return "Events of different sizes.";
	}

	@Override
	public void run(Bench bench) {
		try (LoadProcess client = bench.client()) {
			client.connect(bench.sizes().some(), "");
			client.tell("settle");
			bench.warmUp(client, OneTopic.OUTSTANDING);
			for (int size : SIZES) {
				bench.record(
						String.format(Locale.ROOT, "%,d bytes, %,d connections, full rate", size, bench.sizes().some()),
						bench.closed(client, bench.server(), OneTopic.OUTSTANDING, "bytes=" + size));
			}
		}
	}

}
