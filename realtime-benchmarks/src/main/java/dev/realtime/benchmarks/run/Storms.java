package dev.realtime.benchmarks.run;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

import dev.realtime.benchmarks.report.Figure;
import tools.jackson.databind.JsonNode;

/**
 * All clients connect at once; and all come back at once and want what they missed.
 */
final class Storms implements Scenario {

	/** Connecting is what has to be warm here. */
	private static final int WARM_UPS = 3;

	@Override
	public String name() {
		return "storms";
	}

	@Override
	public String description() {
		return "All clients connect at once; all come back at once and want what they missed.";
	}

	@Override
	public void run(Bench bench) {
		int connections = bench.sizes().many();
		int missed = bench.sizes().missed();
		double seconds;
		try (LoadProcess client = bench.client()) {
			client.connect(connections, "");
			client.tell("settle");
			for (int i = 0; i < WARM_UPS; i++) {
				client.tell("storm missed=0");
			}
			JsonNode plain = client.tell("storm missed=0");
			Map<Figure, Double> figures = new EnumMap<>(Figure.class);
			seconds = plain.path("openSeconds").asDouble();
			figures.put(Figure.CONNECTS_PER_SECOND, plain.path("opened").asDouble() / seconds);
			figures.put(Figure.CONNECTED_SECONDS, seconds);
			Bench.faults(plain, figures);
			bench.record(String.format(Locale.ROOT, "%,d clients connect", connections), figures);
		}
		if (bench.system().replays()) {
			// Other clients: those above have no ids to come back with, as with any other
			// system.
			try (LoadProcess client = bench.client()) {
				client.connect(connections, "resumes=true");
				client.tell("settle");
				for (int i = 0; i < WARM_UPS; i++) {
					client.tell("storm missed=" + missed);
				}
				replay(bench, client.tell("storm missed=" + missed), seconds);
			}
		}
	}

	private static void replay(Bench bench, JsonNode storm, double plainSeconds) {
		Map<Figure, Double> figures = new EnumMap<>(Figure.class);
		figures.put(Figure.CONNECTED_SECONDS, storm.path("openSeconds").asDouble());
		figures.put(Figure.CAUGHT_UP_SECONDS, storm.path("seconds").asDouble());
		figures.put(Figure.AGAINST_PLAIN, storm.path("seconds").asDouble() / plainSeconds);
		Bench.faults(storm, figures);
		bench.record(String.format(Locale.ROOT, "%,d clients come back and missed %,d events", bench.sizes().many(),
				bench.sizes().missed()), figures);
	}

}
