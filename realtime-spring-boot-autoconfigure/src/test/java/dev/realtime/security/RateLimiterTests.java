package dev.realtime.security;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RateLimiterTests {

	private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);

	private final RateLimiter limiter = new RateLimiter(10, 3, this.now::get);

	@Test
	void burstIsAllowedAtOnceAndThenTheRate() {
		assertThat(taken(10)).isEqualTo(3);
		advance(99);
		assertThat(taken(10)).isZero();
		advance(1);
		assertThat(taken(10)).isEqualTo(1);
		advance(250);
		assertThat(taken(10)).isEqualTo(2);
		advance(50);
		assertThat(taken(10)).isEqualTo(1);
	}

	@Test
	void whoWasQuietHasNoMoreThanOneBurst() {
		advance(1_000_000);
		assertThat(taken(10)).isEqualTo(3);
	}

	@Test
	void afterTheTimeItSaysThereIsOne() {
		assertThat(taken(3)).isEqualTo(3);
		advance(40);
		long wait = this.limiter.tryAcquire();
		assertThat(wait).isBetween(60L, 61L);
		advance(wait);
		assertThat(taken(2)).isEqualTo(1);
	}

	@Test
	void sendersAreLimitedApartAndBounded() {
		RateLimiters limiters = new RateLimiters(() -> new RateLimiter(10, 3, this.now::get));
		RateLimiter first = limiters.get("a");
		assertThat(limiters.get("b")).isNotSameAs(first);
		assertThat(limiters.get("a")).isSameAs(first);
		for (int i = 0; i < RateLimiters.MAX_SENDERS * 2; i++) {
			limiters.get("sender " + i);
			limiters.get("a");
		}
		assertThat(limiters.size()).isEqualTo(RateLimiters.MAX_SENDERS);
		assertThat(limiters.get("a")).isSameAs(first);
	}

	private int taken(int tries) {
		int taken = 0;
		for (int i = 0; i < tries; i++) {
			taken += (this.limiter.tryAcquire() == 0) ? 1 : 0;
		}
		return taken;
	}

	private void advance(long millis) {
		this.now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
	}

}
