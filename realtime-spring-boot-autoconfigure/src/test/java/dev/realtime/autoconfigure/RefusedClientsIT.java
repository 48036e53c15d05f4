package dev.realtime.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.realtime.RealtimeAuthenticator;
import dev.realtime.RealtimeController;
import dev.realtime.RealtimeUser;
import dev.realtime.connection.Drain;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.ThrowingSupplier;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What {@code docs/failures.md} says of clients that are refused is what they get, and
 * what the log of a real server says.
 */
class RefusedClientsIT {

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private static ConfigurableApplicationContext context;

	private static Logged logged;

	@BeforeAll
	static void start() {
		context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.REACTIVE)
			.run("--server.port=0", "--realtime.topics[0].pattern=secret.*",
					"--realtime.topics[0].subscribe=role:ADMIN", "--realtime.connections.max=2",
					"--realtime.connections.max-per-user=1", "--realtime.connections.overflow=reject-newest",
					"--realtime.tickets.enabled=true", "--realtime.messages.burst=60",
					"--spring.reactor.netty.shutdown-quiet-period=0s");
		logged = new Logged();
	}

	@AfterAll
	static void stop() {
		context.close();
		logged.close();
	}

	@TestFactory
	Stream<DynamicTest> refusals() {
		Map<String, ThrowingSupplier<List<String>>> cases = new HashMap<>();
		cases.put("origin", () -> List.of(get("/sse?topic=public.a", "Origin", "https://shop.example.com"),
				logged.lines("shop.example.com").get(0)));
		cases.put("topic-without-rule",
				() -> List.of(get("/sse?topic=orders.42", "X-User", "bob"), logged.lines("No rule names").get(0)));
		cases.put("forbidden", () -> List.of(get("/sse?topic=secret.1", "X-User", "bob")));
		cases.put("anonymous", () -> List.of(get("/sse?topic=secret.1"), logged.lines("that is not logged in").get(0)));
		cases.put("ticket-used", this::usedTicket);
		cases.put("no-topic", () -> List.of(get("/sse")));
		cases.put("too-many-topics", () -> List.of(get("/sse?"
				+ IntStream.range(0, 129).mapToObj((i) -> "topic=public." + i).collect(Collectors.joining("&")))));
		cases.put("too-many-connections", this::secondStreamOfAUser);
		cases.put("node-full", this::oneStreamTooMany);
		cases.put("draining", this::whileDraining);
		cases.put("message-too-big", () -> List.of(post("\"" + "x".repeat(70_000) + "\"")));
		cases.put("message-of-no-type", () -> List.of(post("{\"id\":\"1\"}")));
		cases.put("message-that-nobody-handles", () -> List.of(post("{\"type\":\"chat.shout\",\"id\":\"1\"}")));
		cases.put("message-that-does-not-fit",
				() -> List.of(post("{\"type\":\"chat.say\",\"id\":\"1\",\"payload\":{\"number\":\"seven\"}}")));
		cases.put("publish-without-rule", () -> List
			.of(post("{\"type\":\"rt.publish\",\"id\":\"1\",\"payload\":{\"topic\":\"public.a\",\"type\":\"x\"}}")));
		cases.put("too-many-messages", this::tooManyMessages);
		return FailureTable.CLIENTS.tests(cases);
	}

	private List<String> usedTicket() throws Exception {
		String answer = send(request("/ticket").header("X-User", "carol").POST(BodyPublishers.noBody())).body();
		String path = "/sse?topic=public.a&ticket=" + JsonMapper.shared().readTree(answer).get("ticket").asString();
		open(path).close();
		return List.of(get(path));
	}

	private List<String> secondStreamOfAUser() throws Exception {
		return besides("alice", List.of("alice"));
	}

	private List<String> oneStreamTooMany() throws Exception {
		return besides("frank", List.of("dave", "erin"));
	}

	private static List<String> besides(String user, List<String> others) throws Exception {
		List<InputStream> streams = new ArrayList<>();
		try {
			for (String other : others) {
				streams.add(open("/sse?topic=public.a", "X-User", other));
			}
			return List.of(get("/sse?topic=public.a", "X-User", user));
		}
		finally {
			for (InputStream stream : streams) {
				stream.close();
			}
		}
	}

	private List<String> whileDraining() throws Exception {
		Drain drain = context.getBean(Drain.class);
		Disposable draining = drain.drain().subscribe();
		try {
			return List.of(get("/sse?topic=public.a"));
		}
		finally {
			draining.dispose();
			drain.end();
		}
	}

	private List<String> tooManyMessages() throws Exception {
		String message = "{\"type\":\"chat.shout\",\"id\":\"1\"}";
		String all = Stream.generate(() -> message).limit(80).collect(Collectors.joining(",", "[", "]"));
		JsonNode replies = JsonMapper.shared().readTree(send(posted(all).header("X-User", "grace")).body());
		return List.of(error(replies.get(79)));
	}

	/** Waits until the node has forgotten the streams of the tests before. */
	private static InputStream open(String path, String... headers) throws Exception {
		return await().until(() -> {
			HttpRequest.Builder request = request(path);
			HttpResponse<InputStream> response = CLIENT.send(
					((headers.length > 0) ? request.headers(headers) : request).build(), BodyHandlers.ofInputStream());
			assertThat(response.statusCode()).isIn(200, 429, 503);
			if (response.statusCode() != 200) {
				response.body().close();
				return null;
			}
			assertThat(response.body().read()).isPositive();
			return response.body();
		}, Objects::nonNull);
	}

	private static String get(String path, String... headers) throws Exception {
		HttpRequest.Builder request = request(path);
		return problem(send((headers.length > 0) ? request.headers(headers) : request));
	}

	private static String problem(HttpResponse<String> response) {
		JsonNode problem = JsonMapper.shared().readTree(response.body());
		assertThat(problem.has("code")).as(response.body()).isTrue();
		return response.statusCode() + " " + problem.get("code").asString() + ": " + problem.get("detail").asString();
	}

	private static String post(String body) throws Exception {
		HttpResponse<String> response = send(posted(body));
		JsonNode reply = JsonMapper.shared().readTree(response.body());
		return reply.has("payload") ? error(reply) : problem(response);
	}

	private static String error(JsonNode reply) {
		return reply.at("/payload/code").asString() + ": " + reply.at("/payload/message").asString();
	}

	private static HttpRequest.Builder posted(String body) {
		return request("/messages").header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
	}

	private static HttpRequest.Builder request(String path) {
		String port = context.getEnvironment().getProperty("local.server.port");
		return HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/realtime" + path));
	}

	private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return CLIENT.send(request.build(), BodyHandlers.ofString());
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		RealtimeAuthenticator whoTheHeaderNames() {
			return (handshake) -> {
				String name = handshake.header("X-User");
				return Mono.just((name != null) ? new RealtimeUser(name) : RealtimeUser.ANONYMOUS);
			};
		}

		@Bean
		SecurityWebFilterChain open(ServerHttpSecurity http) {
			return http.csrf(ServerHttpSecurity.CsrfSpec::disable).build();
		}

		@Bean
		Handlers handlers() {
			return new Handlers();
		}

	}

	@RealtimeController
	static class Handlers {

		@MessageMapping("chat.say")
		void say(Said said) {
		}

		record Said(int number) {

		}

	}

}
