package dev.realtime.test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.realtime.test.tool.NeedsTool;
import dev.realtime.test.tool.Tool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code docs/prometheus} and {@code docs/grafana} ask of Prometheus.
 */
@NeedsTool(Tool.PROMTOOL)
class AlertRulesIT {

	private static final Path DOCS = Path.of("").toAbsolutePath().resolveSibling("docs");

	@Test
	void theRulesAreValid() throws Exception {
		promtool("check", "rules", "realtime-alerts.yml");
	}

	@Test
	void eachAlertFiresWhenItShouldAndNotOtherwise() throws Exception {
		promtool("test", "rules", "realtime-alerts-test.yml");
	}

	@Test
	void eachAlertIsTestedAndExplained() throws IOException {
		String rules = Files.readString(DOCS.resolve("prometheus/realtime-alerts.yml"));
		String tests = Files.readString(DOCS.resolve("prometheus/realtime-alerts-test.yml"));
		String runbook = Files.readString(DOCS.resolve("operations.md")).split("\n## Alerts\n", 2)[1];
		List<String> alerts = rules.lines()
			.filter((line) -> line.contains("- alert: "))
			.map((line) -> line.split(": ", 2)[1])
			.toList();
		assertThat(alerts).hasSizeGreaterThan(7)
			.allSatisfy((alert) -> assertThat(tests).contains("alertname: " + alert))
			.allSatisfy((alert) -> assertThat(runbook).contains("| `" + alert + "` |"));
		assertThat(rules.split("runbook_url: docs/operations.md#alerts\n", -1)).hasSize(alerts.size() + 1);
	}

	/** As rules, which promtool can read. */
	@Test
	void theQueriesOfTheDashboardAreValid(@TempDir Path directory) throws Exception {
		List<String> queries = new ArrayList<>();
		JsonNode dashboard = JsonMapper.shared().readTree(DOCS.resolve("grafana/realtime.json").toFile());
		dashboard.path("panels")
			.forEach((panel) -> panel.path("targets")
				.forEach((target) -> queries.add(target.path("expr").stringValue())));
		assertThat(queries).hasSizeGreaterThan(40);
		StringBuilder rules = new StringBuilder("groups:\n- name: dashboard\n  rules:\n");
		for (String query : queries) {
			rules.append("  - record: query:number:")
				.append(rules.length())
				.append("\n    expr: |\n      ")
				.append(query.replace("$__rate_interval", "1m"))
				.append('\n');
		}
		Path file = Files.writeString(directory.resolve("dashboard.yml"), rules);
		promtool("check", "rules", file.toString());
	}

	private static void promtool(String... arguments) throws Exception {
		Process process = new ProcessBuilder(
				Stream.concat(Stream.of(Tool.PROMTOOL.path().toString()), Stream.of(arguments)).toList())
			.directory(DOCS.resolve("prometheus").toFile())
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).as(output).isZero();
	}

}
