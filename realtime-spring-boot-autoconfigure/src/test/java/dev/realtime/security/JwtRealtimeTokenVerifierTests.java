package dev.realtime.security;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;

import dev.realtime.RealtimeTokenVerifier;
import dev.realtime.RealtimeUser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.authentication.JwtGrantedAuthoritiesConverter;
import org.springframework.security.oauth2.server.resource.authentication.ReactiveJwtAuthenticationConverterAdapter;

import static org.assertj.core.api.Assertions.assertThat;

class JwtRealtimeTokenVerifierTests {

	private static final Instant LATER = TestTokens.later().truncatedTo(ChronoUnit.SECONDS);

	private final JwtAuthenticationConverter converter = new JwtAuthenticationConverter();

	private final RealtimeTokenVerifier reactive = verifier(TestTokens.decoder());

	private final RealtimeTokenVerifier blocking = verifier(
			JwtRealtimeTokenVerifier.reactive(TestTokens.blockingDecoder()));

	private RealtimeTokenVerifier verifier(ReactiveJwtDecoder decoder) {
		return new JwtRealtimeTokenVerifier(decoder, new ReactiveJwtAuthenticationConverterAdapter(this.converter));
	}

	@Test
	void whenTheTokenIsGoodThenItsSubjectScopesAndEndAreTheUsers() {
		String token = TestTokens.token("alice", LATER, "read", "write");
		for (RealtimeTokenVerifier verifier : new RealtimeTokenVerifier[] { this.reactive, this.blocking }) {
			StepVerifier.create(verifier.verify(token)).assertNext((user) -> {
				assertThat(user.name()).isEqualTo("alice");
				assertThat(user.authorities()).contains("SCOPE_read", "SCOPE_write");
				assertThat(user.expiresAt()).isEqualTo(LATER);
			}).verifyComplete();
		}
	}

	@Test
	void whenTheApplicationsConverterSaysOtherwiseThenItsNameAndAuthoritiesCount() {
		JwtGrantedAuthoritiesConverter roles = new JwtGrantedAuthoritiesConverter();
		roles.setAuthorityPrefix("ROLE_");
		this.converter.setJwtGrantedAuthoritiesConverter(roles);
		this.converter.setPrincipalClaimName("scope");
		StepVerifier.create(this.reactive.verify(TestTokens.token("alice", LATER, "ADMIN"))).assertNext((user) -> {
			assertThat(user.name()).isEqualTo("ADMIN");
			assertThat(user.authorities()).contains("ROLE_ADMIN");
		}).verifyComplete();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2, 3, 4, 5, 6, 7, 8 })
	void whenTheTokenIsForgedOrHasEndedThenItIsRefusedAsTheClientsFault(int index) {
		String forged = TestTokens.forged("alice").get(index);
		StepVerifier.create(this.reactive.verify(forged)).verifyError(NotAuthenticatedException.class);
		StepVerifier.create(this.blocking.verify(forged)).verifyError(NotAuthenticatedException.class);
	}

	@Test
	void whenTheKeysCannotBeHadThenItIsNotTheClientsFault() {
		RealtimeTokenVerifier broken = verifier((token) -> Mono.error(new JwtException("no keys")));
		StepVerifier.create(broken.verify("x")).verifyError(JwtException.class);
	}

	@Test
	void whenTheDecoderBlocksThenItDoesNotBlockTheCaller() {
		StepVerifier.create(JwtRealtimeTokenVerifier.reactive((token) -> {
			assertThat(Schedulers.isInNonBlockingThread()).isFalse();
			return Jwt.withTokenValue(token).header("a", "b").subject("alice").build();
		}).decode("x").map(Jwt::getSubject).subscribeOn(Schedulers.parallel())).expectNext("alice").verifyComplete();
	}

	@Test
	void whenTheTokenHasNoEndThenTheLoginHasNone() {
		ReactiveJwtDecoder endless = (token) -> Mono
			.just(Jwt.withTokenValue(token).header("a", "b").subject("alice").build());
		StepVerifier.create(verifier(endless).verify("x")).assertNext((user) -> {
			assertThat(user.expiresAt()).isNull();
			assertThat(user).isEqualTo(new RealtimeUser("alice", user.authorities(), null));
			assertThat(user.authorities()).isNotEqualTo(Set.of("ROLE_ADMIN"));
		}).verifyComplete();
	}

}
