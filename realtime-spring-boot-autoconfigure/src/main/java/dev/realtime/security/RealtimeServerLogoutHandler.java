package dev.realtime.security;

import reactor.core.publisher.Mono;

import org.springframework.security.core.Authentication;
import org.springframework.security.web.server.WebFilterExchange;
import org.springframework.security.web.server.authentication.logout.ServerLogoutHandler;

/**
 * Closes a user's connections on all nodes when the user logs out of a reactive
 * application. The logout waits for that, a few seconds at most, and never fails because
 * of it. A bean of this type is there where Spring Security is; it takes effect when it
 * is added to the application's security chain:
 * {@code http.logout((logout) -> logout.logoutHandler((handlers) -> handlers.add(handler)))}.
 *
 * @since 0.1.0
 */
public final class RealtimeServerLogoutHandler implements ServerLogoutHandler {

	private final LogoutConnections connections;

	public RealtimeServerLogoutHandler(LogoutConnections connections) {
		this.connections = connections;
	}

	@Override
	public Mono<Void> logout(WebFilterExchange exchange, Authentication authentication) {
		return this.connections.close(authentication);
	}

}
