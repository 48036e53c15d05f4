package dev.realtime.security;

import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.realtime.Handshake;
import dev.realtime.RealtimeAuthenticator;
import dev.realtime.RealtimeUser;
import dev.realtime.Transport;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthentication;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/**
 * Tests for {@link SpringSecurityRealtimeAuthenticator} and
 * {@link PrincipalRealtimeAuthenticator}.
 */
class SpringSecurityRealtimeAuthenticatorTests {

	private final List<RealtimeAuthenticator> authenticators = List.of(new SpringSecurityRealtimeAuthenticator(),
			new PrincipalRealtimeAuthenticator());

	private final RealtimeAuthenticator authenticator = this.authenticators.get(0);

	@Test
	void whenThereIsAPrincipalThenItsNameIsTheUsers() {
		for (RealtimeAuthenticator authenticator : this.authenticators) {
			StepVerifier.create(authenticator.authenticate(handshake(() -> "alice")))
				.expectNext(new RealtimeUser("alice"))
				.verifyComplete();
		}
	}

	@Test
	void whenThereIsNoPrincipalOrItsNameIsBlankThenThereIsNoUser() {
		for (RealtimeAuthenticator authenticator : this.authenticators) {
			StepVerifier.create(authenticator.authenticate(handshake(null))).verifyComplete();
			StepVerifier.create(authenticator.authenticate(handshake(() -> " "))).verifyComplete();
			StepVerifier.create(authenticator.authenticate(handshake(() -> null))).verifyComplete();
		}
	}

	@Test
	void whenSpringSecurityAuthenticatedThenTheAuthoritiesComeAlong() {
		Principal authentication = UsernamePasswordAuthenticationToken.authenticated("alice", "secret",
				AuthorityUtils.createAuthorityList("ROLE_ADMIN", "read"));
		StepVerifier.create(this.authenticator.authenticate(handshake(authentication)))
			.expectNext(new RealtimeUser("alice", Set.of("ROLE_ADMIN", "read"), null))
			.verifyComplete();
	}

	@Test
	void whenTheAuthenticationIsATokensThenTheLoginEndsWithIt() {
		Instant end = Instant.parse("2026-01-01T00:00:00Z");
		Jwt jwt = Jwt.withTokenValue("x").header("a", "b").subject("alice").expiresAt(end).build();
		OAuth2AccessToken opaque = new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, "x", null, end);
		OAuth2AuthenticatedPrincipal principal = new DefaultOAuth2AuthenticatedPrincipal("alice", Map.of("a", "b"),
				null);
		for (Principal authentication : List.of(new JwtAuthenticationToken(jwt, List.of()),
				new BearerTokenAuthentication(principal, opaque, List.of()))) {
			StepVerifier.create(this.authenticator.authenticate(handshake(authentication)))
				.expectNext(new RealtimeUser("alice", Set.of(), end))
				.verifyComplete();
		}
	}

	@Test
	void whenSpringSecuritySaysAnonymousThenThereIsNoUser() {
		Principal anonymous = new AnonymousAuthenticationToken("key", "anonymousUser",
				AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS"));
		StepVerifier.create(this.authenticator.authenticate(handshake(anonymous))).verifyComplete();
	}

	@Test
	void whenSpringSecurityHasNotAuthenticatedYetThenThereIsNoUser() {
		Principal unauthenticated = UsernamePasswordAuthenticationToken.unauthenticated("alice", "guess");
		StepVerifier.create(this.authenticator.authenticate(handshake(unauthenticated))).verifyComplete();
	}

	@Test
	void whenTheAuthenticatedNameIsBlankThenThereIsNoUser() {
		Principal blank = UsernamePasswordAuthenticationToken.authenticated("", null,
				AuthorityUtils.createAuthorityList("ROLE_USER"));
		StepVerifier.create(this.authenticator.authenticate(handshake(blank))).verifyComplete();
	}

	private static Handshake handshake(Principal principal) {
		return new Handshake(Transport.SSE, Map.of(), Map.of(), null, principal);
	}

}
