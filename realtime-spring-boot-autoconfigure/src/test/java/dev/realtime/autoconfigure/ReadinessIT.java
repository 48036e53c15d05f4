package dev.realtime.autoconfigure;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;

import dev.realtime.connection.Drain;
import dev.realtime.redis.fixture.RedisServer;
import dev.realtime.redis.fixture.RedisTest;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.ReactorResourceFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a balancer is told by a node that its Redis has left, and by one that may keep its
 * clients all the same.
 */
@RedisTest(outage = true)
class ReadinessIT {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final HttpClient client = HttpClient.newHttpClient();

	@Test
	void whenANodeIsCutOffFromRedisThenItIsNotReadyUntilItHearsOthersAgain() throws Exception {
		try (RedisServer redis = RedisServer.run();
				ConfigurableApplicationContext node = node(redis);
				ConfigurableApplicationContext other = node(redis, "management.health.realtime.readiness=false")) {
			awaitReadiness(node, 200);
			JsonNode up = JsonMapper.shared().readTree(get(node, "").body()).at("/components/realtime");
			assertThat(up.at("/details/engine").asString()).isEqualTo("redis");
			assertThat(up.at("/details/probeAge").asString()).endsWith("ms");
			redis.stop();
			awaitReadiness(node, 503);
			assertThat(get(node, "/readiness").body()).contains("DOWN");
			assertThat(get(node, "/liveness").statusCode()).isEqualTo(200);
			await().atMost(PATIENCE).until(() -> get(other, "").statusCode() == 503);
			assertThat(get(other, "/readiness").statusCode()).isEqualTo(200);
			redis.start();
			awaitReadiness(node, 200);
		}
	}

	/**
	 * The chain that Boot makes where the application has none asks for the paths of the
	 * health groups with every request.
	 */
	@Test
	void whenBootGuardsActuatorThenEverythingElseIsServedAndReadinessHasItsOwnPath() throws Exception {
		try (ConfigurableApplicationContext node = guardedByBoot("--management.endpoints.web.base-path=/manage")) {
			int port = ActuatorIT.port(node, "local.server.port");
			assertThat(get(port, "/realtime/poll?topic=public.a").statusCode()).isEqualTo(200);
			assertThat(get(port, "/manage/realtime").statusCode()).isEqualTo(200);
			assertThat(statusForNobody(port, "/readyz")).isEqualTo(200);
			assertThat(statusForNobody(port, "/manage/realtime")).isEqualTo(401);
			node.getBean(Drain.class).drain().block();
			assertThat(get(port, "/readyz").statusCode()).isEqualTo(503);
			assertThat(get(port, "/livez").statusCode()).isEqualTo(200);
		}
	}

	@Test
	void whenActuatorIsAtTheRootThenTheApplicationStarts() throws Exception {
		try (ConfigurableApplicationContext node = guardedByBoot("--management.endpoints.web.base-path=/")) {
			int port = ActuatorIT.port(node, "local.server.port");
			assertThat(get(port, "/health/readiness").statusCode()).isEqualTo(200);
		}
	}

	private static ConfigurableApplicationContext guardedByBoot(String... properties) {
		return new SpringApplicationBuilder(GuardedByBoot.class).web(WebApplicationType.REACTIVE)
			.properties("server.port=0", "management.endpoints.web.exposure.include=health,realtime",
					"management.endpoint.health.probes.add-additional-paths=true", "spring.security.user.name=operator",
					"spring.security.user.password=secret", "realtime.drain.duration=0s", "spring.main.banner-mode=off")
			.run(properties);
	}

	private static ConfigurableApplicationContext node(RedisServer redis, String... properties) {
		return ActuatorIT.node(Stream
			.concat(Stream.of("spring.data.redis.host=127.0.0.1", "spring.data.redis.port=" + redis.port(),
					"realtime.bus.redis.command-timeout=1s", "realtime.bus.redis.probe-interval=1s",
					"management.health.redis.enabled=false"), Arrays.stream(properties))
			.map((property) -> "--" + property)
			.toArray(String[]::new));
	}

	private void awaitReadiness(ConfigurableApplicationContext node, int status) {
		await().atMost(PATIENCE).until(() -> get(node, "/readiness").statusCode() == status);
	}

	private HttpResponse<String> get(ConfigurableApplicationContext node, String path) throws Exception {
		return get(ActuatorIT.port(node, "local.server.port"), "/actuator/health" + path);
	}

	private int statusForNobody(int port, String path) throws Exception {
		return this.client.send(ActuatorIT.request(port, path, null).build(), BodyHandlers.discarding()).statusCode();
	}

	private HttpResponse<String> get(int port, String path) throws Exception {
		return this.client.send(ActuatorIT.request(port, path, "operator").build(), BodyHandlers.ofString());
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class GuardedByBoot {

		@Bean
		ReactorResourceFactory reactorResources() {
			return ActuatorIT.ownResources();
		}

	}

}
