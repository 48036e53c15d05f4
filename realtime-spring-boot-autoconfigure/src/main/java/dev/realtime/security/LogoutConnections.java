package dev.realtime.security;

import java.time.Duration;

import dev.realtime.RealtimeConnections;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.security.core.Authentication;

/**
 * Closes the connections of a user who logs out. Thread-safe.
 *
 * @since 0.1.0
 */
public final class LogoutConnections {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private final RealtimeConnections connections;

	private final QuietLog log = new QuietLog(LogFactory.getLog(LogoutConnections.class), System::nanoTime);

	public LogoutConnections(RealtimeConnections connections) {
		this.connections = connections;
	}

	/**
	 * Close all connections of a user: those of this node on subscription, then those of
	 * other nodes.
	 * @param authentication who logs out, or {@code null} or anonymous if nobody does
	 * @return completes when it is done, at the latest after five seconds; an error is
	 * warned of and not handed on
	 */
	public Mono<Void> close(@Nullable Authentication authentication) {
		return Mono
			.justOrEmpty((authentication != null) ? SpringSecurityRealtimeAuthenticator.user(authentication) : null)
			.flatMap((user) -> this.connections.closeUser(user.name()))
			.timeout(TIMEOUT)
			.then()
			.onErrorResume((error) -> {
				this.log.warn("Connections of a user who logged out may be open on other nodes", error);
				return Mono.empty();
			});
	}

}
