package dev.realtime.security;

import java.time.Clock;
import java.util.Objects;

import dev.realtime.BusUnavailableException;
import dev.realtime.Handshake;
import dev.realtime.RealtimeAuthenticator;
import dev.realtime.RealtimeUser;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Mono;

/**
 * Always answers, within two seconds: an error or a late answer of the authenticator
 * behind it, and a login that has ended, are a {@link NotAuthenticatedException}; nothing
 * at all and a user with a blank name are {@link RealtimeUser#ANONYMOUS}. Errors and late
 * answers are warned of, at most once a minute; that credentials were not accepted is
 * not. Where nobody can tell, the answer is a {@link BusUnavailableException}.
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
			.onErrorMap(FailSafeAuthenticator::isFault, (error) -> {
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

	private static boolean isFault(Throwable error) {
		return !(error instanceof NotAuthenticatedException || error instanceof BusUnavailableException);
	}

}
