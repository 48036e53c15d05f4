package dev.realtime;

import java.security.Principal;
import java.time.Instant;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Who is behind a connection. Names compare exactly. Immutable.
 *
 * @param name the name; blank only for {@link #ANONYMOUS}
 * @param authorities what the user was granted, as in {@code ROLE_ADMIN}
 * @param expiresAt when the login ends, and the user's connections with it, or
 * {@code null} if it does not
 * @since 0.1.0
 */
public record RealtimeUser(String name, Set<String> authorities, @Nullable Instant expiresAt) implements Principal {

	/** Nobody in particular. */
	public static final RealtimeUser ANONYMOUS = new RealtimeUser("", Set.of(), null);

	/**
	 * Create a user.
	 */
	public RealtimeUser {
		authorities = Set.copyOf(authorities);
	}

	/**
	 * Create a user without authorities whose login does not end.
	 * @param name the name
	 */
	public RealtimeUser(String name) {
		this(name, Set.of(), null);
	}

	/**
	 * The name, for whoever asks for a principal.
	 * @return the name; blank only for {@link #ANONYMOUS}
	 */
	@Override
	public String getName() {
		return this.name;
	}

	/**
	 * Whether the login has ended.
	 * @param moment by then
	 * @return {@code false} if it goes on, or does not end at all
	 */
	public boolean hasEndedAt(Instant moment) {
		return this.expiresAt != null && !moment.isBefore(this.expiresAt);
	}

	/**
	 * Whether this is nobody in particular.
	 * @return {@code true} if the name is blank
	 */
	public boolean isAnonymous() {
		return this.name.isBlank();
	}

}
