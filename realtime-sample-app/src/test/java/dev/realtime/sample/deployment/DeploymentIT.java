package dev.realtime.sample.deployment;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.realtime.CloseReason;
import dev.realtime.Transport;
import dev.realtime.sample.FreePort;
import dev.realtime.test.RealtimeTestClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;
import tools.jackson.databind.JsonNode;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What runs in a container, without one: the archive's layers, laid one over the other as
 * an image does, in the environment that the files give it.
 */
class DeploymentIT {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final int CLIENTS = 100;

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	@TempDir
	private Path directory;

	private final int port = FreePort.find();

	private final int managementPort = FreePort.find();

	private final int redisPort = FreePort.find();

	@Test
	void theImagesContentStartsIsProbedAndEndsInTime() throws Exception {
		RedisServer redis = RedisServer.newRedisServer().port(this.redisPort).setting("save \"\"").build();
		redis.start();
		Process node = startNode(layOut());
		try {
			probesSucceed(node);
			assertThat(get("/actuator/prometheus").body()).contains("realtime_connections_active");
			drainsAndEnds(node);
		}
		finally {
			node.destroyForcibly().waitFor();
			redis.stop();
		}
	}

	private void probesSucceed(Process node) {
		JsonNode container = Yaml.read("kubernetes/realtime.yaml").get(0).at("/spec/template/spec/containers/0");
		for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
			String path = container.path(probe).at("/httpGet/path").stringValue();
			await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
				assertThat(node.isAlive()).as(() -> said()).isTrue();
				return status(path) == 200;
			});
		}
	}

	private void drainsAndEnds(Process node) throws Exception {
		List<RealtimeTestClient> clients = new ArrayList<>();
		for (int i = 0; i < CLIENTS; i++) {
			clients.add(RealtimeTestClient.forPort(this.port)
				.transport(Transport.SSE)
				.topics("public.a")
				.timeout(Duration.ofSeconds(20))
				.connect());
		}
		clients.forEach(RealtimeTestClient::awaitReady);
		node.destroy();
		await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> status(readinessPath()) == 503);
		for (RealtimeTestClient client : clients) {
			assertThat(client.expectClose(CloseReason.DRAINING).reconnect()).isTrue();
			client.close();
		}
		Duration grace = Duration.ofSeconds(Yaml.read("kubernetes/realtime.yaml")
			.get(0)
			.at("/spec/template/spec/terminationGracePeriodSeconds")
			.intValue());
		assertThat(node.waitFor(grace.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(node.exitValue()).as("by SIGTERM").isEqualTo(128 + 15);
	}

	/** What the proxy of the Compose file asks for. */
	private static String readinessPath() throws IOException {
		String proxy = Files.readString(Yaml.DOCS.resolve("compose/haproxy.cfg"));
		return proxy.split("httpchk GET ", 2)[1].split("\n", 2)[0];
	}

	private Path layOut() throws Exception {
		Path layers = this.directory.resolve("layers");
		Process extraction = new ProcessBuilder(java(), "-Djarmode=tools", "-jar", archive().toString(), "extract",
				"--layers", "--destination", layers.toString())
			.redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("extraction").toFile())
			.start();
		assertThat(extraction.waitFor()).isZero();
		Path application = this.directory.resolve("application");
		List<String> names = new ArrayList<>();
		try (Stream<Path> all = Files.list(layers)) {
			for (Path layer : all.toList()) {
				names.add(layer.getFileName().toString());
				FileSystemUtils.copyRecursively(layer, application);
			}
		}
		assertThat(names).contains("dependencies", "application");
		try (Stream<Path> all = Files.list(application)) {
			return all.filter((file) -> file.toString().endsWith(".jar")).findFirst().orElseThrow();
		}
	}

	private static Path archive() throws IOException {
		Path classes = Path
			.of(URI.create(DeploymentIT.class.getProtectionDomain().getCodeSource().getLocation().toString()));
		try (Stream<Path> files = Files.list(classes.getParent())) {
			return files.filter((file) -> file.getFileName().toString().matches("realtime-sample-app-.*\\.jar"))
				.findFirst()
				.orElseThrow();
		}
	}

	private Process startNode(Path application) throws IOException {
		ProcessBuilder node = new ProcessBuilder(java(), "-XX:TieredStopAtLevel=1", "-jar", application.toString());
		node.environment().putAll(NodeEnvironment.ofCompose("node1").variables());
		node.environment()
			.putAll(Map.of("SPRING_DATA_REDIS_HOST", "127.0.0.1", "SPRING_DATA_REDIS_PORT",
					Integer.toString(this.redisPort), "SERVER_PORT", Integer.toString(this.port),
					"MANAGEMENT_SERVER_PORT", Integer.toString(this.managementPort),
					"REALTIME_CONNECTIONS_MAXPERADDRESS", "0"));
		return node.redirectErrorStream(true).redirectOutput(this.directory.resolve("said").toFile()).start();
	}

	private String said() {
		try {
			return Files.readString(this.directory.resolve("said"));
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	private int status(String path) {
		try {
			return get(path).statusCode();
		}
		catch (IOException ex) {
			return -1;
		}
	}

	private HttpResponse<String> get(String path) throws IOException {
		URI uri = URI.create("http://127.0.0.1:" + this.managementPort + path);
		try {
			return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String java() {
		return Path.of(System.getProperty("java.home"), "bin", "java").toString();
	}

}
