package dev.realtime;

import reactor.core.publisher.Mono;

/**
 * Tells who is behind a handshake. Define a bean of this type to replace the default,
 * which takes the principal that the web stack found, else a bearer token that a
 * {@link RealtimeTokenVerifier} verifies. Runs before any byte of a stream is written;
 * called from event loops, so it must not block. Must be thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RealtimeAuthenticator {

	/**
	 * Who is this?
	 * @param handshake what the client sent
	 * @return the user; empty if anonymous; an error, a login that has ended, or no
	 * answer within two seconds, refuses the connection
	 */
	Mono<RealtimeUser> authenticate(Handshake handshake);

}
