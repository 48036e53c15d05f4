package dev.realtime.security;

import java.security.Principal;
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
