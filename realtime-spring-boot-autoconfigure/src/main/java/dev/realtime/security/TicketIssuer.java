package dev.realtime.security;

import java.time.Duration;

import dev.realtime.Handshake;
import dev.realtime.RealtimeAuthenticator;
import dev.realtime.RealtimeUser;
import reactor.core.publisher.Mono;

/**
 * Issues tickets to those whom the application's own authentication knows. A ticket
 * begets no ticket. Thread-safe.
 */
public final class TicketIssuer {

	private final RealtimeAuthenticator authenticator;

	private final Tickets tickets;

	private final Duration ttl;

	/**
	 * Create an issuer.
	 * @param authenticator the application's; may fail or not answer
	 * @param tickets keeps the tickets
	 * @param ttl for how long
	 */
	public TicketIssuer(RealtimeAuthenticator authenticator, Tickets tickets, Duration ttl) {
		this.authenticator = new FailSafeAuthenticator(authenticator);
		this.tickets = tickets;
		this.ttl = ttl;
	}

	/**
	 * Issue a ticket. Whether the request may come from where it comes from was checked.
	 * @param handshake the request
	 * @return the ticket as JSON; fails with a {@link NotAuthenticatedException} for who
	 * is anonymous, and with a {@link dev.realtime.BusUnavailableException} if no ticket
	 * can be kept
	 */
	public Mono<String> issue(Handshake handshake) {
		return this.authenticator.authenticate(handshake)
			.filter((user) -> !user.isAnonymous())
			.switchIfEmpty(Mono.error(() -> new NotAuthenticatedException("Nobody is logged in")))
			.flatMap((user) -> issue(user, handshake));
	}

	private Mono<String> issue(RealtimeUser user, Handshake handshake) {
		return this.tickets.issue(user, handshake.header("Origin"))
			.map((ticket) -> "{\"ticket\":\"" + ticket + "\",\"expiresInSeconds\":" + this.ttl.toSeconds() + '}');
	}

}
