package dev.realtime.security;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AbstractOAuth2Token;
import org.springframework.util.ClassUtils;

/**
 * When an authentication ends that was made of a bearer token. Spring Security's OAuth 2
 * classes may be missing.
 */
final class TokenEnd {

	private static final boolean PRESENT = ClassUtils
		.isPresent("org.springframework.security.oauth2.core.AbstractOAuth2Token", TokenEnd.class.getClassLoader());

	private TokenEnd() {
	}

	/**
	 * When an authentication ends.
	 * @param authentication the authentication
	 * @return the end of its token, or {@code null} if it has none, or one without an end
	 */
	static @Nullable Instant of(Authentication authentication) {
		return PRESENT ? Present.of(authentication) : null;
	}

	/** Loaded only where the classes are. */
	private static final class Present {

		static @Nullable Instant of(Authentication authentication) {
			return (authentication.getCredentials() instanceof AbstractOAuth2Token token) ? token.getExpiresAt() : null;
		}

	}

}
