package dev.realtime.servlet;

import dev.realtime.security.LogoutConnections;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.logout.LogoutHandler;

/**
 * Closes a user's connections on all nodes when the user logs out of a servlet
 * application. Those of this node are told before the logout goes on; for other nodes it
 * does not wait, and whatever goes wrong is logged. A bean of this type is there where
 * Spring Security is; it takes effect when it is added to the application's security
 * chain: {@code http.logout((logout) -> logout.addLogoutHandler(handler))}.
 *
 * @since 0.1.0
 */
public final class RealtimeLogoutHandler implements LogoutHandler {

	private static final Log logger = LogFactory.getLog(RealtimeLogoutHandler.class);

	private final LogoutConnections connections;

	public RealtimeLogoutHandler(LogoutConnections connections) {
		this.connections = connections;
	}

	@Override
	public void logout(HttpServletRequest request, HttpServletResponse response,
			@Nullable Authentication authentication) {
		this.connections.close(authentication)
			.subscribe(null, (error) -> logger.warn("Connections were not closed at logout", error));
	}

}
