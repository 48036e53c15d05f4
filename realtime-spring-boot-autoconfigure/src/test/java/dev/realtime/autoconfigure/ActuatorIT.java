package dev.realtime.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.realtime.LogLines;
import dev.realtime.RealtimePublisher;
import dev.realtime.connection.ConnectionLog;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.web.server.SecurityWebFilterChain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/**
 * What an operator does to a node, and what its clients see of it.
 */
class ActuatorIT {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static ConfigurableApplicationContext context;

	private static int port;

	private final HttpClient client = HttpClient.newHttpClient();

	@BeforeAll
	static void start() {
		context = node();
		port = port(context, "local.server.port");
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	static ConfigurableApplicationContext node(String... properties) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.REACTIVE)
			.properties("server.port=0", "management.endpoints.web.exposure.include=health,info,realtime",
					"management.endpoint.realtime.access=unrestricted",
					"management.endpoint.health.show-details=always", "realtime.drain.duration=0s",
					"spring.reactor.netty.shutdown-quiet-period=0s", "spring.main.banner-mode=off")
			.run(properties);
	}

	static int port(ConfigurableApplicationContext node, String name) {
		return node.getEnvironment().getRequiredProperty(name, Integer.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET /realtime", "GET /realtime/connections", "DELETE /realtime/connections/x",
			"DELETE /realtime/users/x", "POST /realtime/drain" })
	void whenSpringSecurityGuardsActuatorThenTheEndpointIsGuarded(String request) throws Exception {
		String[] parts = request.split(" ");
		assertThat(send(parts[0], parts[1], null).statusCode()).isEqualTo(401);
		assertThat(send(parts[0], parts[1], "alice").statusCode()).isEqualTo(403);
	}

	@Test
	void whenAConnectionIsClosedThenItsClientIsToldToStayAway() throws Exception {
		try (TestSocket socket = TestSocket.open(port, "?topic=public.closed", null);
				TestSocket other = TestSocket.open(port, "?topic=public.other", null)) {
			JsonNode found = json(send("GET", "/realtime/connections?topic=public.closed", "operator"));
			assertThat(found.at("/total").asInt()).isEqualTo(1);
			JsonNode connection = found.at("/connections/0");
			String id = connection.at("/id").asString();
			assertThat(socket.frames.get(0)).contains(id);
			assertThat(connection.at("/transport").asString()).isEqualTo("websocket");
			assertThat(connection.at("/behind").asBoolean(true)).isFalse();
			assertThat(connection.at("/position").asString()).contains(".");
			assertThat(json(send("GET", "/realtime/connections/" + id, "operator"))).isEqualTo(connection);
			HttpResponse<String> closed = send("DELETE", "/realtime/connections/" + id, "operator");
			assertThat(closed.body()).isEqualTo("{\"closed\":1}");
			assertThat(socket.awaitClose()).isEqualTo(4410);
			assertThat(socket.frame("rt.close")).contains("closed_by_app").contains("\"reconnect\":false");
			await().atMost(PATIENCE)
				.until(() -> send("DELETE", "/realtime/connections/" + id, "operator").statusCode() == 404);
			assertThat(other.closeCode).isZero();
		}
	}

	@Test
	void whenAUserIsClosedThenTheirStreamEnds() throws Exception {
		HttpResponse<InputStream> stream = this.client
			.send(request(port, "/realtime/sse?topic=public.a", "alice").build(), BodyHandlers.ofInputStream());
		await().atMost(PATIENCE).until(() -> connectionsOf("alice") == 1);
		assertThat(send("DELETE", "/realtime/users/alice", "operator").body()).isEqualTo("{\"closed\":1}");
		assertThat(new String(stream.body().readAllBytes())).contains("event: rt.close").contains("closed_by_app");
		await().atMost(PATIENCE).until(() -> connectionsOf("alice") == 0);
	}

	private int connectionsOf(String user) throws Exception {
		return json(send("GET", "/realtime/connections?user=" + user, "operator")).at("/total").asInt();
	}

	@Test
	void whenAConnectionHasLivedThenTheLogHasItsLifeAsFields() throws Exception {
		try (LogLines log = new LogLines(ConnectionLog.class);
				TestSocket socket = TestSocket.open(port, "?topic=public.log", null)) {
			context.getBean(RealtimePublisher.class).send("public.log", "x", "first");
			context.getBean(RealtimePublisher.class).send("public.log", "x", "second");
			socket.frame("second");
			String id = json(send("GET", "/realtime/connections?topic=public.log", "operator")).at("/connections/0/id")
				.asString();
			send("DELETE", "/realtime/connections/" + id, "operator");
			await().atMost(PATIENCE)
				.untilAsserted(() -> assertThat(log.events()).filteredOn((line) -> id.equals(field(line, "connection")))
					.extracting((line) -> field(line, "action"), (line) -> field(line, "path"),
							(line) -> field(line, "reason"), (line) -> field(line, "delivered"))
					.containsExactlyInAnyOrder(tuple("opened", null, null, null), tuple("path", "fast", null, null),
							tuple("closed", null, "closed_by_app", 2L)));
		}
	}

	private static Object field(ILoggingEvent line, String name) {
		return LogLines.fields(line).get("realtime." + name);
	}

	@Test
	void whenARequestMakesNoSenseThenItIsSaidWhy() throws Exception {
		HttpResponse<String> refused = send("GET", "/realtime?top=many", "operator");
		assertThat(refused.statusCode()).isEqualTo(400);
		assertThat(refused.body()).isEqualTo("{\"error\":\"top must be a whole number\"}");
		assertThat(send("GET", "/realtime/connections?size=501", "operator").body())
			.isEqualTo("{\"error\":\"size must be a whole number from 1 to 500, not 501\"}");
		assertThat(send("GET", "/realtime/nothing", "operator").statusCode()).isEqualTo(404);
		assertThat(send("POST", "/realtime/nothing", "operator").statusCode()).isEqualTo(404);
		assertThat(send("DELETE", "/realtime/nothing/x", "operator").statusCode()).isEqualTo(404);
	}

	@Test
	void whenAnAnswerIsDocumentedThenTheRealOneLooksLikeIt() throws Exception {
		try (TestSocket socket = TestSocket.open(port, "?topic=public.doc", null)) {
			context.getBean(RealtimePublisher.class).send("public.doc", "read", 1).join();
			await().until(() -> socket.frames.stream().anyMatch((frame) -> frame.contains("read")));
			assertThat(paths(json(send("GET", "/realtime", "operator")))).isNotEmpty()
				.isSubsetOf(paths(ActuatorDocTests.answer("realtime")))
				.contains("/node", "/positions/lanes/position", "/topics/top/subscribers", "/limits/sendBuffer",
						"/connections/byTransport/websocket");
			assertThat(paths(json(send("GET", "/realtime/connections?topic=public.doc", "operator"))))
				.isSubsetOf(paths(ActuatorDocTests.answer("connections")))
				.contains("/connections/id", "/connections/topics", "/connections/openedAt");
			assertThat(paths(json(send("GET", "/info", "operator")))).isSubsetOf(paths(ActuatorDocTests.answer("info")))
				.contains("/realtime/node", "/realtime/engine", "/realtime/transports", "/realtime/endpoints");
		}
	}

	private static Set<String> paths(JsonNode json) {
		return ActuatorDocTests.paths(json, "", new TreeSet<>());
	}

	@Test
	void whenANodeIsDrainedThenItsClientsGoElsewhereAndItIsNotReadyThoughItRuns() throws Exception {
		try (ConfigurableApplicationContext node = node("--management.server.port=0", "--realtime.drain.duration=1s")) {
			int management = port(node, "local.management.port");
			int own = port(node, "local.server.port");
			assertThat(management).isNotEqualTo(own);
			assertThat(get(management, "/actuator/health/readiness").statusCode()).isEqualTo(200);
			try (TestSocket socket = TestSocket.open(own, "?topic=public.a", null)) {
				HttpRequest drain = request(management, "/actuator/realtime/drain", "operator")
					.POST(BodyPublishers.noBody())
					.build();
				assertThat(this.client.send(drain, BodyHandlers.ofString()).body())
					.startsWith("{\"draining\":true,\"left\":");
				assertThat(socket.awaitClose()).isEqualTo(1012);
				assertThat(socket.frame("rt.close")).contains("draining").contains("\"reconnect\":true");
				await().atMost(PATIENCE)
					.until(() -> this.client.send(drain, BodyHandlers.ofString()).body(),
							"{\"draining\":true,\"left\":0}"::equals);
			}
			assertThat(node.getBean(Application.class).refusing).containsExactly("may block");
			HttpResponse<String> handshake = get(own, "/realtime/sse?topic=public.a");
			assertThat(handshake.statusCode()).isEqualTo(503);
			assertThat(handshake.body()).contains("draining");
			HttpResponse<String> readiness = get(management, "/actuator/health/readiness");
			assertThat(readiness.statusCode()).isEqualTo(503);
			assertThat(json(readiness).at("/status").asString()).as(readiness.body()).isEqualTo("OUT_OF_SERVICE");
			JsonNode health = json(get(management, "/actuator/health"));
			assertThat(health.at("/components/readinessState/status").asString()).isEqualTo("OUT_OF_SERVICE");
			assertThat(health.at("/components/realtime/status").asString()).isEqualTo("OUT_OF_SERVICE");
			assertThat(health.at("/components/realtime/details/draining").asBoolean()).isTrue();
			assertThat(get(management, "/actuator/health/liveness").statusCode()).isEqualTo(200);
		}
	}

	private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
		return this.client.send(request(port, path, "operator").build(), BodyHandlers.ofString());
	}

	private HttpResponse<String> send(String method, String path, String user)
			throws IOException, InterruptedException {
		return this.client.send(request(port, "/actuator" + path, user).method(method, BodyPublishers.noBody()).build(),
				BodyHandlers.ofString());
	}

	static HttpRequest.Builder request(int port, String path, String user) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
		if (user != null) {
			request.header("Authorization",
					"Basic " + Base64.getEncoder().encodeToString((user + ":secret").getBytes()));
		}
		return request;
	}

	private static JsonNode json(HttpResponse<String> response) {
		return JsonMapper.shared().readTree(response.body());
	}

	/** Not the global ones, which the first node that stops would take along. */
	static ReactorResourceFactory ownResources() {
		ReactorResourceFactory resources = new ReactorResourceFactory();
		resources.setUseGlobalResources(false);
		resources.setShutdownQuietPeriod(Duration.ZERO);
		return resources;
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		private final List<String> refusing = new CopyOnWriteArrayList<>();

		@Bean
		ReactorResourceFactory reactorResources() {
			return ownResources();
		}

		@EventListener
		void on(AvailabilityChangeEvent<ReadinessState> event) {
			if (event.getState() == ReadinessState.REFUSING_TRAFFIC) {
				this.refusing.add(Schedulers.isInNonBlockingThread() ? "may not block" : "may block");
			}
		}

		@Bean
		SecurityWebFilterChain security(ServerHttpSecurity http) {
			return http.authorizeExchange(
					(exchanges) -> exchanges.pathMatchers("/actuator/**").hasRole("OPERATOR").anyExchange().permitAll())
				.httpBasic((basic) -> {
				})
				.csrf(ServerHttpSecurity.CsrfSpec::disable)
				.build();
		}

		@Bean
		MapReactiveUserDetailsService users() {
			return new MapReactiveUserDetailsService(user("alice", "USER"), user("operator", "OPERATOR"));
		}

		private static UserDetails user(String name, String role) {
			return User.withUsername(name).password("{noop}secret").roles(role).build();
		}

	}

}
