package dev.realtime.webflux;

import java.security.Principal;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.realtime.CloseReason;
import dev.realtime.RealtimeAuthenticator;
import dev.realtime.RealtimeUser;
import dev.realtime.TopicAuthorizer;
import dev.realtime.Transport;
import dev.realtime.connection.RefusedException;
import dev.realtime.connection.TopicStatus;
import dev.realtime.security.PrincipalRealtimeAuthenticator;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.server.ServerWebExchange;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Handshakes}.
 */
class HandshakesTests {

	private static final TopicAuthorizer NOT_SECRET = (user, action,
			topic) -> Mono.delay(Duration.ofMillis(topic.length())).map((tick) -> !topic.startsWith("secret"));

	private final RealtimeAuthenticator principal = new PrincipalRealtimeAuthenticator();

	@Test
	void whenTheUserIsKnownThenTheOwnTopicComesLastAndEncoded() {
		Handshakes handshakes = new Handshakes(this.principal, NOT_SECRET, "user.{user}");
		StepVerifier.create(admit(handshakes, "a.b", Transport.SSE, "long.topic", "b")).assertNext((admission) -> {
			assertThat(admission.user().name()).isEqualTo("a.b");
			assertThat(admission.topics()).containsExactly("long.topic", "b", "user.a%2Eb");
			assertThat(admission.cursor()).isEqualTo("c");
		}).verifyComplete();
	}

	@Test
	void whenTheOwnTopicIsForbiddenThenItIsLeftOutSilently() {
		Handshakes handshakes = new Handshakes(this.principal, NOT_SECRET, "secret.{user}");
		StepVerifier.create(admit(handshakes, "alice", Transport.SSE, "a"))
			.assertNext((admission) -> assertThat(admission.topics()).containsExactly("a"))
			.verifyComplete();
		refused(admit(handshakes, "alice", Transport.SSE), CloseReason.BAD_REQUEST);
	}

	@Test
	void whenTheOwnTopicIsSwitchedOffOrNobodyIsKnownThenThereIsNone() {
		refused(admit(new Handshakes(this.principal, NOT_SECRET, null), "alice", Transport.SSE),
				CloseReason.BAD_REQUEST);
		refused(admit(new Handshakes(this.principal, NOT_SECRET, "user.{user}"), null, Transport.LONG_POLL),
				CloseReason.BAD_REQUEST);
	}

	@Test
	void whenANameIsTooLongForATopicThenTheUserHasNone() {
		Handshakes handshakes = new Handshakes(this.principal, NOT_SECRET, "user.{user}");
		StepVerifier.create(admit(handshakes, "x".repeat(300), Transport.SSE, "a"))
			.assertNext((admission) -> assertThat(admission.topics()).containsExactly("a"))
			.verifyComplete();
	}

	@Test
	void whenOneTopicIsForbiddenThenTheRequestIsRefusedAndNamesIt() {
		Handshakes handshakes = new Handshakes(this.principal, NOT_SECRET, "user.{user}");
		StepVerifier.create(admit(handshakes, "alice", Transport.SSE, "a", "secret.1"))
			.expectErrorMessage("Not allowed: topic secret.1")
			.verify();
		refused(admit(handshakes, null, Transport.LONG_POLL, "secret.1"), CloseReason.UNAUTHORIZED);
	}

	@Test
	void whenAWebSocketAsksForAForbiddenTopicThenItIsToldSo() {
		Handshakes handshakes = new Handshakes(this.principal, NOT_SECRET, "user.{user}");
		StepVerifier.create(admit(handshakes, null, Transport.WEBSOCKET, "secret.1", "a")).assertNext((admission) -> {
			assertThat(admission.topics()).containsExactly("a");
			assertThat(admission.statuses(Map.of("a", TopicStatus.RESUMED)))
				.containsEntry("secret.1", Map.of("error", "forbidden"))
				.containsEntry("a", Map.of("resumed", true));
		}).verifyComplete();
	}

	@Test
	void whenATopicIsNoneThenOnlyAWebSocketIsServed() {
		StreamRequest request = new StreamRequest(Map.of(), Map.of(), Set.of("a"), Set.of("a..b"), null);
		Handshakes handshakes = new Handshakes((handshake) -> Mono.empty(), NOT_SECRET, null);
		refused(handshakes.admit(exchange(null), Transport.SSE, request, null), CloseReason.BAD_REQUEST);
		refused(handshakes.admit(exchange(null), Transport.LONG_POLL, request, null), CloseReason.BAD_REQUEST);
		StepVerifier.create(handshakes.admit(exchange(null), Transport.WEBSOCKET, request, null))
			.assertNext((admission) -> assertThat(admission.statuses(Map.of())).containsEntry("a..b",
					Map.of("error", "bad_topic")))
			.verifyComplete();
	}

	@Test
	void whenAuthenticationFailsThenNothingIsAuthorized() {
		RealtimeAuthenticator broken = (handshake) -> Mono.error(new IllegalStateException("no"));
		TopicAuthorizer never = (user, action, topic) -> {
			throw new AssertionError("asked");
		};
		refused(admit(new Handshakes(broken, never, null), "alice", Transport.SSE, "a"), CloseReason.UNAUTHORIZED);
	}

	@Test
	void whenTheAuthenticatorAsksThenItSeesTheRequest() {
		RealtimeAuthenticator authenticator = (handshake) -> {
			assertThat(handshake.transport()).isEqualTo(Transport.WEBSOCKET);
			assertThat(handshake.header("authorization")).isEqualTo("Bearer x");
			assertThat(handshake.queryParameter("ticket")).isEqualTo("t");
			assertThat(handshake.address()).isEqualTo("198.51.100.1");
			return Mono.just(new RealtimeUser("bob"));
		};
		StreamRequest request = new StreamRequest(Map.of("Authorization", List.of("Bearer x")),
				Map.of("ticket", List.of("t")), Set.of(), Set.of(), "198.51.100.1");
		StepVerifier
			.create(new Handshakes(authenticator, NOT_SECRET, null).authenticate(exchange(null), Transport.WEBSOCKET,
					request))
			.expectNext(new RealtimeUser("bob"))
			.verifyComplete();
	}

	private static Mono<Admission> admit(Handshakes handshakes, String user, Transport transport, String... topics) {
		StreamRequest request = new StreamRequest(Map.of(), Map.of(), new LinkedHashSet<>(List.of(topics)), Set.of(),
				null);
		return handshakes.admit(exchange(user), transport, request, "c");
	}

	private static ServerWebExchange exchange(String user) {
		Mono<Principal> principal = (user != null) ? Mono.just(() -> user) : Mono.empty();
		return MockServerWebExchange.from(MockServerHttpRequest.get("/")).mutate().principal(principal).build();
	}

	private static void refused(Mono<Admission> admission, CloseReason reason) {
		StepVerifier.create(admission)
			.expectErrorMatches((error) -> error instanceof RefusedException refused && refused.reason() == reason)
			.verify(Duration.ofSeconds(5));
	}

}
