package dev.realtime.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;

import dev.realtime.RealtimeConnections;
import dev.realtime.bus.RealtimeBus;
import dev.realtime.redis.fixture.RedisServer;
import dev.realtime.redis.fixture.RedisTest;
import dev.realtime.security.RealtimeServerLogoutHandler;
import dev.realtime.security.TestTokens;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authentication.logout.HttpStatusReturningServerLogoutSuccessHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Logging out on one of two nodes.
 */
@RedisTest(outage = true)
class LogoutIT {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final String alice = TestTokens.token("alice", Instant.now().plusSeconds(300));

	private RedisServer redis;

	private ConfigurableApplicationContext first;

	private ConfigurableApplicationContext second;

	@BeforeEach
	void start() {
		this.redis = RedisServer.run();
		this.first = node();
		this.second = node();
	}

	@AfterEach
	void stop() {
		this.first.close();
		this.second.close();
		this.redis.close();
	}

	private ConfigurableApplicationContext node() {
		ConfigurableApplicationContext node = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.REACTIVE)
			.run("--server.port=0", "--spring.data.redis.host=127.0.0.1",
					"--spring.data.redis.port=" + this.redis.port(), "--realtime.drain.duration=0s",
					"--spring.reactor.netty.shutdown-quiet-period=0s");
		await().atMost(PATIENCE).until(() -> node.getBean(RealtimeBus.class).status().up());
		return node;
	}

	@Test
	void whenAUserLogsOutOnOneNodeThenAllTheirConnectionsOnAllNodesAreClosedAndStayAway() throws Exception {
		String bob = TestTokens.token("bob", Instant.now().plusSeconds(300));
		try (TestSocket here = open(this.first, this.alice);
				TestSocket alsoHere = open(this.first, this.alice);
				TestSocket there = open(this.second, this.alice);
				TestSocket bobs = open(this.second, bob)) {
			assertThat(logout()).isEqualTo(200);
			for (TestSocket socket : new TestSocket[] { here, alsoHere, there }) {
				assertThat(socket.awaitClose()).isEqualTo(4410);
				assertThat(socket.frames.get(socket.frames.size() - 1)).contains("\"reason\":\"closed_by_app\"")
					.contains("\"reconnect\":false");
			}
			assertThat(bobs.closeCode).isZero();
			await().atMost(PATIENCE)
				.until(() -> this.first.getBean(RealtimeConnections.class).count("alice").toFuture().join() == 0);
		}
	}

	@Test
	void whenTheBusIsAwayThenTheLogoutSucceedsAndClosesThoseOfItsNode() throws Exception {
		try (TestSocket here = open(this.first, this.alice)) {
			this.redis.stop();
			assertThat(logout()).isEqualTo(200);
			assertThat(here.awaitClose()).isEqualTo(4410);
		}
	}

	private TestSocket open(ConfigurableApplicationContext node, String token) {
		return TestSocket.open(port(node), "", token);
	}

	private int logout() throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port(this.first) + "/logout"))
			.header("Authorization", "Bearer " + this.alice)
			.POST(HttpRequest.BodyPublishers.noBody())
			.build();
		return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
	}

	private static int port(ConfigurableApplicationContext node) {
		return node.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		SecurityWebFilterChain security(ServerHttpSecurity http, RealtimeServerLogoutHandler realtime) {
			return http.authorizeExchange((exchanges) -> exchanges.anyExchange().permitAll())
				.oauth2ResourceServer((server) -> server.jwt(Customizer.withDefaults()))
				.logout((logout) -> logout.logoutHandler((handlers) -> handlers.add(realtime))
					.logoutSuccessHandler(new HttpStatusReturningServerLogoutSuccessHandler(HttpStatus.OK)))
				.csrf(ServerHttpSecurity.CsrfSpec::disable)
				.build();
		}

		@Bean
		ReactiveJwtDecoder decoder() {
			return TestTokens.decoder();
		}

	}

}
