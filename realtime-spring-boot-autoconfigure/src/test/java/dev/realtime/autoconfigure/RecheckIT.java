package dev.realtime.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import dev.realtime.RealtimeAuthenticator;
import dev.realtime.RealtimeUser;
import dev.realtime.TopicAuthorizer;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Rights that are withdrawn from streams that are open.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = { "spring.main.web-application-type=reactive",
		"realtime.security.recheck-interval=1s", "realtime.user-topic.enabled=false" })
class RecheckIT {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	@LocalServerPort
	private int port;

	@Autowired
	private Application application;

	@Test
	void whenARightIsWithdrawnThenTheStreamIsClosedAndTheNextHandshakeIsForbidden() {
		this.application.withdrawn.clear();
		CompletableFuture<HttpResponse<String>> stream = sse("/sse?topic=a&topic=b");
		try (TestSocket socket = TestSocket.open(this.port, "?topic=a&topic=b&user=alice", null);
				TestSocket other = TestSocket.open(this.port, "?topic=a&user=alice", null)) {
			await().during(Duration.ofSeconds(2))
				.atMost(PATIENCE)
				.until(() -> socket.closeCode == 0 && !stream.isDone());
			this.application.withdrawn.add("b");
			assertThat(socket.awaitClose()).isEqualTo(1012);
			assertThat(socket.frames.get(socket.frames.size() - 1))
				.contains("\"reason\":\"rotated\",\"reconnect\":true");
			assertThat(stream).succeedsWithin(PATIENCE)
				.satisfies((response) -> assertThat(response.body()).contains("\"reason\":\"rotated\""));
			assertThat(other.closeCode).isZero();
		}
		try (TestSocket again = TestSocket.open(this.port, "?topic=a&topic=b&user=alice", null)) {
			assertThat(again.frames.get(0)).contains("\"a\":{}").contains("\"b\":{\"error\":\"forbidden\"}");
		}
		assertThat(sse("/sse?topic=a&topic=b")).succeedsWithin(PATIENCE).satisfies((response) -> {
			assertThat(response.statusCode()).isEqualTo(403);
			assertThat(response.body()).contains("topic b");
		});
	}

	@Test
	void whenARightIsWithdrawnMeanwhileThenAResumeIsForbidden() {
		this.application.withdrawn.clear();
		String ready;
		try (TestSocket socket = TestSocket.open(this.port, "?topic=c&user=alice", null)) {
			ready = socket.frames.get(0);
		}
		String cursor = ready.replaceAll(".*\"rt.ready\",\"id\":\"([^\"]+)\".*", "$1");
		this.application.withdrawn.add("c");
		for (String path : new String[] { "/sse?topic=c&lastEventId=" + cursor, "/poll?topic=c&since=" + cursor }) {
			assertThat(sse(path)).succeedsWithin(PATIENCE)
				.satisfies((response) -> assertThat(response.statusCode()).isEqualTo(403));
		}
	}

	private CompletableFuture<HttpResponse<String>> sse(String path) {
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://localhost:" + this.port + "/realtime" + path + "&user=alice"))
			.build();
		return HttpClient.newHttpClient().sendAsync(request, HttpResponse.BodyHandlers.ofString());
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		final Set<String> withdrawn = ConcurrentHashMap.newKeySet();

		@Bean
		RealtimeAuthenticator authenticator() {
			return (handshake) -> Mono.justOrEmpty(handshake.queryParameter("user")).map(RealtimeUser::new);
		}

		@Bean
		TopicAuthorizer authorizer() {
			return (user, action, topic) -> Mono.just(!this.withdrawn.contains(topic));
		}

		@Bean
		SecurityWebFilterChain security(ServerHttpSecurity http) {
			return http.authorizeExchange((exchanges) -> exchanges.anyExchange().permitAll()).build();
		}

	}

}
