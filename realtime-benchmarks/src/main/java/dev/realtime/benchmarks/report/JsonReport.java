package dev.realtime.benchmarks.report;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The report for programs: every figure of every round, and what the tables say. It can
 * be read again.
 *
 * @since 0.1.0
 */
public final class JsonReport {

	private final Results results;

	/**
	 * Prepare a report.
	 * @param results what was measured
	 */
	public JsonReport(Results results) {
		this.results = results;
	}

	/**
	 * Write it.
	 * @return the JSON
	 */
	public String write() {
		List<Map<String, Object>> rows = new ArrayList<>();
		for (Results.Case where : this.results.cases()) {
			for (String system : this.results.systems(where)) {
				rows.add(row(where, system));
			}
		}
		Map<String, Object> report = new LinkedHashMap<>();
		report.put("environment", this.results.environment());
		report.put("versions", this.results.versions());
		report.put("comparedTo", this.results.baselines());
		report.put("notes", this.results.notes());
		report.put("results", rows);
		report.put("unavailable", this.results.unavailable());
		report.put("failures", this.results.failures());
		return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(report);
	}

	private Map<String, Object> row(Results.Case where, String system) {
		Map<String, Object> row = new LinkedHashMap<>();
		row.put("scenario", where.scenario());
		row.put("case", where.title());
		row.put("size", where.size());
		row.put("system", system);
		Map<String, Double> medians = new LinkedHashMap<>();
		Map<String, Double> ratios = new LinkedHashMap<>();
		for (Figure figure : Figure.values()) {
			this.results.spread(where, system, figure)
				.ifPresent((spread) -> medians.put(name(figure), spread.median()));
			if (figure.compared()) {
				this.results.ratio(where, system, figure)
					.ifPresent((spread) -> ratios.put(name(figure), spread.median()));
			}
		}
		row.put("median", medians);
		row.put("ratio", ratios);
		Map<Integer, Map<String, Double>> rounds = new LinkedHashMap<>();
		this.results.rounds(where, system).forEach((round, figures) -> rounds.put(round, named(figures)));
		row.put("rounds", rounds);
		return row;
	}

	private static Map<String, Double> named(Map<Figure, Double> figures) {
		Map<String, Double> named = new LinkedHashMap<>();
		figures.forEach((figure, value) -> named.put(name(figure), value));
		return named;
	}

	private static String name(Figure figure) {
		return figure.name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Add the results of another run. If a scenario has been measured before, these are
	 * further rounds of it: only what was measured in turns is compared.
	 * @param json what {@link #write()} has written of that run
	 */
	public void add(String json) {
		JsonNode report = JsonMapper.shared().readTree(json);
		texts(report.path("environment"), this.results::environment);
		texts(report.path("versions"), this.results::version);
		texts(report.path("notes"), this.results::note);
		texts(report.path("comparedTo"), this.results::compare);
		texts(report.path("unavailable"), this.results::unavailable);
		report.path("failures").forEach((failure) -> this.results.failed(failure.asString()));
		Map<String, Integer> before = new LinkedHashMap<>();
		for (JsonNode row : report.path("results")) {
			String scenario = row.path("scenario").asString();
			int last = before.computeIfAbsent(scenario, this.results::lastRound);
			Results.Case where = new Results.Case(scenario, row.path("case").asString(), row.path("size").asInt());
			row.path("rounds")
				.properties()
				.forEach((round) -> this.results.add(where, row.path("system").asString(),
						last + Integer.parseInt(round.getKey()), figures(round.getValue())));
		}
	}

	private static void texts(JsonNode object, Text target) {
		object.properties().forEach((entry) -> {
			if (entry.getValue().isArray()) {
				entry.getValue().forEach((value) -> target.add(entry.getKey(), value.asString()));
			}
			else {
				target.add(entry.getKey(), entry.getValue().asString());
			}
		});
	}

	private static Map<Figure, Double> figures(JsonNode named) {
		Map<Figure, Double> figures = new EnumMap<>(Figure.class);
		named.properties()
			.forEach((entry) -> figures.put(Figure.valueOf(entry.getKey().toUpperCase(Locale.ROOT)),
					entry.getValue().asDouble()));
		return figures;
	}

	/**
	 * Takes a text of a name.
	 */
	private interface Text {

		void add(String name, String text);

	}

}
