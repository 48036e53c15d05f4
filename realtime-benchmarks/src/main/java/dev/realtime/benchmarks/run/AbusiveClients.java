package dev.realtime.benchmarks.run;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

import dev.realtime.benchmarks.report.Figure;

/**
 * As many clients that mean harm as clients that do not: what that does to these, against
 * the same without. Those who abuse have a process of their own, which takes what
 * processor time the others leave. Whatever else they do to who shares the machine is
 * seen when they abuse another server there.
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
		String clients = String.format(Locale.ROOT, "%,d clients", count);
		String abusive = String.format(Locale.ROOT, "%s, %,d abusive ones", clients, count);
		try (LoadProcess client = bench.client()) {
			client.connect(count, "");
			client.tell("settle");
			bench.warmUp(client, OneTopic.OUTSTANDING);
			Map<Figure, Double> peace = bench.open(client, bench.server(), count);
			bench.record(clients, peace);
			try (Server other = bench.launcher().start(bench.system(), Map.of(), false)) {
				other.awaitReady();
				bench.record(abusive + " of another server on the same machine",
						abused(bench, client, count, other, peace));
			}
			bench.record(abusive, abused(bench, client, count, bench.server(), peace));
		}
	}

	private static Map<Figure, Double> abused(Bench bench, LoadProcess client, int count, Server victim,
			Map<Figure, Double> peace) {
		try (LoadProcess hostile = bench.launcher().modestClient(victim)) {
			long begun = System.nanoTime();
			hostile.tell("abuse count=" + count);
			// They have the server do what it has not done before.
			client.tell("closed outstanding=1 seconds=" + Math.max(BEGIN_SECONDS, bench.warmUpSeconds()));
			Map<Figure, Double> figures = new EnumMap<>(bench.open(client, bench.server(), count));
			// Of all the time: a measurement may be shorter than the pause between two.
			double attempts = hostile.tell("abuses").path("attempts").asDouble();
			figures.put(Figure.ABUSES_PER_SECOND, attempts / ((System.nanoTime() - begun) / 1e9));
			// What the server spends is not for these deliveries alone.
			figures.remove(Figure.CPU_PER_MILLION);
			Double before = peace.get(Figure.P99_MILLIS);
			Double after = figures.get(Figure.P99_MILLIS);
			if (before != null && after != null) {
				figures.put(Figure.P99_AGAINST_PEACE, after / before);
			}
			return figures;
		}
	}

}
