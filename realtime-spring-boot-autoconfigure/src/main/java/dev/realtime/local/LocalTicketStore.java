package dev.realtime.local;

import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.realtime.BusUnavailableException;
import dev.realtime.security.Ticket;
import dev.realtime.security.TicketStore;
import reactor.core.publisher.Mono;

/**
 * Keeps this node's tickets in its heap. When there are too many, new ones are refused
 * until the oldest are too old. Thread-safe, never blocks.
 */
public final class LocalTicketStore implements TicketStore {

	private static final int MAX = 100_000;

	/** In the order of issue, so the first is the first to be too old. */
	private final Map<String, Kept> tickets = new LinkedHashMap<>();

	private final long ttl;

	private final int max;

	private final Clock clock;

	/**
	 * Create a store for a hundred thousand tickets.
	 * @param ttl how long a ticket is kept
	 * @param clock tells the time
	 */
	public LocalTicketStore(Duration ttl, Clock clock) {
		this(ttl, MAX, clock);
	}

	LocalTicketStore(Duration ttl, int max, Clock clock) {
		this.ttl = Millis.of(ttl);
		this.max = max;
		this.clock = clock;
	}

	@Override
	public Mono<Void> put(String key, Ticket ticket) {
		return Mono.fromRunnable(() -> keep(key, ticket));
	}

	private synchronized void keep(String key, Ticket ticket) {
		long now = this.clock.millis();
		expire(now);
		if (this.tickets.size() >= this.max) {
			throw new BusUnavailableException("There are " + this.max + " tickets that were not used yet", null);
		}
		this.tickets.put(key, new Kept(ticket, now));
	}

	@Override
	public Mono<Ticket> take(String key) {
		return Mono.fromSupplier(() -> {
			synchronized (this) {
				expire(this.clock.millis());
				Kept kept = this.tickets.remove(key);
				return (kept != null) ? kept.ticket() : null;
			}
		});
	}

	private void expire(long now) {
		Iterator<Kept> oldestFirst = this.tickets.values().iterator();
		while (oldestFirst.hasNext() && now - oldestFirst.next().since() >= this.ttl) {
			oldestFirst.remove();
		}
	}

	synchronized int size() {
		return this.tickets.size();
	}

	private record Kept(Ticket ticket, long since) {

	}

}
