package dev.realtime.security;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import dev.realtime.BusUnavailableException;
import dev.realtime.Handshake;
import dev.realtime.RealtimeAuthenticator;
import dev.realtime.RealtimeUser;
import dev.realtime.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Tickets}, {@link TicketIssuer} and
 * {@link TicketRealtimeAuthenticator}.
 */
class TicketsTests {

	private static final String PAGE = "https://app.example.com";

	private static final RealtimeUser ALICE = new RealtimeUser("alice", Set.of("ROLE_A"), Instant.MAX);

	private final Map<String, Ticket> kept = new HashMap<>();

	private final TicketStore store = new TicketStore() {

		@Override
		public Mono<Void> put(String key, Ticket ticket) {
			return Mono.fromRunnable(() -> TicketsTests.this.kept.put(key, ticket));
		}

		@Override
		public Mono<Ticket> take(String key) {
			return Mono.fromSupplier(() -> TicketsTests.this.kept.remove(key));
		}

	};

	private final AtomicLong nanoTime = new AtomicLong();

	private final Tickets tickets = new Tickets(this.store, new SecureRandom(), Clock.systemUTC());

	private final RealtimeAuthenticator authenticator = new TicketRealtimeAuthenticator(this.tickets,
			(handshake) -> Mono.just(new RealtimeUser("by login")));

	@Test
	void whenTicketsAreIssuedThenEachIsNewAndTheStoreKnowsNone() {
		Set<String> issued = new HashSet<>();
		for (int i = 0; i < 1000; i++) {
			issued.add(issue(PAGE));
		}
		assertThat(issued).hasSize(1000).allMatch((ticket) -> ticket.matches("[A-Za-z0-9_-]{22}"));
		assertThat(this.kept).hasSize(1000);
		assertThat(this.kept.keySet()).doesNotContainAnyElementsOf(issued);
	}

