package dev.realtime.message;

import dev.realtime.RealtimeTokenVerifier;
import dev.realtime.RealtimeUser;
import dev.realtime.security.FailSafeTokenVerifier;
import reactor.core.publisher.Mono;

/**
 * Logs the user of a connection in again. The user stays the same: places are counted per
 * user, and a client that is somebody else now has to open another connection.
 * Thread-safe.
 */
final class TokenMessages {

	private final RealtimeTokenVerifier verifier;

	TokenMessages(RealtimeTokenVerifier verifier) {
		this.verifier = new FailSafeTokenVerifier(verifier);
	}

	/**
	 * Take a new token.
	 * @param user whose connection it is
	 * @param message the message
	 * @return the same user as the token has it; fails with
	 * {@link MessageRefusedException} if the token is no good or another user's
	 * @throws MessageRefusedException if there is none, or the connection is anonymous
	 */
	Mono<RealtimeUser> authenticate(RealtimeUser user, ClientMessage message) {
		String token = message.text("token");
		if (token == null || token.isBlank()) {
			throw MessageRefusedException.invalid("\"token\" is missing");
		}
		if (user.isAnonymous()) {
			throw refused("This connection is anonymous and stays so: open another one with the token");
		}
		return this.verifier.verify(token)
			.onErrorMap((error) -> refused("The token was not accepted"))
			.doOnNext((verified) -> check(user, verified));
	}

	private static void check(RealtimeUser user, RealtimeUser verified) {
		if (!verified.name().equals(user.name())) {
			throw refused("The token is another user's: open another connection with it");
		}
	}

	private static MessageRefusedException refused(String text) {
		return new MessageRefusedException(ErrorCode.UNAUTHORIZED, text);
	}

}
