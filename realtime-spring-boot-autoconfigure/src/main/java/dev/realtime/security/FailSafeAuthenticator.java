package dev.realtime.security;

import java.time.Clock;
import java.util.Objects;

import dev.realtime.Handshake;
import dev.realtime.RealtimeAuthenticator;
import dev.realtime.RealtimeUser;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Mono;

/**
 * Always answers, within two seconds: an error or a late answer of the authenticator
 * behind it, and a login that has ended, are a {@link NotAuthenticatedException}; nothing
 * at all and a user with a blank name are {@link RealtimeUser#ANONYMOUS}. Errors and late
 * answers are warned of, at most once a minute; that a client's token is no good is not.
 */
public final class FailSafeAuthenticator implements RealtimeAuthenticator {

	private final RealtimeAuthenticator delegate;

	private final Clock clock;

	private final QuietLog log = new QuietLog(LogFactory.getLog(FailSafeAuthenticator.class), System::nanoTime);

	public FailSafeAuthenticator(RealtimeAuthenticator delegate) {
		this(delegate, Clock.systemUTC());
	}

	FailSafeAuthenticator(RealtimeAuthenticator delegate, Clock clock) {
		this.delegate = delegate;
		this.clock = clock;
	}

	@Override
	public Mono<RealtimeUser> authenticate(Handshake handshake) {
		return Mono.defer(() -> Objects.requireNonNull(this.delegate.authenticate(handshake), "No Mono was returned"))
			.timeout(FailSafeTopicAuthorizer.TIMEOUT)
			.map(this::checked)
			.defaultIfEmpty(RealtimeUser.ANONYMOUS)
			.onErrorMap((error) -> !(error instanceof NotAuthenticatedException), (error) -> {
				this.log.warn("The RealtimeAuthenticator failed, which refuses the client", error);
				return new NotAuthenticatedException(error);
			});
	}

	private RealtimeUser checked(RealtimeUser user) {
		if (user.hasEndedAt(this.clock.instant())) {
			throw new NotAuthenticatedException("The login has ended");
		}
		return user.isAnonymous() ? RealtimeUser.ANONYMOUS : user;
	}

}
