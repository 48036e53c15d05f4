package dev.realtime.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every scenario works with few connections. How fast, nobody asks.
 */
class BenchmarkSmokeIT {

	private static final Set<String> FAULTS = Set.of("missing", "repeated", "lost", "slow_closed");

	private static final Set<String> TOO_COARSE_HERE = Set.of("cpu_per_million", "client_cpu_per_million",
			"pss_per_connection", "heap_per_connection", "direct_per_connection");

	@TempDir
	private Path directory;

	@Test
	void everyScenarioHasFiguresAndNothingIsMissingOrRepeated() throws IOException {
		BenchmarkRunner.run("--smoke", "--out=" + this.directory);
		JsonNode report = JsonMapper.shared().readTree(Files.readString(this.directory.resolve("report.json")));
		assertThat(report.path("failures")).isEmpty();
		// Without a redis-server on the path there is no second node.
		assertThat(report.path("unavailable").propertyNames()).isSubsetOf("two-nodes");
		List<String> measured = new ArrayList<>();
		for (JsonNode row : report.path("results")) {
			measured.add(row.path("system").asString() + ' ' + row.path("scenario").asString());
			row.path("median")
				.properties()
				.forEach((figure) -> check(row, figure.getKey(), figure.getValue().asDouble()));
		}
		for (String system : List.of(Systems.PRODUCT_SSE, Systems.WEBFLUX_SSE)) {
			for (String scenario : List.of("idle", "one-topic", "many-topics", "payloads", "slow-clients", "storms",
					"scaling")) {
				assertThat(measured).contains(system + ' ' + scenario);
			}
		}
		assertThat(measured).contains(Systems.PRODUCT_SSE + " abusive-clients");
		assertThat(this.directory.resolve("report.md")).isNotEmptyFile();
		assertThat(this.directory.resolve("scaling.svg")).isNotEmptyFile();
	}

	private static void check(JsonNode row, String figure, double value) {
		if (FAULTS.contains(figure)) {
			assertThat(value).as(figure + " in " + row).isZero();
		}
		else if (!TOO_COARSE_HERE.contains(figure)) {
			assertThat(value).as(figure + " in " + row).isPositive();
		}
	}

}
