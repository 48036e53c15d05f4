package dev.realtime.local;

import java.time.Duration;

import dev.realtime.BusUnavailableException;
import dev.realtime.security.AbstractTicketStoreContractTests;
import dev.realtime.security.TicketStore;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

class LocalTicketStoreTests extends AbstractTicketStoreContractTests {

	private final SettableClock clock = new SettableClock();

	@Override
	protected TicketStore createStore(Duration ttl) {
		return new LocalTicketStore(ttl, this.clock);
	}

	@Override
	protected void advance(Duration duration) {
		this.clock.advance(duration);
	}

	@Test
	void whenThereAreTooManyThenNewOnesAreRefusedUntilTheOldestAreTooOld() {
		LocalTicketStore store = new LocalTicketStore(SHORT, 3, this.clock);
		for (int i = 0; i < 3; i++) {
			put(store, "k" + i, TICKET);
			advance(Duration.ofMillis(100));
		}
		StepVerifier.create(store.put("k3", TICKET)).verifyError(BusUnavailableException.class);
		assertThat(take(store, "k1")).isNotNull();
		put(store, "k3", TICKET);
		StepVerifier.create(store.put("k4", TICKET)).verifyError(BusUnavailableException.class);
		advance(SHORT.minusMillis(300));
		put(store, "k4", TICKET);
		assertThat(take(store, "k0")).isNull();
		assertThat(take(store, "k2")).isNotNull();
	}

	@Test
	void whenTicketsAreNeverUsedThenTheyAreForgotten() {
		LocalTicketStore store = new LocalTicketStore(SHORT, this.clock);
		for (int i = 0; i < 100; i++) {
			put(store, "k" + i, TICKET);
		}
		advance(SHORT);
		put(store, "last", TICKET);
		assertThat(store.size()).isEqualTo(1);
	}

}
