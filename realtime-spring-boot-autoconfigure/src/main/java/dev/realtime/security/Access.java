package dev.realtime.security;

import dev.realtime.RealtimeUser;
import org.jspecify.annotations.Nullable;

/**
 * Who a rule lets in. Immutable.
 *
 * @since 0.1.0
 */
public final class Access {

	/** Everybody, anonymous clients included. */
	public static final Access ANYONE = new Access("anyone", null);

	/** Every user who is not anonymous. */
	public static final Access AUTHENTICATED = new Access("authenticated", null);

	/** The user whose encoded name stands at {@code {user}}. */
	public static final Access OWNER = new Access("owner", null);

	/** Nobody. */
	public static final Access NOBODY = new Access("nobody", null);

	private static final String ROLE = "role:";

	private static final String AUTHORITY = "ROLE_";

	private final String text;

	private final @Nullable String authority;

	private Access(String text, @Nullable String authority) {
		this.text = text;
		this.authority = authority;
	}

	/**
	 * Every user with a role.
	 * @param name the role's name; the user needs the authority {@code ROLE_} and this
	 * name
	 * @return the access
	 * @throws IllegalArgumentException if the name is blank
	 */
	public static Access role(String name) {
		if (name.isBlank()) {
			throw new IllegalArgumentException("\"role:\" needs the name of a role, as in \"role:ADMIN\"");
		}
		String role = name.startsWith(AUTHORITY) ? name.substring(AUTHORITY.length()) : name;
		return new Access(ROLE + role, AUTHORITY + role);
	}

	/**
	 * Read an access.
	 * @param text {@code anyone}, {@code authenticated}, {@code owner}, {@code nobody} or
	 * {@code role:NAME}
	 * @return the access
	 * @throws IllegalArgumentException if it is none of them
	 */
	public static Access parse(String text) {
		if (text.startsWith(ROLE)) {
			return role(text.substring(ROLE.length()));
		}
		return switch (text) {
			case "anyone" -> ANYONE;
			case "authenticated" -> AUTHENTICATED;
			case "owner" -> OWNER;
			case "nobody" -> NOBODY;
			default -> throw new IllegalArgumentException(
					"\"" + text + "\" is none of anyone, authenticated, owner, nobody, role:NAME");
		};
	}

	/**
	 * Whether this lets a user in.
	 * @param user who asks
	 * @param owner whether the topic names this user
	 * @return {@code true} if it does
	 */
	boolean admits(RealtimeUser user, boolean owner) {
		if (this.authority != null) {
			return !user.isAnonymous() && user.authorities().contains(this.authority);
		}
		return switch (this.text) {
			case "anyone" -> true;
			case "authenticated" -> !user.isAnonymous();
			case "owner" -> owner;
			default -> false;
		};
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Access access && this.text.equals(access.text);
	}

	@Override
	public int hashCode() {
		return this.text.hashCode();
	}

	@Override
	public String toString() {
		return this.text;
	}

}
