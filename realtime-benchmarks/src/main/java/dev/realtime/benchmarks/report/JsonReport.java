package dev.realtime.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import tools.jackson.databind.json.JsonMapper;

/**
 * The report for programs: every figure of every round, and what the tables say.
 *
 * @since 0.1.0
 */
public final class JsonReport {

	private final Results results;

	private final Map<String, String> environment;

	/**
	 * Prepare a report.
	 * @param results what was measured
	 * @param environment on what, by name
	 */
	public JsonReport(Results results, Map<String, String> environment) {
		this.results = results;
		this.environment = environment;
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
		report.put("environment", this.environment);
		report.put("results", rows);
		report.put("unavailable", this.results.unavailable());
		report.put("failures", this.results.failures());
		return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(report);
	}

	private Map<String, Object> row(Results.Case where, String system) {
		Map<String, Object> row = new LinkedHashMap<>();
		row.put("scenario", where.scenario());
		row.put("case", where.title());
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
		row.put("rounds", this.results.rounds(where, system).values().stream().map(JsonReport::named).toList());
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

}
