package dev.realtime.security;

import java.util.List;

import dev.realtime.Handshake;
import dev.realtime.RealtimeAuthenticator;
import dev.realtime.RealtimeUser;
import reactor.core.publisher.Mono;

/**
 * Lets clients in by ticket. With a query parameter {@code ticket} the ticket alone
 * decides, whatever else the request carries; without one the authenticator behind this
 * does. Thread-safe.
 */
public final class TicketRealtimeAuthenticator implements RealtimeAuthenticator {

	static final String PARAMETER = "ticket";

	private final Tickets tickets;

	private final RealtimeAuthenticator others;

	/**
	 * Create an authenticator.
	 * @param tickets redeems tickets
	 * @param others decides on those who bring none
	 */
	public TicketRealtimeAuthenticator(Tickets tickets, RealtimeAuthenticator others) {
		this.tickets = tickets;
		this.others = others;
	}

	@Override
	public Mono<RealtimeUser> authenticate(Handshake handshake) {
		List<String> sent = handshake.query().get(PARAMETER);
		if (sent == null) {
			return this.others.authenticate(handshake);
		}
		// Of several it is not for us to choose.
		return this.tickets.redeem((sent.size() == 1) ? sent.get(0) : "", handshake.header("Origin"));
	}

}
