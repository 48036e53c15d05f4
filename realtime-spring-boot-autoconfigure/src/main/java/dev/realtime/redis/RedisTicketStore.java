package dev.realtime.redis;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import dev.realtime.BusUnavailableException;
import dev.realtime.security.Ticket;
import dev.realtime.security.TicketStore;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Keeps tickets in Redis, where any node finds them. A ticket whose digest is {@code d}
 * is <pre>
 * SET {realtime:0}:ticket:d (who, and for which page) PX (its time to live)
 * GETDEL {realtime:0}:ticket:d
 * </pre> What Redis loses are logins that have to be begun anew, within one time to live.
 * A command whose reply was lost is not sent again: the ticket may be used up then. Who
 * can write to these keys can log in as anybody. Thread-safe.
 */
public final class RedisTicketStore implements TicketStore {

	private final ScriptRunner commands;

	private final Duration ttl;

	/**
	 * Create a store, which shares the connections of the bus and ends with it.
	 * @param bus the bus
	 * @param ttl how long a ticket is kept, a millisecond or more
	 */
	public RedisTicketStore(RedisBus bus, Duration ttl) {
		if (ttl.toMillis() < 1) {
			throw new IllegalArgumentException("ttl must be longer than 0, not " + ttl);
		}
		this.commands = bus.commands();
		this.ttl = ttl;
	}

	@Override
	public Mono<Void> put(String key, Ticket ticket) {
		return this
			.<Long>run(Script.TICKET, Reply.bytes(key), TicketText.write(ticket), Reply.bytes(this.ttl.toMillis()))
			.then();
	}

	@Override
	public Mono<Ticket> take(String key) {
		return this.<byte[]>run(Script.REDEEM, Reply.bytes(key)).map(TicketText::read);
	}

	private <T> Mono<T> run(Script script, byte[]... arguments) {
		return Mono.<T>fromFuture(() -> {
			CompletableFuture<@Nullable T> reply = this.commands.run(script, arguments);
			return reply;
		}, true)
			.onErrorMap((error) -> !(error instanceof BusUnavailableException),
					(error) -> new BusUnavailableException("Redis did not say what became of a ticket", error));
	}

}
