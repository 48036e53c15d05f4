package dev.realtime.security;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.realtime.RealtimeUser;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every store of tickets promises. One subclass per engine runs all of it.
 */
public abstract class AbstractTicketStoreContractTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	protected static final Duration LONG = Duration.ofMinutes(5);

	protected static final Duration SHORT = Duration.ofMillis(500);

	protected static final Ticket TICKET = new Ticket(new RealtimeUser("alice"), null);

	/**
	 * Create a store.
	 * @param ttl how long it keeps a ticket
	 * @return the store; those of one test have nothing to do with each other
	 */
	protected abstract TicketStore createStore(Duration ttl);

	/**
	 * Let time pass.
	 * @param duration how much
	 */
	protected abstract void advance(Duration duration);

	@Test
	void whenATicketIsTakenThenNothingOfItIsMissing() {
		TicketStore store = createStore(LONG);
		List<Ticket> tickets = List.of(TICKET,
				new Ticket(new RealtimeUser("a.b{c} \"d\"\r\n\u00e9\ud83d\ude00", Set.of("ROLE_A", "scope:b c"),
						Instant.parse("2030-01-02T03:04:05.678901234Z")), "https://app.example.com:8443"),
				new Ticket(new RealtimeUser("x".repeat(100_000), Set.of(), Instant.MAX), "http://localhost"));
		for (int i = 0; i < tickets.size(); i++) {
			put(store, "k" + i, tickets.get(i));
		}
		for (int i = 0; i < tickets.size(); i++) {
			assertThat(take(store, "k" + i)).isEqualTo(tickets.get(i));
		}
	}

	@Test
	void whenATicketWasTakenThenItIsGone() {
		TicketStore store = createStore(LONG);
		put(store, "k", TICKET);
		assertThat(take(store, "k")).isNotNull();
		assertThat(take(store, "k")).isNull();
	}

	@Test
	void whenATicketIsUnknownThenThereIsNone() {
		TicketStore store = createStore(LONG);
		put(store, "k", TICKET);
		assertThat(take(store, "K")).isNull();
		assertThat(take(store, "")).isNull();
		assertThat(take(store, "*")).isNull();
	}

	@Test
	void whenATicketIsTooOldThenItIsGone() {
		TicketStore store = createStore(SHORT);
		put(store, "k", TICKET);
		advance(SHORT);
		assertThat(take(store, "k")).isNull();
	}

	@Test
	void whenNobodyHasSubscribedThenNothingIsDone() {
		TicketStore store = createStore(LONG);
		Mono<Void> put = store.put("k", TICKET);
		assertThat(take(store, "k")).isNull();
		Mono<Ticket> take = store.take("k");
		put.block(TIMEOUT);
		assertThat(take.block(TIMEOUT)).isEqualTo(TICKET);
	}

	@Test
	void whenManyTakeATicketAtOnceThenOneGetsIt() throws Exception {
		TicketStore store = createStore(LONG);
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			for (int round = 0; round < 50; round++) {
				String key = "k" + round;
				put(store, key, TICKET);
				List<Callable<Ticket>> tasks = new ArrayList<>();
				for (int i = 0; i < 8; i++) {
					tasks.add(() -> take(store, key));
				}
				int taken = 0;
				for (Future<Ticket> ticket : threads.invokeAll(tasks)) {
					taken += (ticket.get() != null) ? 1 : 0;
				}
				assertThat(taken).isEqualTo(1);
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	protected static void put(TicketStore store, String key, Ticket ticket) {
		store.put(key, ticket).block(TIMEOUT);
	}

	protected static Ticket take(TicketStore store, String key) {
		return store.take(key).block(TIMEOUT);
	}

}
