package dev.realtime.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.realtime.RealtimeConnection;
import dev.realtime.RealtimeConnections;
import dev.realtime.RealtimePublisher;
import dev.realtime.security.TestTokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.authentication.JwtGrantedAuthoritiesConverter;
import org.springframework.security.web.server.SecurityWebFilterChain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Bearer tokens at the handshake and on live connections, in an application that leaves
 * them to this library.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.main.web-application-type=reactive", "realtime.topics[0].pattern=secret.*",
				"realtime.topics[0].subscribe=role:ADMIN", "realtime.topics[0].publish=role:ADMIN",
				"realtime.connections.max-per-user=100", "logging.level.dev.realtime=DEBUG",
				"logging.level.org.springframework.web=DEBUG", "logging.level.org.springframework.security=DEBUG" })
@ExtendWith(OutputCaptureExtension.class)
class TokensIT {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	@LocalServerPort
	private int port;

	@Autowired
	private RealtimeConnections connections;

	@Autowired
	private RealtimePublisher publisher;

	@Test
	void whenAHandshakeHasATokenThenItsUserIsConnected() throws Exception {
		try (TestSocket socket = TestSocket.open(this.port, "", token("alice", 60, "ADMIN"))) {
			assertThat(socket.frames.get(0)).contains("user.alice");
			List<RealtimeConnection> open = this.connections.list("alice").collectList().toFuture().join();
			assertThat(open).hasSize(1);
			assertThat(open.get(0).user().authorities()).contains("ROLE_ADMIN");
			assertThat(open.get(0).user().expiresAt()).isBefore(Instant.now().plusSeconds(61));
		}
		assertThat(get("/poll?timeout=0", token("alice", 60)).body()).contains("user.alice");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2, 3, 4, 5, 6, 7, 8 })
	void whenATokenIsForgedOrHasEndedThenTheHandshakeIsUnauthorizedAndNotAnonymous(int index) throws Exception {
		String forged = TestTokens.forged("alice").get(index);
		for (String path : List.of("/sse?topic=public.a", "/poll?topic=public.a")) {
			HttpResponse<String> response = get(path, forged);
			assertThat(response.statusCode()).isEqualTo(401);
			assertThat(response.body()).contains("\"code\":\"unauthorized\"");
		}
		CompletableFuture<TestSocket> upgrade = CompletableFuture
			.supplyAsync(() -> TestSocket.open(this.port, "?topic=public.a", forged));
		assertThat(upgrade).failsWithin(PATIENCE)
			.withThrowableThat()
			.havingRootCause()
			.withMessageContaining("Unexpected HTTP response status code 401");
	}

	@Test
	void whenATokenEndsThenItsStreamsAreClosedWithinFiveSecondsAndTheNextHandshakeIsRefused() {
		String token = token("alice", 3);
		Instant end = Instant.now().plusSeconds(3);
		CompletableFuture<HttpResponse<String>> stream = send("/sse?topic=public.a", token);
		try (TestSocket socket = TestSocket.open(this.port, "?topic=public.a", token)) {
			assertThat(socket.awaitClose()).isEqualTo(4403);
			assertThat(Instant.now()).isBetween(end.minusSeconds(1), end.plusSeconds(5));
			assertThat(socket.frames.get(socket.frames.size() - 1)).contains("\"reason\":\"expired\"");
		}
		assertThat(stream).succeedsWithin(PATIENCE)
			.satisfies((response) -> assertThat(response.body()).contains("event: rt.close")
				.contains("{\"reason\":\"expired\",\"reconnect\":true}"));
		assertThat(send("/sse?topic=public.a", token)).succeedsWithin(PATIENCE)
			.satisfies((response) -> assertThat(response.statusCode()).isEqualTo(401));
	}

	@Test
	void whenATokenEndsThenAWaitingPollIsAnsweredEarly() throws Exception {
		String cursor = get("/poll?topic=public.p&timeout=0", null).body()
			.replaceAll(".*\"cursor\":\"([^\"]+)\".*", "$1");
		Instant begun = Instant.now();
		HttpResponse<String> answer = get("/poll?topic=public.p&timeout=50&since=" + cursor, token("alice", 3));
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.body()).startsWith("{\"events\":[],\"cursor\":\"");
		assertThat(Instant.now()).isBefore(begun.plusSeconds(7));
	}

	@Test
	void whenATokenIsRefreshedThenTheConnectionLivesOnWithTheNewRights() {
		try (TestSocket socket = TestSocket.open(this.port, "?topic=public.a", token("alice", 3))) {
			socket.send(subscribe("s1"));
			assertThat(socket.reply("s1")).contains("forbidden");
			socket.authenticate("a1", token("alice", 60, "ADMIN"));
			assertThat(socket.reply("a1")).isEqualTo("{\"type\":\"rt.ack\",\"id\":\"a1\"}");
			socket.send(subscribe("s2"));
			assertThat(socket.reply("s2")).contains("\"secret.1\":{}");
			socket.send("{\"type\":\"rt.publish\",\"id\":\"p1\",\"payload\":{\"topic\":\"secret.1\",\"type\":\"t\"}}");
			assertThat(socket.reply("p1")).contains("rt.ack");
			await().during(Duration.ofSeconds(5)).atMost(PATIENCE).until(() -> socket.closeCode == 0);
			this.publisher.send("public.a", "still.there", 1);
			socket.frame("still.there");
			assertThat(this.connections.list("alice").collectList().toFuture().join())
				.allSatisfy((connection) -> assertThat(connection.user().authorities()).contains("ROLE_ADMIN"));
		}
	}

	@Test
	void whenARefreshIsNoGoodThenTheConnectionStaysUntilItsTokenEnds() {
		try (TestSocket socket = TestSocket.open(this.port, "?topic=public.a", token("alice", 5))) {
			List<String> bad = new ArrayList<>(TestTokens.forged("alice"));
			bad.remove("");
			bad.add(token("bob", 60, "ADMIN"));
			for (int i = 0; i < bad.size(); i++) {
				socket.authenticate("a" + i, bad.get(i));
				assertThat(socket.reply("a" + i)).contains("rt.error").contains("\"code\":\"unauthorized\"");
			}
			assertThat(socket.closeCode).isZero();
			socket.send(subscribe("s1"));
			assertThat(socket.reply("s1")).contains("forbidden");
			assertThat(socket.awaitClose()).isEqualTo(4403);
		}
	}

	@Test
	void whenAnAnonymousConnectionBringsATokenThenItStaysAnonymous() {
		try (TestSocket socket = TestSocket.open(this.port, "?topic=public.a", null)) {
			socket.authenticate("a1", token("alice", 60));
			assertThat(socket.reply("a1")).contains("\"code\":\"unauthorized\"").contains("anonymous");
		}
	}

	@Test
	void whenATokenIsPostedThenTheAnswerSaysWhatToDo() throws Exception {
		HttpRequest request = request("/messages", token("alice", 60)).header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers
				.ofString("{\"type\":\"rt.authenticate\",\"id\":\"1\",\"payload\":{\"token\":\"x\"}}"))
			.build();
		HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
		assertThat(response.body()).contains("\"code\":\"bad_request\"").contains("open the stream again");
	}

	@Test
	void whenTokensComeAndGoThenTheLogHasNoneOfThem(CapturedOutput output) throws Exception {
		List<String> all = new ArrayList<>(TestTokens.forged("alice"));
		all.removeIf((token) -> token.length() < 20);
		all.add(token("alice", 60));
		for (String token : all) {
			get("/poll?topic=public.a&timeout=0", token);
			get("/sse?topic=secret.a", token);
		}
		try (TestSocket socket = TestSocket.open(this.port, "?topic=public.a", token("alice", 60))) {
			for (int i = 0; i < all.size(); i++) {
				socket.authenticate("a" + i, all.get(i));
				socket.reply("a" + i);
			}
			socket.send("{\"type\":\"rt.authenticate\",\"payload\":{\"token\":\"" + all.get(0) + "\"},}");
			socket.frame("bad_message");
		}
		assertThat(output).contains("DEBUG");
		for (String token : all) {
			assertThat(output.getAll().contains(token)).isFalse();
			for (String part : token.split("\\.")) {
				// The first part is the same in every token, and says nothing.
				assertThat(part.length() > 60 && output.getAll().contains(part)).isFalse();
			}
		}
	}

	private static String token(String user, int seconds, String... roles) {
		return TestTokens.token(user, Instant.now().plusSeconds(seconds), roles);
	}

	private static String subscribe(String id) {
		return "{\"type\":\"rt.subscribe\",\"id\":\"" + id + "\",\"payload\":{\"topics\":[\"secret.1\"]}}";
	}

	private HttpResponse<String> get(String path, String token) throws IOException, InterruptedException {
		return send(path, token).orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
	}

	private CompletableFuture<HttpResponse<String>> send(String path, String token) {
		return HttpClient.newHttpClient().sendAsync(request(path, token).build(), HttpResponse.BodyHandlers.ofString());
	}

	private HttpRequest.Builder request(String path, String token) {
		HttpRequest.Builder builder = HttpRequest
			.newBuilder(URI.create("http://localhost:" + this.port + "/realtime" + path));
		if (token != null) {
			builder.header("Authorization", "Bearer " + token);
		}
		return builder;
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		SecurityWebFilterChain security(ServerHttpSecurity http) {
			return http.authorizeExchange((exchanges) -> exchanges.anyExchange().permitAll())
				.csrf(ServerHttpSecurity.CsrfSpec::disable)
				.build();
		}

		@Bean
		ReactiveJwtDecoder decoder() {
			return TestTokens.decoder();
		}

		@Bean
		JwtAuthenticationConverter converter() {
			JwtGrantedAuthoritiesConverter roles = new JwtGrantedAuthoritiesConverter();
			roles.setAuthorityPrefix("ROLE_");
			JwtAuthenticationConverter converter = new JwtAuthenticationConverter();
			converter.setJwtGrantedAuthoritiesConverter(roles);
			return converter;
		}

	}

}
