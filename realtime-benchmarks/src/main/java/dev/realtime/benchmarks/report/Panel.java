package dev.realtime.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * One diagram of a chart, as a group of SVG elements.
 *
 * @param left where it begins
 * @param top where it begins
 * @param width how wide it is
 * @param height how high it is
 * @param title what it shows
 */
record Panel(int left, int top, int width, int height, String title) {

	private static final List<String> COLORS = List.of("#1b6ca8", "#d1495b", "#2e8b57", "#8a5fbf", "#e08e0b", "#4d4d4d",
			"#17a2b8", "#a0522d", "#7cb518", "#c71585");

	private static final int MARGIN_LEFT = 70;

	private static final int MARGIN = 40;

	private static final int TICKS = 4;

	static String color(int index) {
		return COLORS.get(index % COLORS.size());
	}

	String draw(List<List<Point>> lines, Figure figure) {
		Set<Integer> sizes = new TreeSet<>();
		double max = 0;
		for (List<Point> line : lines) {
			for (Point point : line) {
				sizes.add(point.size());
				max = Math.max(max, point.value());
			}
		}
		if (sizes.isEmpty() || max == 0) {
			return "";
		}
		Scale scale = new Scale(sizes.iterator().next(), sizes.stream().reduce((a, b) -> b).orElse(1), max);
		StringBuilder svg = new StringBuilder();
		text(svg, MARGIN_LEFT, MARGIN - 16, "start", this.title);
		for (int i = 0; i <= TICKS; i++) {
			double value = max * i / TICKS;
			line(svg, MARGIN_LEFT, y(scale, value), this.width - MARGIN, y(scale, value), "#dddddd");
			text(svg, MARGIN_LEFT - 6, y(scale, value) + 4, "end", figure.format(value));
		}
		for (int size : sizes) {
			text(svg, x(scale, size), this.height - MARGIN + 18, "middle", String.format(Locale.ROOT, "%,d", size));
		}
		for (int i = 0; i < lines.size(); i++) {
			polyline(svg, scale, lines.get(i), color(i));
		}
		return svg.toString();
	}

	private void polyline(StringBuilder svg, Scale scale, List<Point> line, String color) {
		StringBuilder points = new StringBuilder();
		for (Point point : line) {
			double x = this.left + x(scale, point.size());
			double y = this.top + y(scale, point.value());
			points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
			svg.append(
					String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>%n", x, y, color));
		}
		svg.append(
				String.format(Locale.ROOT, "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n",
						points.toString().strip(), color));
	}

	private void line(StringBuilder svg, double x1, double y1, double x2, double y2, String color) {
		svg.append(String.format(Locale.ROOT, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n",
				this.left + x1, this.top + y1, this.left + x2, this.top + y2, color));
	}

	private void text(StringBuilder svg, double x, double y, String anchor, String text) {
		svg.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
				this.left + x, this.top + y, anchor, text));
	}

	private double x(Scale scale, int size) {
		double from = Math.log(scale.minSize());
		double to = Math.log(scale.maxSize());
		double share = (to > from) ? (Math.log(size) - from) / (to - from) : 0.5;
		return MARGIN_LEFT + share * (this.width - MARGIN_LEFT - MARGIN);
	}

	private double y(Scale scale, double value) {
		return this.height - MARGIN - value / scale.maxValue() * (this.height - 2 * MARGIN);
	}

	/**
	 * A value at a size.
	 *
	 * @param size how many connections or topics there were
	 * @param value what was measured
	 */
	record Point(int size, double value) {

	}

	/**
	 * What the axes span.
	 *
	 * @param minSize the smallest size
	 * @param maxSize the largest size
	 * @param maxValue the largest value
	 */
	private record Scale(int minSize, int maxSize, double maxValue) {

	}

}
