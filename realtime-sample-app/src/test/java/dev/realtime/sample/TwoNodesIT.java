package dev.realtime.sample;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

import dev.realtime.Transport;
import dev.realtime.bus.RealtimeBus;
import dev.realtime.test.RealtimeTestClient;
import dev.realtime.test.RealtimeTestClientBuilder;
import dev.realtime.test.ReceivedFrame;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.embedded.RedisServer;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

/**
 * The demonstration as README.md has it: two nodes with the profile {@code redis}.
 */
class TwoNodesIT {

	private static RedisServer redis;

	private static int redisPort;

	@BeforeAll
	static void startRedis() throws IOException {
		redisPort = FreePort.find();
		try {
			redis = RedisServer.newRedisServer().port(redisPort).setting("save \"\"").build();
			redis.start();
		}
		catch (IOException ex) {
			if ("true".equals(System.getenv("CI"))) {
				throw ex;
			}
			abort("No Redis runs here: " + ex);
		}
	}

	@AfterAll
	static void stopRedis() throws IOException {
		if (redis != null) {
			redis.stop();
		}
	}

	@ParameterizedTest
	@EnumSource(Transport.class)
	void whenOneNodeEndsThenItsClientsResumeOnTheOther(Transport transport) {
		try (ConfigurableApplicationContext other = node()) {
			String cursor = followUntilItEnds(other, transport);
			String missed = post(other, "2");
			try (RealtimeTestClient tab = tab(other, transport).cursor(cursor).connect()) {
				ReceivedFrame.Event event = tab.awaitEvent();
				assertThat(event.id()).isEqualTo(missed);
				assertThat(event.payload().intValue()).isEqualTo(2);
			}
		}
	}

	private static String followUntilItEnds(ConfigurableApplicationContext other, Transport transport) {
		try (ConfigurableApplicationContext node = node(); RealtimeTestClient tab = tab(node, transport).connect()) {
			tab.awaitReady();
			String id = post(other, "1");
			assertThat(tab.awaitEvent().id()).isEqualTo(id);
			return tab.lastCursor();
		}
	}

	@Test
	void showsTheEngineAndRedisInItsHealth() {
		try (ConfigurableApplicationContext node = node()) {
			WebTestClient.bindToServer()
				.baseUrl("http://localhost:" + port(node))
				.build()
				.get()
				.uri("/actuator/health")
				.exchange()
				.expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.components.redis.status")
				.isEqualTo("UP")
				.jsonPath("$.components.realtime.details.engine")
				.isEqualTo("redis");
		}
	}

	@Test
	void whoLoggedInOnOneNodeIsLoggedInOnTheOtherAndHearsWhatIsSentThere() {
		try (ConfigurableApplicationContext one = node(); ConfigurableApplicationContext other = node()) {
			Browser alice = Browser.at(port(one)).login("alice").moveTo(port(other));
			Browser bob = Browser.at(port(one)).login("bob");
			try (RealtimeTestClient stream = alice.stream(Transport.WEBSOCKET, "user.alice")) {
				stream.awaitReady();
				assertThat(bob.post("/api/notifications", Map.of("to", "alice", "text", "hello")).status())
					.isEqualTo(202);
				assertThat(stream.awaitEvent().payload().path("text").stringValue()).isEqualTo("hello");
			}
		}
	}

	private static ConfigurableApplicationContext node() {
		ConfigurableApplicationContext node = new SpringApplicationBuilder(SampleApplication.class, OwnResources.class)
			.run("--spring.profiles.active=redis", "--spring.data.redis.port=" + redisPort, "--server.port=0",
					"--realtime.drain.duration=0s", "--spring.reactor.netty.shutdown-quiet-period=0s",
					"--realtime.connections.max-per-address=0");
		await().atMost(Duration.ofSeconds(20)).until(() -> node.getBean(RealtimeBus.class).status().up());
		return node;
	}

	private static int port(ConfigurableApplicationContext node) {
		return node.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	private static RealtimeTestClientBuilder tab(ConfigurableApplicationContext node, Transport transport) {
		return RealtimeTestClient.forPort(port(node))
			.transport(transport)
			.topics("public.demo")
			.timeout(Duration.ofSeconds(20));
	}

	private static String post(ConfigurableApplicationContext node, String payload) {
		EventsController.Receipt receipt = WebTestClient.bindToServer()
			.baseUrl("http://localhost:" + port(node))
			.build()
			.post()
			.uri("/api/events")
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue("{\"topic\":\"public.demo\",\"type\":\"t\",\"payload\":" + payload + "}")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(EventsController.Receipt.class)
			.returnResult()
			.getResponseBody();
		assertThat(receipt).isNotNull();
		return receipt.id();
	}

	/** A node that stops takes the global ones from all others of this JVM. */
	@TestConfiguration(proxyBeanMethods = false)
	static class OwnResources {

		@Bean
		ReactorResourceFactory reactorResourceFactory() {
			ReactorResourceFactory resources = new ReactorResourceFactory();
			resources.setUseGlobalResources(false);
			return resources;
		}

	}

}
