package dev.realtime.benchmarks.run;

import java.util.Locale;
import java.util.Map;

import dev.realtime.benchmarks.report.Figure;
import dev.realtime.benchmarks.report.Pairs;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import tools.jackson.databind.JsonNode;

/**
 * What an observer costs: the same server with the same connections, its observer on and
 * off in turns.
 */
final class Meters implements Scenario {

	private static final Log logger = LogFactory.getLog(Meters.class);

	private static final int FEW = 10;

	@Override
	public String name() {
		return "meters";
	}

	@Override
	public String description() {
		return "One server whose observer is on and off in turns. Observed against not is the median of all pairs of "
				+ "turns, and with 95 % confidence between the two figures after it.";
	}

	@Override
	public boolean fits(SystemUnderTest system) {
		return system.isSwitched();
	}

	@Override
	public void run(Bench bench) {
		int some = bench.sizes().some();
		try (LoadProcess client = bench.client()) {
			client.connect(some, "");
			client.tell("settle");
			bench.warmUp(client, OneTopic.OUTSTANDING);
			for (int bytes : Payloads.SIZES) {
				measure(String.format(Locale.ROOT, "%,d bytes, %,d connections, full rate", bytes, some), bench, client,
						OneTopic.OUTSTANDING, "bytes=" + bytes);
			}
		}
		try (LoadProcess client = bench.client()) {
			client.connect(FEW, "");
			client.tell("settle");
			bench.warmUp(client, 1);
			measure(String.format(Locale.ROOT, "%,d connections, one event at a time", FEW), bench, client, 1, "");
		}
	}

	private static void measure(String title, Bench bench, LoadProcess client, int outstanding, String more) {
		bench.server().pairs();
		Map<Figure, Double> figures = bench.closed(client, bench.server(), outstanding, more);
		Pairs pairs = new Pairs();
		for (JsonNode pair : bench.server().pairs()) {
			pairs.add(pair.path("with").asDouble(), pair.path("without").asDouble());
		}
		logger.info(title + ": " + pairs.count() + " pairs");
		figures.put(Figure.OBSERVED_AGAINST_NOT, pairs.median());
		figures.put(Figure.OBSERVED_AT_LEAST, pairs.atLeast());
		figures.put(Figure.OBSERVED_AT_MOST, pairs.atMost());
		bench.record(title, figures);
	}

}
