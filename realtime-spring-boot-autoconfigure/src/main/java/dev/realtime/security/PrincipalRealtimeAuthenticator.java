package dev.realtime.security;

import java.security.Principal;

import dev.realtime.Handshake;
import dev.realtime.RealtimeAuthenticator;
import dev.realtime.RealtimeUser;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Takes the principal that the web stack found for the user: its name, and no
 * authorities. Nobody, and a blank name, is no user. Thread-safe.
 */
public final class PrincipalRealtimeAuthenticator implements RealtimeAuthenticator {

	@Override
	public Mono<RealtimeUser> authenticate(Handshake handshake) {
		return Mono.fromSupplier(() -> user(handshake.principal()));
	}

	private static @Nullable RealtimeUser user(@Nullable Principal principal) {
		String name = (principal != null) ? principal.getName() : null;
		return (name != null && !name.isBlank()) ? new RealtimeUser(name) : null;
	}

}
