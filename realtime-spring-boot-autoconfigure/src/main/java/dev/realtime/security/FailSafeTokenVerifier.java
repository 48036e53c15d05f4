package dev.realtime.security;

import java.time.Clock;
import java.util.Objects;

import dev.realtime.RealtimeTokenVerifier;
import dev.realtime.RealtimeUser;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Mono;

/**
 * Always answers, within two seconds, with a user who has a name and a login that has not
 * ended; everything else is a {@link NotAuthenticatedException}. Errors and late answers
 * of the verifier behind it are warned of, at most once a minute; that a token is no good
 * is not.
 */
public final class FailSafeTokenVerifier implements RealtimeTokenVerifier {

	private final RealtimeTokenVerifier delegate;

	private final Clock clock;

	private final QuietLog log = new QuietLog(LogFactory.getLog(FailSafeTokenVerifier.class), System::nanoTime);

	public FailSafeTokenVerifier(RealtimeTokenVerifier delegate) {
		this(delegate, Clock.systemUTC());
	}

	FailSafeTokenVerifier(RealtimeTokenVerifier delegate, Clock clock) {
		this.delegate = delegate;
		this.clock = clock;
	}

	@Override
	public Mono<RealtimeUser> verify(String token) {
		return Mono.defer(() -> Objects.requireNonNull(this.delegate.verify(token), "No Mono was returned"))
			.timeout(FailSafeTopicAuthorizer.TIMEOUT)
			.filter((user) -> !user.isAnonymous() && !user.hasEndedAt(this.clock.instant()))
			.switchIfEmpty(Mono.error(() -> new NotAuthenticatedException("The token is nobody's, or has ended")))
			.onErrorMap((error) -> !(error instanceof NotAuthenticatedException), this::failed);
	}

	/**
	 * Only the kind of the error is told: its text may quote the token.
	 */
	private NotAuthenticatedException failed(Throwable error) {
		this.log.warn("The RealtimeTokenVerifier failed, which refuses the token: " + error.getClass().getName());
		return new NotAuthenticatedException("The token could not be verified");
	}

}
