package dev.realtime.security;

import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.realtime.Handshake;
import dev.realtime.RealtimeAuthenticator;
import dev.realtime.RealtimeTokenVerifier;
import dev.realtime.RealtimeUser;
import dev.realtime.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class BearerTokenRealtimeAuthenticatorTests {

	private static final RealtimeUser ALICE = new RealtimeUser("alice", Set.of("ROLE_A"), null);

	private static final RealtimeTokenVerifier VERIFIER = (token) -> token.equals("good.1_2-3~/+==") ? Mono.just(ALICE)
			: Mono.error(new IllegalArgumentException("bad: " + token));

	private final RealtimeAuthenticator authenticator = new BearerTokenRealtimeAuthenticator(
			new PrincipalRealtimeAuthenticator(), VERIFIER);

	@ParameterizedTest
	@ValueSource(strings = { "Bearer good.1_2-3~/+==", "bearer  good.1_2-3~/+==", "BEARER good.1_2-3~/+== " })
	void whenThereIsATokenAndNoPrincipalThenTheTokenDecides(String header) {
		StepVerifier.create(authenticate(null, header)).expectNext(ALICE).verifyComplete();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Bearer wrong-token", "Bearer", "Bearer ", "Bearer a b", "Bearer good.1_2-3~/+== x",
			"Bearer good\"", "Bearer=x", " Bearer x" })
	void whenTheTokenIsNoGoodThenTheClientIsNotTakenForAnonymous(String header) {
		StepVerifier.create(authenticate(null, header)).verifyError(NotAuthenticatedException.class);
	}

	@Test
	void whenThereAreTwoCredentialsThenTheClientIsRefused() {
		StepVerifier.create(authenticate(null, "Bearer good.1_2-3~/+==", "Bearer good.1_2-3~/+=="))
			.verifyError(NotAuthenticatedException.class);
		StepVerifier.create(authenticate(null, "Basic x", "Bearer good.1_2-3~/+=="))
			.verifyError(NotAuthenticatedException.class);
	}

	@Test
	void whenThereIsAPrincipalThenTheTokenIsNotAsked() {
		StepVerifier.create(authenticate(() -> "bob", "Bearer wrong-token"))
			.expectNext(new RealtimeUser("bob"))
			.verifyComplete();
	}

	@Test
	void whenThereIsNoTokenThenNobodyIsKnown() {
		StepVerifier.create(authenticate(null)).verifyComplete();
		StepVerifier.create(authenticate(null, "Basic YTpi")).verifyComplete();
	}

	@Test
	void whenAVerifierIsWrongInAnyWayThenTheTokenIsRefused() {
		List<RealtimeTokenVerifier> wrong = List.of((token) -> Mono.empty(), (token) -> null,
				(token) -> Mono.just(RealtimeUser.ANONYMOUS), (token) -> Mono.just(new RealtimeUser(" ")),
				(token) -> Mono.just(new RealtimeUser("alice", Set.of(), Instant.now())), (token) -> {
					throw new IllegalStateException("broken");
				});
		for (RealtimeTokenVerifier verifier : wrong) {
			StepVerifier.create(new FailSafeTokenVerifier(verifier).verify("x"))
				.verifyError(NotAuthenticatedException.class);
		}
	}

	@Test
	void whenAVerifierDoesNotAnswerWithinTwoSecondsThenTheTokenIsRefused() {
		StepVerifier.withVirtualTime(() -> new FailSafeTokenVerifier((token) -> Mono.never()).verify("x"))
			.expectSubscription()
			.expectNoEvent(Duration.ofMillis(1999))
			.thenAwait(Duration.ofMillis(1))
			.verifyError(NotAuthenticatedException.class);
	}

	@Test
	void whenATokenIsRefusedThenTheLogDoesNotQuoteIt(CapturedOutput output) {
		StepVerifier
			.create(new FailSafeAuthenticator(this.authenticator).authenticate(handshake(null, "Bearer secret")))
			.verifyError(NotAuthenticatedException.class);
		assertThat(output).contains("IllegalArgumentException").doesNotContain("secret");
	}

	private Mono<RealtimeUser> authenticate(Principal principal, String... authorization) {
		return this.authenticator.authenticate(handshake(principal, authorization));
	}

	private static Handshake handshake(Principal principal, String... authorization) {
		Map<String, List<String>> headers = (authorization.length > 0) ? Map.of("authorization", List.of(authorization))
				: Map.of();
		return new Handshake(Transport.SSE, headers, Map.of(), null, principal);
	}

}
