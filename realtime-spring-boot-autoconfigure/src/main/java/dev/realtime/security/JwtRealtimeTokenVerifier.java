package dev.realtime.security;

import java.util.Objects;

import dev.realtime.RealtimeTokenVerifier;
import dev.realtime.RealtimeUser;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;

/**
 * Verifies JSON web tokens with Spring Security's decoder: signature, issuer and whatever
 * else that one validates. The user's name and authorities are those that the converter
 * makes of the token, the login ends with it. Thread-safe.
 *
 * @since 0.1.0
 */
public final class JwtRealtimeTokenVerifier implements RealtimeTokenVerifier {

	private final ReactiveJwtDecoder decoder;

	private final Converter<Jwt, ? extends Mono<? extends AbstractAuthenticationToken>> converter;

	/**
	 * Create a verifier.
	 * @param decoder verifies tokens
	 * @param converter tells whose they are
	 */
	public JwtRealtimeTokenVerifier(ReactiveJwtDecoder decoder,
			Converter<Jwt, ? extends Mono<? extends AbstractAuthenticationToken>> converter) {
		this.decoder = decoder;
		this.converter = converter;
	}

	/**
	 * A decoder that blocks, as servlet applications have it, on threads that may.
	 * @param decoder the decoder
	 * @return the same, for event loops
	 */
	public static ReactiveJwtDecoder reactive(JwtDecoder decoder) {
		return (token) -> Mono.fromCallable(() -> decoder.decode(token)).subscribeOn(Schedulers.boundedElastic());
	}

	@Override
	public Mono<RealtimeUser> verify(String token) {
		return this.decoder.decode(token)
			.flatMap((jwt) -> Objects.requireNonNull(this.converter.convert(jwt), "No Mono was returned"))
			.mapNotNull(SpringSecurityRealtimeAuthenticator::user)
			// The client's fault, and no reason to warn. What is wrong may quote the
			// token.
			.onErrorMap(BadJwtException.class, (bad) -> new NotAuthenticatedException("Not a valid token"));
	}

}
