package dev.realtime.security;

import reactor.core.publisher.Mono;

/**
 * Keeps tickets for as long as the store was told to, on this node or for all of them,
 * and hands each out once. It knows a ticket by its key, from which nobody can tell the
 * ticket. Thread-safe; every {@code Mono} is cold.
 */
public interface TicketStore {

	/**
	 * Keep a ticket.
	 * @param key its key, new
	 * @param ticket the ticket
	 * @return completes when it can be taken; fails with a
	 * {@link dev.realtime.BusUnavailableException} if it is not kept, or nobody can tell
	 */
	Mono<Void> put(String key, Ticket ticket);

	/**
	 * Take a ticket out. However many ask at once, one gets it.
	 * @param key its key
	 * @return the ticket; empty if it is unknown, too old or taken; fails with a
	 * {@link dev.realtime.BusUnavailableException} if nobody can tell, and it may be
	 * taken then
	 */
	Mono<Ticket> take(String key);

}
