package dev.realtime.benchmarks.run;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

import dev.realtime.benchmarks.report.Figure;

/**
 * As many clients that mean harm as clients that do not: what that does to these, against
 * the same without. Those who abuse have a process of their own, so that only the
 * machine's processors are shared with who measures.
 */
final class AbusiveClients implements Scenario {

	/** Until each has been closed, and has come back, a few times, at least. */
	private static final double BEGIN_SECONDS = 3;

	@Override
	public String name() {
		return "abusive-clients";
	}

	@Override
	public String description() {
		return "As many clients again connect and leave, send no frames, send messages until they are closed for it, "
				+ "read nothing, or send half a request, and do so again half a second later: what becomes of the others.";
	}

	/** What is sent is of this library's protocol. */
	@Override
	public boolean fits(SystemUnderTest system) {
		return system.isProduct();
	}

	@Override
	public void run(Bench bench) {
		int count = bench.sizes().some() / 2;
		try (LoadProcess client = bench.client()) {
			client.connect(count, "");
			client.tell("settle");
			bench.warmUp(client, OneTopic.OUTSTANDING);
			Map<Figure, Double> without = bench.open(client, bench.server(), count);
			bench.record(String.format(Locale.ROOT, "%,d clients", count), without);
			Map<Figure, Double> with = withAbuse(bench, client, count);
			Double before = without.get(Figure.P99_MILLIS);
			Double after = with.get(Figure.P99_MILLIS);
			if (before != null && after != null) {
				with.put(Figure.P99_AGAINST_PEACE, after / before);
			}
			// What the server spends is not for these deliveries alone.
			with.remove(Figure.CPU_PER_MILLION);
			bench.record(String.format(Locale.ROOT, "%,d clients, %,d abusive ones", count, count), with);
		}
	}

	private static Map<Figure, Double> withAbuse(Bench bench, LoadProcess client, int count) {
		try (LoadProcess hostile = bench.client()) {
			long begun = System.nanoTime();
			hostile.tell("abuse count=" + count);
			// They have the server do what it has not done before.
			client.tell("closed outstanding=1 seconds=" + Math.max(BEGIN_SECONDS, bench.warmUpSeconds()));
			Map<Figure, Double> figures = new EnumMap<>(bench.open(client, bench.server(), count));
			// Of all the time: a measurement may be shorter than the pause between two.
			double attempts = hostile.tell("abuses").path("attempts").asDouble();
			figures.put(Figure.ABUSES_PER_SECOND, attempts / ((System.nanoTime() - begun) / 1e9));
			return figures;
		}
	}

}
