package dev.realtime.benchmarks.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The report for people. Medians, with the smallest and largest in parentheses if there
 * are several rounds; a ratio is a system's figure divided by that of this library over
 * the same transport in the same round.
 *
 * @since 0.1.0
 */
public final class MarkdownReport {

	private final Results results;

	private final Map<String, String> environment;

	private final StringBuilder text = new StringBuilder();

	/**
	 * Prepare a report.
	 * @param results what was measured
	 * @param environment on what, by name
	 */
	public MarkdownReport(Results results, Map<String, String> environment) {
		this.results = results;
		this.environment = environment;
	}

	/**
	 * Write it.
	 * @return the Markdown
	 */
	public String write() {
		line("# Benchmarks");
		line("");
		line("Medians over all rounds, smallest and largest in parentheses. × is the figure divided by that of this "
				+ "library over the same transport, in the same round.");
		line("");
		this.environment.forEach((name, value) -> line("- " + name + ": " + value));
		String scenario = "";
		for (Results.Case each : this.results.cases()) {
			if (!each.scenario().equals(scenario)) {
				scenario = each.scenario();
				line("");
				line("## " + scenario);
			}
			table(each);
		}
		list("Left out",
				this.results.unavailable()
					.entrySet()
					.stream()
					.map((entry) -> entry.getKey() + ": " + entry.getValue())
					.toList());
		list("Failed", this.results.failures());
		return this.text.toString();
	}

	private void table(Results.Case where) {
		List<Figure> figures = Arrays.stream(Figure.values()).filter((figure) -> appears(where, figure)).toList();
		line("");
		line("### " + where.title());
		line("");
		List<String> heads = new ArrayList<>(List.of("system"));
		for (Figure figure : figures) {
			heads.add(figure.label());
			if (figure.compared()) {
				heads.add("×");
			}
		}
		row(heads);
		row(heads.stream().map((head) -> "---").toList());
		for (String system : this.results.systems(where)) {
			List<String> cells = new ArrayList<>(List.of(system));
			for (Figure figure : figures) {
				cells.add(this.results.spread(where, system, figure).map((spread) -> cell(figure, spread)).orElse(""));
				if (figure.compared()) {
					Optional<Spread> ratio = this.results.ratio(where, system, figure);
					cells.add(ratio.map((spread) -> String.format(Locale.ROOT, "%.2f", spread.median())).orElse(""));
				}
			}
			row(cells);
		}
	}

	private boolean appears(Results.Case where, Figure figure) {
		return this.results.systems(where)
			.stream()
			.anyMatch((system) -> this.results.spread(where, system, figure).isPresent());
	}

	private static String cell(Figure figure, Spread spread) {
		String median = figure.format(spread.median());
		if (spread.min() == spread.max()) {
			return median;
		}
		return median + " (" + figure.format(spread.min()) + "–" + figure.format(spread.max()) + ')';
	}

	private void list(String title, List<String> lines) {
		if (!lines.isEmpty()) {
			line("");
			line("## " + title);
			line("");
			lines.forEach((each) -> line("- " + each));
		}
	}

	private void row(List<String> cells) {
		line(cells.stream().collect(Collectors.joining(" | ", "| ", " |")));
	}

	private void line(String line) {
		this.text.append(line).append('\n');
	}

}
