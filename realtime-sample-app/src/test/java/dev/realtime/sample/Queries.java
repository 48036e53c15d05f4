package dev.realtime.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What {@code docs/grafana} and {@code docs/prometheus} ask of Prometheus, and what a
 * scrape has.
 */
final class Queries {

	/** What Prometheus adds, or a query makes of what is there. */
	private static final Set<String> NOT_SCRAPED = Set.of("job", "instance");

	private static final Path DOCS = Path.of("").toAbsolutePath().resolveSibling("docs");

	private static final Pattern SELECTED = Pattern.compile("(realtime_\\w+)(?:\\{([^}]*)})?");

	private static final Pattern GROUPED = Pattern.compile("(?:by|on) \\(([^)]*)\\)");

	private static final Pattern SAMPLE = Pattern.compile("(?m)^(realtime_\\w+)(?:\\{([^}]*)})? ");

	private Queries() {
	}

	/**
	 * The queries of all panels and alerts.
	 */
	static List<String> all() throws IOException {
		JsonNode dashboard = JsonMapper.shared().readTree(DOCS.resolve("grafana/realtime.json").toFile());
		Map<String, List<Map<String, List<Map<String, Object>>>>> alerts = new Yaml()
			.load(Files.readString(DOCS.resolve("prometheus/realtime-alerts.yml")));
		return Stream
			.concat(dashboard.path("panels")
				.valueStream()
				.flatMap((panel) -> panel.path("targets").valueStream())
				.map((target) -> target.path("expr").stringValue()),
					alerts.get("groups")
						.stream()
						.flatMap((group) -> group.get("rules").stream())
						.map((rule) -> String.valueOf(rule.get("expr"))))
			.toList();
	}

	/**
	 * The time series that a query selects.
	 * @return the labels that it names, by the names of the series
	 */
	static Map<String, Set<String>> seriesOf(String query) {
		Map<String, Set<String>> series = series(SELECTED, query);
		List<String> grouped = GROUPED.matcher(query)
			.results()
			.flatMap((group) -> Arrays.stream(group.group(1).split(", *")))
			.toList();
		series.values().forEach((labels) -> {
			labels.addAll(grouped);
			labels.removeAll(NOT_SCRAPED);
		});
		return series;
	}

	/**
	 * The time series of a scrape.
	 * @return their labels, by their names
	 */
	static Map<String, Set<String>> scraped(String scrape) {
		return series(SAMPLE, scrape);
	}

	private static Map<String, Set<String>> series(Pattern pattern, String text) {
		Map<String, Set<String>> series = new TreeMap<>();
		pattern.matcher(text).results().forEach((found) -> {
			Set<String> labels = series.computeIfAbsent(found.group(1), (name) -> new TreeSet<>());
			if (found.group(2) != null) {
				Pattern.compile("(\\w+)[=!~]+\"")
					.matcher(found.group(2))
					.results()
					.forEach((label) -> labels.add(label.group(1)));
			}
		});
		return series;
	}

}
