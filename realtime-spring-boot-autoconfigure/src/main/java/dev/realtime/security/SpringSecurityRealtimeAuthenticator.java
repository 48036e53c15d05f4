package dev.realtime.security;

import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import dev.realtime.Handshake;
import dev.realtime.RealtimeAuthenticator;
import dev.realtime.RealtimeUser;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;

/**
 * Takes Spring Security's authentication for the user: its name and its authorities, and
 * where it is a bearer token's, the end of that. Who is not authenticated, or only as
 * anonymous, is no user. A principal that is not Spring Security's counts by its name.
 * Thread-safe.
 */
public final class SpringSecurityRealtimeAuthenticator implements RealtimeAuthenticator {

	private static final AuthenticationTrustResolver TRUST = new AuthenticationTrustResolverImpl();

	private final RealtimeAuthenticator others = new PrincipalRealtimeAuthenticator();

	@Override
	public Mono<RealtimeUser> authenticate(Handshake handshake) {
		if (handshake.principal() instanceof Authentication authentication) {
			return Mono.fromSupplier(() -> user(authentication));
		}
		return this.others.authenticate(handshake);
	}

	/**
	 * The user of an authentication.
	 * @param authentication the authentication
	 * @return the user, or {@code null} if it is nobody's
	 */
	static @Nullable RealtimeUser user(Authentication authentication) {
		String name = authentication.getName();
		if (!TRUST.isAuthenticated(authentication) || name == null || name.isBlank()) {
			return null;
		}
		Set<String> authorities = authentication.getAuthorities()
			.stream()
			.map(GrantedAuthority::getAuthority)
			.filter(Objects::nonNull)
			.collect(Collectors.toSet());
		return new RealtimeUser(name, authorities, TokenEnd.of(authentication));
	}

}
