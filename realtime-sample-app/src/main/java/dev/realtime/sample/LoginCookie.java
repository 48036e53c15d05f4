package dev.realtime.sample;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpCookie;
import org.springframework.http.ResponseCookie;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.core.token.KeyBasedPersistenceTokenService;
import org.springframework.security.core.token.Token;
import org.springframework.security.core.token.TokenService;
import org.springframework.security.core.userdetails.ReactiveUserDetailsService;
import org.springframework.security.web.server.context.ServerSecurityContextRepository;
import org.springframework.web.server.ServerWebExchange;

/**
 * Keeps who is logged in in a signed cookie instead of a session. So every node knows the
 * visitor, and the one that was killed and started again does too, with nothing shared
 * but the key.
 */
class LoginCookie implements ServerSecurityContextRepository {

	private static final String NAME = "login";

	private static final Duration LIFETIME = Duration.ofHours(12);

	private final TokenService tokens;

	private final ReactiveUserDetailsService users;

	LoginCookie(String key, ReactiveUserDetailsService users) {
		KeyBasedPersistenceTokenService service = new KeyBasedPersistenceTokenService();
		service.setServerSecret(key);
		service.setServerInteger(key.length());
		service.setSecureRandom(new SecureRandom());
		this.tokens = service;
		this.users = users;
	}

	@Override
	public Mono<Void> save(ServerWebExchange exchange, @Nullable SecurityContext context) {
		Authentication login = (context != null) ? context.getAuthentication() : null;
		exchange.getResponse()
			.addCookie(ResponseCookie.from(NAME, (login != null) ? sign(login.getName()) : "")
				.path("/")
				.httpOnly(true)
				.secure("https".equals(exchange.getRequest().getURI().getScheme()))
				.sameSite("Lax")
				.maxAge((login != null) ? LIFETIME : Duration.ZERO)
				.build());
		return Mono.empty();
	}

	@Override
	public Mono<SecurityContext> load(ServerWebExchange exchange) {
		HttpCookie cookie = exchange.getRequest().getCookies().getFirst(NAME);
		return Mono.justOrEmpty((cookie != null) ? verify(cookie.getValue()) : null)
			.flatMap(this.users::findByUsername)
			.map((user) -> UsernamePasswordAuthenticationToken.authenticated(user, null, user.getAuthorities()))
			.map(SecurityContextImpl::new);
	}

	private String sign(String name) {
		// The token is in Base64 as it is, but not in the one that is at home in a
		// cookie.
		byte[] token = this.tokens.allocateToken(name).getKey().getBytes(StandardCharsets.UTF_8);
		return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
	}

	private @Nullable String verify(String value) {
		try {
			Token token = this.tokens
				.verifyToken(new String(Base64.getUrlDecoder().decode(value), StandardCharsets.UTF_8));
			return (token != null && isYoung(token)) ? token.getExtendedInformation() : null;
		}
		catch (RuntimeException ex) {
			// Whatever a forged cookie breaks: nobody is logged in.
			return null;
		}
	}

	private static boolean isYoung(Token token) {
		return System.currentTimeMillis() - token.getKeyCreationTime() < LIFETIME.toMillis();
	}

}
