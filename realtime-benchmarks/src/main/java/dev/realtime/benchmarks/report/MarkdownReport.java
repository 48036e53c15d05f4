package dev.realtime.benchmarks.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;

/**
 * The report for people. Medians, with the smallest and largest in parentheses if there
 * are several rounds; a ratio is a system's figure divided by that of this library over
 * the same transport in the same round. Where others are better comes first.
 *
 * @since 0.1.0
 */
public final class MarkdownReport {

	private static final String INTRODUCTION = """
			Medians over all rounds, smallest and largest in parentheses. × is the figure divided by that of this library \
			over the same transport in the same round: more is better for rates, less for everything else. It is **bold** \
			where the other system is better in every round, and by 5 % in the median. Where no faults are named, each \
			connection stayed open and received each event once.""";

	private static final double SMALL = 0.1;

	private final Results results;

	private final StringBuilder text = new StringBuilder();

	/**
	 * Prepare a report.
	 * @param results what was measured
	 */
	public MarkdownReport(Results results) {
		this.results = results;
	}

	/**
	 * Write it.
	 * @return the Markdown
	 */
	public String write() {
		line("# Benchmarks");
		line("");
		line(INTRODUCTION);
		line("");
		this.results.environment().forEach((name, values) -> line("- " + name + ": " + String.join(", ", values)));
		systems();
		wins();
		Set<String> scenarios = this.results.cases()
			.stream()
			.map(Results.Case::scenario)
			.collect(Collectors.toCollection(LinkedHashSet::new));
		scenarios.forEach(this::scenario);
		list("Left out",
				this.results.unavailable()
					.entrySet()
					.stream()
					.map((entry) -> entry.getKey() + ": " + entry.getValue())
					.toList());
		list("Failed", this.results.failures());
		return this.text.toString();
	}

	private void systems() {
		if (this.results.versions().isEmpty()) {
			return;
		}
		heading("## Systems");
		row(List.of("system", "is", "compared to"));
		row(List.of("---", "---", "---"));
		this.results.versions().forEach((system, versions) -> {
			String baseline = this.results.baseline(system);
			row(List.of(system, String.join(", ", versions), baseline.equals(system) ? "" : baseline));
		});
	}

	/** What is bold in the tables below, by case and figure. */
	private void wins() {
		List<List<String>> rows = new ArrayList<>();
		for (Results.Case where : this.results.cases()) {
			for (Figure figure : Figure.values()) {
				Map<String, List<String>> winners = new TreeMap<>();
				for (String system : this.results.systems(where)) {
					this.results.ratio(where, system, figure)
						.filter(figure::isBetter)
						.ifPresent((ratio) -> winners
							.computeIfAbsent(this.results.baseline(system), (key) -> new ArrayList<>())
							.add(winner(where, system, ratio)));
				}
				winners.forEach((baseline, systems) -> rows.add(List.of(where.scenario() + ": " + where.title(),
						figure.label(), baseline + ' ' + median(where, baseline, figure), String.join("; ", systems))));
			}
		}
		if (!rows.isEmpty()) {
			heading("## Where others are better");
			row(List.of("case", "figure", "this library", "better"));
			row(List.of("---", "---", "---", "---"));
			rows.forEach(this::row);
		}
	}

	private String winner(Results.Case where, String system, Spread ratio) {
		String text = system + " ×" + cell(MarkdownReport::ratio, ratio);
		return faults(where, system).isEmpty() ? text : text + ", with faults";
	}

	private String median(Results.Case where, String system, Figure figure) {
		return this.results.spread(where, system, figure).map((spread) -> figure.format(spread.median())).orElse("");
	}

	private void scenario(String name) {
		line("");
		line("## " + name);
		this.results.notes().getOrDefault(name, Set.of()).forEach((note) -> {
			line("");
			line(note);
		});
		this.results.cases().stream().filter((each) -> each.scenario().equals(name)).forEach(this::table);
	}

	private void table(Results.Case where) {
		List<Figure> figures = Arrays.stream(Figure.values())
			.filter((figure) -> !figure.countsFaults() && appears(where, figure))
			.toList();
		boolean faults = this.results.systems(where).stream().anyMatch((system) -> !faults(where, system).isEmpty());
		heading("### " + where.title());
		List<String> heads = new ArrayList<>(List.of("system"));
		for (Figure figure : figures) {
			heads.add(figure.label());
			if (figure.compared()) {
				heads.add("×");
			}
		}
		if (faults) {
			heads.add("faults");
		}
		row(heads);
		row(heads.stream().map((head) -> "---").toList());
		for (String system : this.results.systems(where)) {
			List<String> cells = new ArrayList<>(List.of(system));
			for (Figure figure : figures) {
				cells.add(this.results.spread(where, system, figure)
					.map((spread) -> cell(figure::format, spread))
					.orElse(""));
				if (figure.compared()) {
					cells
						.add(this.results.ratio(where, system, figure).map((ratio) -> ratio(figure, ratio)).orElse(""));
				}
			}
			if (faults) {
				cells.add(faults(where, system));
			}
			row(cells);
		}
	}

	private boolean appears(Results.Case where, Figure figure) {
		return this.results.systems(where)
			.stream()
			.anyMatch((system) -> this.results.spread(where, system, figure).isPresent());
	}

	private static String ratio(Figure figure, Spread ratio) {
		String text = cell(MarkdownReport::ratio, ratio);
		return figure.isBetter(ratio) ? "**" + text + "**" : text;
	}

	/** Those of all rounds together: a median would hide what happens once. */
	private String faults(Results.Case where, String system) {
		List<String> faults = new ArrayList<>();
		for (Figure figure : Figure.values()) {
			double sum = figure.countsFaults() ? this.results.rounds(where, system)
				.values()
				.stream()
				.mapToDouble((round) -> round.getOrDefault(figure, 0.0))
				.sum() : 0;
			if (sum > 0) {
				faults.add(figure.format(sum) + ' ' + figure.label());
			}
		}
		return String.join(", ", faults);
	}

	private static String ratio(double value) {
		return String.format(Locale.ROOT, (value < SMALL) ? "%.3f" : "%.2f", value);
	}

	private static String cell(DoubleFunction<String> format, Spread spread) {
		String median = format.apply(spread.median());
		String min = format.apply(spread.min());
		String max = format.apply(spread.max());
		return min.equals(max) ? median : median + " (" + min + "–" + max + ')';
	}

	private void list(String title, List<String> lines) {
		if (!lines.isEmpty()) {
			heading("## " + title);
			lines.forEach((each) -> line("- " + each));
		}
	}

	private void heading(String heading) {
		line("");
		line(heading);
		line("");
	}

	private void row(List<String> cells) {
		line(cells.stream().collect(Collectors.joining(" | ", "| ", " |")));
	}

	private void line(String line) {
		this.text.append(line).append('\n');
	}

}
