package dev.realtime.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Draws how rate and cost change with size, one line for each system, as SVG: a row of
 * panels for the rate, one for the cost. Sizes are on a logarithmic scale, values begin
 * at zero.
 *
 * @since 0.1.0
 */
public final class ScalingChart {

	private static final List<Figure> ROWS = List.of(Figure.DELIVERIES_PER_SECOND, Figure.CPU_PER_MILLION);

	private static final int WIDTH = 480;

	private static final int HEIGHT = 280;

	private static final int LEGEND = 22;

	private final Results results;

	private final String scenario;

	/**
	 * Prepare a chart.
	 * @param results what was measured
	 * @param scenario the scenario whose cases have sizes
	 */
	public ScalingChart(Results results, String scenario) {
		this.results = results;
		this.scenario = scenario;
	}

	/**
	 * Draw it.
	 * @param subjects the columns: what the titles of the cases have in common
	 * @return the SVG
	 */
	public String write(List<String> subjects) {
		List<String> systems = new ArrayList<>(systems());
		int width = WIDTH * subjects.size();
		int height = HEIGHT * ROWS.size() + LEGEND * (systems.size() + 1);
		StringBuilder svg = new StringBuilder();
		svg.append(String.format(Locale.ROOT,
				"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" "
						+ "font-size=\"12\">%n<rect width=\"%d\" height=\"%d\" fill=\"white\"/>%n",
				width, height, width, height));
		for (int column = 0; column < subjects.size(); column++) {
			List<Results.Case> cases = cases(subjects.get(column));
			for (int row = 0; row < ROWS.size(); row++) {
				String title = ROWS.get(row).label() + " by " + subjects.get(column);
				Panel panel = new Panel(column * WIDTH, row * HEIGHT, WIDTH, HEIGHT, title);
				svg.append(panel.draw(lines(cases, systems, ROWS.get(row)), ROWS.get(row)));
			}
		}
		for (int i = 0; i < systems.size(); i++) {
			int y = HEIGHT * ROWS.size() + LEGEND * (i + 1);
			svg.append(
					String.format(Locale.ROOT,
							"<line x1=\"60\" y1=\"%d\" x2=\"90\" y2=\"%d\" stroke=\"%s\" stroke-width=\"2\"/>"
									+ "<text x=\"98\" y=\"%d\">%s</text>%n",
							y - 4, y - 4, Panel.color(i), y, systems.get(i)));
		}
		return svg.append("</svg>\n").toString();
	}

	private Set<String> systems() {
		Set<String> systems = new TreeSet<>();
		for (Results.Case each : this.results.cases()) {
			if (each.scenario().equals(this.scenario)) {
				systems.addAll(this.results.systems(each));
			}
		}
		return systems;
	}

	private List<Results.Case> cases(String subject) {
		return this.results.cases()
			.stream()
			.filter((each) -> each.scenario().equals(this.scenario) && each.title().endsWith(subject))
			.toList();
	}

	private List<List<Panel.Point>> lines(List<Results.Case> cases, List<String> systems, Figure figure) {
		List<List<Panel.Point>> lines = new ArrayList<>();
		for (String system : systems) {
			List<Panel.Point> line = new ArrayList<>();
			for (Results.Case each : cases) {
				this.results.spread(each, system, figure)
					.ifPresent((spread) -> line.add(new Panel.Point(each.size(), spread.median())));
			}
			lines.add(line);
		}
		return lines;
	}

}
