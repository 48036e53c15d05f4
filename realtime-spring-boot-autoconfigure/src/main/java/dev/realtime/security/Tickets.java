package dev.realtime.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.TimeoutException;

import dev.realtime.BusUnavailableException;
import dev.realtime.RealtimeUser;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One-time tickets: 128 random bits with which a page opens a stream where it cannot send
 * a header. Each is good for a short time, once, and for the page that asked for it. The
 * store is given their digests only. Thread-safe.
 */
public final class Tickets {

	/** Shorter than an authenticator may take, so that the reason is told. */
	private static final Duration TIMEOUT = Duration.ofMillis(1500);

	private static final int BYTES = 16;

	/** What so many bytes are long in Base64. */
	private static final int LENGTH = 22;

	private final TicketStore store;

	private final SecureRandom random;

	private final Clock clock;

	public Tickets(TicketStore store, SecureRandom random, Clock clock) {
		this.store = store;
		this.random = random;
		this.clock = clock;
	}

	/**
	 * Issue a ticket.
	 * @param user for whom, not anonymous
	 * @param origin the {@code Origin} header of who asks, or {@code null} if there is
	 * none
	 * @return the ticket, letters, digits, hyphens and underscores; fails with a
	 * {@link BusUnavailableException} if it cannot be kept
	 */
	public Mono<String> issue(RealtimeUser user, @Nullable String origin) {
		return Mono.defer(() -> {
			byte[] bytes = new byte[BYTES];
			this.random.nextBytes(bytes);
			String ticket = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
			return inTime(this.store.put(key(ticket), new Ticket(user, normal(origin)))).thenReturn(ticket);
		});
	}

	/**
	 * Redeem a ticket, which is of no use after that. Who sends no {@code Origin} is the
	 * page's own origin, or no page, which could send any.
	 * @param text what a client sent as a ticket
	 * @param origin its {@code Origin} header, or {@code null} if there is none
	 * @return the user; fails with a {@link NotAuthenticatedException} if the ticket is
	 * unknown, used, too old, of another origin or of a login that has ended, and with a
	 * {@link BusUnavailableException} if nobody can tell
	 */
	public Mono<RealtimeUser> redeem(String text, @Nullable String origin) {
		return Mono.defer(() -> (text.length() == LENGTH) ? inTime(this.store.take(key(text))) : Mono.<Ticket>empty())
			.filter((ticket) -> origin == null || Objects.equals(ticket.origin(), normal(origin)))
			.map(Ticket::user)
			.filter(this::isLoggedIn)
			.switchIfEmpty(Mono.error(() -> new NotAuthenticatedException("The ticket is not valid")));
	}

	private boolean isLoggedIn(RealtimeUser user) {
		Instant end = user.expiresAt();
		return end == null || end.isAfter(this.clock.instant());
	}

	private static <T> Mono<T> inTime(Mono<T> answer) {
		return answer.timeout(TIMEOUT)
			.onErrorMap(TimeoutException.class,
					(late) -> new BusUnavailableException("The store of tickets did not answer in time", late));
	}

	private static @Nullable String normal(@Nullable String origin) {
		Origin parsed = (origin != null) ? Origin.parse(origin) : null;
		return (parsed != null) ? parsed.text() : origin;
	}

	private static String key(String ticket) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(ticket.getBytes(StandardCharsets.UTF_8));
			return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
