package dev.realtime.benchmarks.run;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

import dev.realtime.benchmarks.report.Figure;

/**
 * A tenth of the clients never read: what that does to the others, against the same
 * without. Before it counts, large events fill what the kernel keeps for the slow ones,
 * and the server has to do something about them.
 */
final class SlowClients implements Scenario {

	private static final int FILL_BYTES = 64 * 1024 - 1024;

	/** More than the kernel keeps for a connection. */
	private static final int FILL_TOTAL = 5 * 1024 * 1024;

	private static final int FILL_PER_SECOND = 9000;

	private static final int MAX_EVENTS_PER_SECOND = 100;

	@Override
	public String name() {
		return "slow-clients";
	}

	@Override
	public String description() {
		return "A tenth of the clients never read: what becomes of the others.";
	}

	@Override
	public void run(Bench bench) {
		int slow = bench.sizes().some() / 10;
		int readers = bench.sizes().some() - slow;
		try (LoadProcess client = bench.client()) {
			client.connect(readers, "");
			client.tell("settle");
			bench.warmUp(client, OneTopic.OUTSTANDING);
			Map<Figure, Double> without = bench.open(client, bench.server(), readers);
			bench.record(String.format(Locale.ROOT, "%,d clients read", readers), without);
			client.connect(slow, "slow=true");
			fill(client, readers);
			// Behind all of that, so that nothing of it is still on its way afterwards.
			client.tell("closed outstanding=1 seconds=1");
			Map<Figure, Double> with = new EnumMap<>(bench.open(client, bench.server(), readers));
			Double before = without.get(Figure.P99_MILLIS);
			Double after = with.get(Figure.P99_MILLIS);
			if (before != null && after != null) {
				with.put(Figure.P99_AGAINST_WITHOUT, after / before);
			}
			with.put(Figure.SLOW_CLOSED, client.tell("count").path("lostSlow").asDouble());
			bench.record(String.format(Locale.ROOT, "%,d clients read, %,d do not", readers, slow), with);
		}
	}

	private static void fill(LoadProcess client, int readers) {
		double rate = Math.min(MAX_EVENTS_PER_SECOND, (double) FILL_PER_SECOND / readers);
		double seconds = (double) FILL_TOTAL / FILL_BYTES / rate;
		client.tell("open rate=" + rate + " seconds=" + seconds + " bytes=" + FILL_BYTES);
	}

}
