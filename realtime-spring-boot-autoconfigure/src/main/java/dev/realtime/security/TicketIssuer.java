package dev.realtime.security;

import java.time.Duration;

import dev.realtime.Handshake;
import dev.realtime.RealtimeAuthenticator;
import dev.realtime.RealtimeUser;
import reactor.core.publisher.Mono;

/**
 * Issues tickets to those whom the application's own authentication knows, to each at the
 * rate of the limit, so that nobody fills the store that all share. A ticket begets no
 * ticket. Thread-safe.
 */
public final class TicketIssuer {

	private final RealtimeAuthenticator authenticator;

	private final Tickets tickets;

	private final Duration ttl;

	private final RateLimiters limiters;

	/**
	 * Create an issuer.
	 * @param authenticator the application's; may fail or not answer
	 * @param tickets keeps the tickets
	 * @param ttl for how long
	 * @param limiters how many a user gets
	 */
	public TicketIssuer(RealtimeAuthenticator authenticator, Tickets tickets, Duration ttl, RateLimiters limiters) {
		this.authenticator = new FailSafeAuthenticator(authenticator);
		this.tickets = tickets;
		this.ttl = ttl;
		this.limiters = limiters;
	}

	/**
	 * Issue a ticket. Whether the request may come from where it comes from was checked.
	 * @param handshake the request
	 * @return the ticket as JSON; fails with a {@link NotAuthenticatedException} for who
	 * is anonymous, with a {@link RateLimitedException} for who had too many, and with a
	 * {@link dev.realtime.BusUnavailableException} if no ticket can be kept
	 */
	public Mono<String> issue(Handshake handshake) {
		return this.authenticator.authenticate(handshake)
			.filter((user) -> !user.isAnonymous())
			.switchIfEmpty(Mono.error(() -> new NotAuthenticatedException("Nobody is logged in")))
			.flatMap((user) -> issue(user, handshake));
	}

	private Mono<String> issue(RealtimeUser user, Handshake handshake) {
		if (this.limiters.get(user.name()).tryAcquire() > 0) {
			return Mono.error(new RateLimitedException("Too many tickets"));
		}
		return this.tickets.issue(user, handshake.header("Origin"))
			.map((ticket) -> "{\"ticket\":\"" + ticket + "\",\"expiresInSeconds\":" + this.ttl.toSeconds() + '}');
	}

}
