package dev.realtime;

import reactor.core.publisher.Mono;

/**
 * Tells whose a bearer token is: one from the {@code Authorization} header of a handshake
 * for which the web stack found no principal, or from {@code rt.authenticate} on a live
 * WebSocket. Where Spring Security's resource server is on the class path and there is a
 * decoder of JWTs, there is a bean of this type; define another one to replace it, for
 * opaque tokens for instance. Called from event loops, so it must not block. Must be
 * thread-safe, and should keep the token out of logs and error messages.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RealtimeTokenVerifier {

	/**
	 * Whose token is this?
	 * @param token the token as the client sent it, never blank; nothing of it is to be
	 * trusted
	 * @return the user, with the end of the token as the end of the login; empty, an
	 * error, a blank name, a login that has ended, or no answer within two seconds
	 * refuses the client, who is not taken for anonymous then
	 */
	Mono<RealtimeUser> verify(String token);

}
