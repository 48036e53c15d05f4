package dev.realtime.security;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One rate limiter per sender, for as many as sent something lately. Thread-safe.
 */
public final class RateLimiters {

	static final int MAX_SENDERS = 10_000;

	private final Supplier<RateLimiter> factory;

	private final Map<String, RateLimiter> limiters = new LinkedHashMap<>(16, 0.75f, true) {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, RateLimiter> eldest) {
			return size() > MAX_SENDERS;
		}

	};

	/**
	 * Create limiters, none yet.
	 * @param factory makes the one of a sender
	 */
	public RateLimiters(Supplier<RateLimiter> factory) {
		this.factory = factory;
	}

	/**
	 * The limiter of a sender. When there are too many, the sender that was quiet for the
	 * longest time begins anew.
	 * @param sender who
	 * @return the limiter
	 */
	public synchronized RateLimiter get(String sender) {
		return this.limiters.computeIfAbsent(sender, (key) -> this.factory.get());
	}

	synchronized int size() {
		return this.limiters.size();
	}

}