	@Test
	void whenATicketIsRedeemedThenItsUserIsThereOnce() {
		String ticket = issue(PAGE);
		StepVerifier.create(redeem(PAGE, ticket)).expectNext(ALICE).verifyComplete();
		assertRefused(redeem(PAGE, ticket));
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", value = { "https://app.example.com, https://app.example.com, true",
			"https://app.example.com:443, HTTPS://APP.example.com, true", "https://app.example.com, -, true",
			"-, -, true", "https://app.example.com, https://evil.example.com, false",
			"https://app.example.com, http://app.example.com, false",
			"https://app.example.com, https://app.example.com:8443, false", "https://app.example.com, null, false",
			"https://app.example.com, '', false", "-, https://app.example.com, false", "-, null, false" })
	void whenATicketComesFromAnOriginThenItIsTheOneThatItWasIssuedTo(String issued, String redeemed, boolean good) {
		String ticket = issue(issued);
		if (good) {
			StepVerifier.create(redeem(redeemed, ticket)).expectNext(ALICE).verifyComplete();
		}
		else {
			assertRefused(redeem(redeemed, ticket));
			assertThat(this.kept).as("not to be tried again").isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "x", "AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAA\u0000", "%00" })
	void whenATicketIsNoneThenTheTicketAloneDecides(String ticket) {
		assertRefused(redeem(null, ticket));
		assertRefused(redeem(null, ticket + "A".repeat(100_000)));
	}

	@Test
	void whenThereAreTwoTicketsThenNeitherCounts() {
		assertRefused(redeem(null, issue(null), issue(null)));
		assertThat(this.kept).hasSize(2);
	}

	@Test
	void whenThereIsNoTicketThenTheLoginCounts() {
		StepVerifier.create(this.authenticator.authenticate(handshake(PAGE, Map.of())))
			.expectNext(new RealtimeUser("by login"))
			.verifyComplete();
	}

	@Test
	void whenTheLoginHasEndedThenSoHasItsTicket() {
		RealtimeUser user = new RealtimeUser("bob", Set.of(), Instant.now().minusMillis(1));
		String ticket = this.tickets.issue(user, null).block();
		assertRefused(redeem(null, ticket));
	}

	@Test
	void whenTheStoreDoesNotAnswerThenNobodyCanTell() {
		TicketStore silent = new TicketStore() {

			@Override
			public Mono<Void> put(String key, Ticket ticket) {
				return Mono.never();
			}

			@Override
			public Mono<Ticket> take(String key) {
				return Mono.never();
			}

		};
		Tickets slow = new Tickets(silent, new SecureRandom(), Clock.systemUTC());
		RealtimeAuthenticator safe = new FailSafeAuthenticator(
				new TicketRealtimeAuthenticator(slow, (handshake) -> Mono.empty()));
		StepVerifier.withVirtualTime(() -> slow.issue(ALICE, null))
			.thenAwait(Duration.ofSeconds(2))
			.verifyError(BusUnavailableException.class);
		Handshake handshake = handshake(null, Map.of("ticket", List.of("AAAAAAAAAAAAAAAAAAAAAA")));
		StepVerifier.withVirtualTime(() -> safe.authenticate(handshake))
			.thenAwait(Duration.ofSeconds(2))
			.verifyError(BusUnavailableException.class);
	}

	@Test
	void whenSomebodyIsLoggedInThenATicketIsIssued() {
		TicketIssuer issuer = issuer((handshake) -> Mono.just(ALICE));
		String json = issuer.issue(handshake(PAGE, Map.of())).block();
		assertThat(json).matches("\\{\"ticket\":\"[A-Za-z0-9_-]{22}\",\"expiresInSeconds\":30}");
		StepVerifier.create(redeem(PAGE, json.substring(11, 33))).expectNext(ALICE).verifyComplete();
	}

	@Test
	void whenNobodyIsLoggedInThenThereIsNoTicket() {
		List<RealtimeAuthenticator> nobody = List.of((handshake) -> Mono.empty(),
				(handshake) -> Mono.just(RealtimeUser.ANONYMOUS), (handshake) -> Mono.just(new RealtimeUser(" ")),
				(handshake) -> Mono.error(new IllegalStateException("broken")));
		for (RealtimeAuthenticator none : nobody) {
			assertRefused(issuer(none).issue(handshake(PAGE, Map.of("ticket", List.of(issue(PAGE))))));
		}
		assertThat(this.kept).as("none was used").hasSize(nobody.size());
	}

	@Test
	void whenAUserAsksInALoopThenTicketsRunOutForThatUserAndComeBackInTime() {
		TicketIssuer issuer = issuer(
				(handshake) -> Mono.just(new RealtimeUser(String.valueOf(handshake.queryParameter("name")))));
		for (int i = 0; i < 3; i++) {
			StepVerifier.create(issue(issuer, "mallory")).expectNextCount(1).verifyComplete();
		}
		StepVerifier.create(issue(issuer, "mallory")).verifyError(RateLimitedException.class);
		StepVerifier.create(issue(issuer, "alice")).expectNextCount(1).verifyComplete();
		assertThat(this.kept).as("nothing is kept for who is refused").hasSize(4);
		this.nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
		StepVerifier.create(issue(issuer, "mallory")).expectNextCount(1).verifyComplete();
		StepVerifier.create(issue(issuer, "mallory")).verifyError(RateLimitedException.class);
	}

	private TicketIssuer issuer(RealtimeAuthenticator logins) {
		return new TicketIssuer(logins, this.tickets, Duration.ofSeconds(30),
				new RateLimiters(() -> new RateLimiter(1, 3, this.nanoTime::get)));
	}

	private static Mono<String> issue(TicketIssuer issuer, String user) {
		return issuer.issue(handshake(PAGE, Map.of("name", List.of(user))));
	}

	@Test
	void whenCookiesAreNotToCountThenTheAuthenticatorSeesNeitherThemNorAPrincipal() {
		RealtimeAuthenticator looking = new NoCookieAuthenticator((handshake) -> {
			assertThat(handshake.headers()).containsOnlyKeys("Authorization");
			assertThat(handshake.header("cookie")).isNull();
			assertThat(handshake.principal()).isNull();
			assertThat(handshake.address()).isEqualTo("198.51.100.1");
			assertThat(handshake.queryParameter("a")).isEqualTo("b");
			assertThat(handshake.transport()).isEqualTo(Transport.SSE);
			return Mono.just(ALICE);
		});
		Handshake handshake = new Handshake(Transport.SSE,
				Map.of("cOOKIE", List.of("SESSION=1"), "Authorization", List.of("Bearer x")), Map.of("a", List.of("b")),
				"198.51.100.1", () -> "bob");
		StepVerifier.create(looking.authenticate(handshake)).expectNext(ALICE).verifyComplete();
	}

	private String issue(String origin) {
		return this.tickets.issue(ALICE, origin).block();
	}

	private Mono<RealtimeUser> redeem(String origin, String... ticket) {
		return this.authenticator.authenticate(handshake(origin, Map.of("ticket", List.of(ticket))));
	}

	private static Handshake handshake(String origin, Map<String, List<String>> query) {
		return new Handshake(Transport.SSE, (origin != null) ? Map.of("origin", List.of(origin)) : Map.of(), query,
				null, () -> "by login");
	}

	private static void assertRefused(Mono<?> answer) {
		StepVerifier.create(answer).verifyError(NotAuthenticatedException.class);
	}

}
