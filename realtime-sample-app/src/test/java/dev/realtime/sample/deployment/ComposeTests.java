package dev.realtime.sample.deployment;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.boot.convert.DurationStyle;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The Compose file is one that Compose takes, and everything in it fits the files beside
 * it.
 */
class ComposeTests {

	private static final String SCHEMA = "/compose-spec.json";

	private final JsonNode compose = Yaml.read("compose/compose.yaml").get(0);

	private static Schema schema() throws IOException {
		try (InputStream in = ComposeTests.class.getResourceAsStream(SCHEMA)) {
			return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
				.getSchema(SchemaLocation.of("classpath:" + SCHEMA), in, InputFormat.JSON);
		}
	}

	@Test
	void everythingInItIsWhatComposeKnows() throws IOException {
		assertThat(schema().validate(this.compose)).isEmpty();
	}

	@Test
	void whatComposeDoesNotKnowIsSeen() throws IOException {
		((ObjectNode) this.compose.at("/services/proxy")).put("stop_grace", "1s");
		assertThat(schema().validate(this.compose)).isNotEmpty();
	}

	@Test
	void theImagesHaveVersions() {
		assertThat(this.compose.path("services"))
			.allSatisfy((service) -> assertThat(service.path("image").stringValue()).matches("[^:]+:.*[0-9].*"));
	}

	@Test
	void whatIsMountedIsThere() {
		for (Map.Entry<String, JsonNode> service : this.compose.path("services").properties()) {
			for (JsonNode volume : service.getValue().path("volumes")) {
				String source = volume.stringValue().split(":", 2)[0];
				boolean there = source.startsWith(".")
						? Files.isRegularFile(Yaml.DOCS.resolve("compose").resolve(source))
						: this.compose.path("volumes").has(source);
				assertThat(there).as("%s of %s", source, service.getKey()).isTrue();
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "node1", "node2" })
	void theGracePeriodIsLongerThanAllThatASignalToEndBringsAbout(String node) {
		NodeEnvironment environment = NodeEnvironment.ofCompose(node);
		Duration phase = environment.duration("SPRING_LIFECYCLE_TIMEOUTPERSHUTDOWNPHASE");
		assertThat(environment.duration("REALTIME_DRAIN_DURATION")).isLessThan(phase);
		assertThat(
				DurationStyle.detectAndParse(this.compose.at("/services/" + node + "/stop_grace_period").stringValue()))
			.isGreaterThan(phase.multipliedBy(2));
	}

	@ParameterizedTest
	@ValueSource(strings = { "node1", "node2" })
	void everyVariableIsAProperty(String node) throws IOException {
		assertThat(NodeEnvironment.ofCompose(node).unknown()).isEmpty();
	}

	@Test
	void redisKeepsWhatItHas() {
		assertThat(this.compose.at("/services/redis/command").stringValue()).contains("--maxmemory-policy noeviction",
				"--appendonly yes");
	}

	@Test
	void proxyAndPrometheusFindBothNodes() throws IOException {
		String proxy = read("haproxy.cfg");
		String management = NodeEnvironment.ofCompose("node1").get("MANAGEMENT_SERVER_PORT");
		assertThat(proxy).contains("server node1 node1:8080", "server node2 node2:8080", "check port " + management,
				"bind :8080");
		JsonNode scrape = Yaml.read("compose/prometheus.yml").get(0).at("/scrape_configs/0/static_configs/0/targets");
		assertThat(scrape).extracting(JsonNode::stringValue)
			.isEqualTo(List.of("node1:" + management, "node2:" + management));
		assertThat(Yaml.read("compose/grafana/datasource.yaml").get(0).at("/datasources/0/url").stringValue())
			.isEqualTo("http://prometheus:9090");
	}

	@Test
	void haproxyTakesItsConfiguration(@TempDir Path directory) throws Exception {
		// Names of containers mean nothing here.
		Program.check("haproxy", "-c", "-f",
				Files
					.writeString(directory.resolve("haproxy.cfg"),
							read("haproxy.cfg").replaceAll("node[12]:", "127.0.0.1:"))
					.toString());
	}

	@Test
	void prometheusTakesItsConfiguration(@TempDir Path directory) throws Exception {
		Files.copy(Yaml.DOCS.resolve("prometheus/realtime-alerts.yml"), directory.resolve("realtime-alerts.yml"));
		Program.check("promtool", "check", "config",
				Files.copy(Yaml.DOCS.resolve("compose/prometheus.yml"), directory.resolve("prometheus.yml"))
					.toString());
	}

	private static String read(String file) throws IOException {
		return Files.readString(Yaml.DOCS.resolve(Path.of("compose", file)));
	}

	@Test
	void theDashboardIsWhereGrafanaLooks() {
		String directory = Yaml.read("compose/grafana/dashboards.yaml")
			.get(0)
			.at("/providers/0/options/path")
			.stringValue();
		assertThat(this.compose.at("/services/grafana/volumes")).extracting(JsonNode::stringValue)
			.contains("../grafana/realtime.json:" + directory + "/realtime.json:ro");
	}

}
