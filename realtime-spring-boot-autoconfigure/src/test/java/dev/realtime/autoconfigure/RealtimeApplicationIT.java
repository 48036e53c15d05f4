package dev.realtime.autoconfigure;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.realtime.CloseReason;
import dev.realtime.RealtimeConnectedEvent;
import dev.realtime.RealtimeConnections;
import dev.realtime.RealtimeDisconnectedEvent;
import dev.realtime.RealtimePublisher;
import dev.realtime.RealtimeSubscribedEvent;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application as small as can be, end to end.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.main.web-application-type=reactive", "realtime.topics[0].pattern=secret.*",
				"realtime.topics[0].subscribe=role:ADMIN" })
@ExtendWith(OutputCaptureExtension.class)
class RealtimeApplicationIT {

	private static final ParameterizedTypeReference<ServerSentEvent<String>> EVENT = new ParameterizedTypeReference<>() {
	};

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	@LocalServerPort
	private int port;

	@Autowired
	private RealtimePublisher publisher;

	@Autowired
	private RealtimeConnections connections;

	@Autowired
	private MeterRegistry meters;

	@Autowired
	private Application application;

	@Test
	void whenAnEventIsPublishedThenAnSseClientGetsIt() {
		StepVerifier.create(sse(this.port, "public.a", null).take(2)).assertNext((ready) -> {
			assertThat(ready.event()).isEqualTo("rt.ready");
			this.publisher.send("public.a", "order.updated", List.of(1));
		}).assertNext((event) -> {
			assertThat(event.event()).isEqualTo("order.updated");
			assertThat(event.data()).isEqualTo("[1]");
			assertThat(event.id()).contains(".");
		}).expectComplete().verify(PATIENCE);
		await().untilAsserted(
				() -> assertThat(this.meters.get("realtime.events.delivered").tag("transport", "sse").counter().count())
					.isPositive());
	}

	@Test
	void whenAnEventIsPublishedThenAWebSocketClientGetsIt() {
		List<String> received = new CopyOnWriteArrayList<>();
		new ReactorNettyWebSocketClient()
			.execute(URI.create("ws://localhost:" + this.port + "/realtime/ws?topic=public.b"),
					(session) -> session.receive()
						.map(WebSocketMessage::getPayloadAsText)
						.doOnNext(received::add)
						.doOnNext((text) -> {
							if (text.contains("rt.ready")) {
								this.publisher.send("public.b", "x", 2);
							}
						})
						.take(2)
						.then())
			.block(PATIENCE);
		assertThat(received).hasSize(2);
		assertThat(received.get(1)).contains("\"type\":\"x\"").contains("\"payload\":2");
	}

	@Test
	void whenAUserConnectsThenTheOwnTopicIsThereAndTheApplicationHearsOfIt() {
		StepVerifier.create(sse(this.port, null, "alice").take(2)).assertNext((ready) -> {
			assertThat(ready.data()).contains("user.alice");
			assertThat(this.connections.count("alice").toFuture().join()).isEqualTo(1);
			this.publisher.sendToUser("alice", "note", "hi");
		}).assertNext((event) -> assertThat(event.data()).isEqualTo("\"hi\"")).expectComplete().verify(PATIENCE);
		await().untilAsserted(() -> assertThat(this.application.heard).contains("connected alice",
				"subscribed alice user.alice", "disconnected alice " + CloseReason.CLIENT_GONE));
		assertThat(this.application.heard.indexOf("connected alice"))
			.isLessThan(this.application.heard.indexOf("subscribed alice user.alice"));
	}

	@Test
	void whenARoleIsAskedForThenSpringSecuritysAuthoritiesDecide() {
		StepVerifier.create(sse(this.port, "secret.x", "bob")).expectErrorMessage("403").verify(PATIENCE);
		StepVerifier.create(sse(this.port, "secret.x", null)).expectErrorMessage("401").verify(PATIENCE);
		StepVerifier.create(sse(this.port, "secret.x", "admin").take(1))
			.expectNextCount(1)
			.expectComplete()
			.verify(PATIENCE);
	}

	@Test
	void whenAPollComesThenItIsAnswered() {
		String answer = WebClient.create("http://localhost:" + this.port)
			.get()
			.uri("/realtime/poll?topic=public.c")
			.retrieve()
			.bodyToMono(String.class)
			.block(PATIENCE);
		assertThat(answer).contains("\"cursor\"");
	}

	@Test
	void whenTheApplicationStartsAndStopsThenItSaysWhereAndClosesInTime(CapturedOutput output) {
		ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.REACTIVE)
			.run("--server.port=0", "--realtime.path=/live", "--realtime.long-poll.enabled=false",
					"--realtime.drain.duration=1s", "--spring.reactor.netty.shutdown-quiet-period=0s");
		assertThat(output).contains("Realtime endpoints: GET /live/sse, GET /live/ws, POST /live/messages")
			.contains("Realtime engine: local");
		int port = Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
		StepVerifier.create(sse(port, "/live", "public.a", null)).assertNext((ready) -> {
			Thread stopper = new Thread(context::close);
			stopper.setDaemon(true);
			stopper.start();
		}).assertNext((close) -> {
			assertThat(close.event()).isEqualTo("rt.close");
			assertThat(close.data()).contains("draining");
		}).expectComplete().verify(PATIENCE);
		await().atMost(PATIENCE).until(() -> !context.isActive());
	}

	private static Flux<ServerSentEvent<String>> sse(int port, String topic, String user) {
		return sse(port, "/realtime", topic, user);
	}

	private static Flux<ServerSentEvent<String>> sse(int port, String path, String topic, String user) {
		return WebClient.create("http://localhost:" + port)
			.get()
			.uri((uri) -> uri.path(path + "/sse").queryParamIfPresent("topic", Optional.ofNullable(topic)).build())
			.headers((headers) -> {
				if (user != null) {
					headers.setBasicAuth(user, "secret");
				}
			})
			.exchangeToFlux((response) -> response.statusCode().is2xxSuccessful() ? response.bodyToFlux(EVENT)
					: Flux.error(new IllegalStateException(String.valueOf(response.statusCode().value()))));
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		final List<String> heard = new CopyOnWriteArrayList<>();

		@EventListener
		void connected(RealtimeConnectedEvent event) {
			this.heard.add("connected " + event.connection().user().name());
		}

		@EventListener
		void subscribed(RealtimeSubscribedEvent event) {
			this.heard.add("subscribed " + event.connection().user().name() + " " + event.topic());
		}

		@EventListener
		void disconnected(RealtimeDisconnectedEvent event) {
			this.heard.add("disconnected " + event.connection().user().name() + " " + event.reason());
		}

		@Bean
		SecurityWebFilterChain security(ServerHttpSecurity http) {
			return http.authorizeExchange((exchanges) -> exchanges.anyExchange().permitAll()).httpBasic((basic) -> {
			}).csrf(ServerHttpSecurity.CsrfSpec::disable).build();
		}

		@Bean
		MapReactiveUserDetailsService users() {
			return new MapReactiveUserDetailsService(user("alice", "USER"), user("bob", "USER"),
					user("admin", "ADMIN"));
		}

		private static UserDetails user(String name, String role) {
			return User.withUsername(name).password("{noop}secret").roles(role).build();
		}

	}

}
