package dev.realtime.redis;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WantedTopics} and {@link Subscription}.
 */
class WantedTopicsTests {

	private final WantedTopics topics = new WantedTopics();

	private final Subscription subscription = this.topics.add("a");

	@Test
	void whatWasLeftLongAgoIsSwept() {
		this.subscription.sent();
		this.subscription.confirmed();
		assertThat(this.topics.sweep()).isEmpty();
		this.subscription.leave(longAgo());
		this.subscription.await(new CompletableFuture<>());
		assertThat(this.topics.sweep()).as("wanted again").isEmpty();
		this.subscription.leave(longAgo());
		assertThat(this.topics.sweep()).containsExactly("a");
		assertThat(this.topics.find("a")).isNull();
	}

	/**
	 * Whoever wants it next would take the late confirmation for its own, which comes
	 * after the topic was unsubscribed.
	 */
	@Test
	void whatIsNotConfirmedYetIsNotSwept() {
		this.subscription.sent();
		this.subscription.leave(longAgo());
		assertThat(this.topics.sweep()).isEmpty();
		this.subscription.confirmed();
		assertThat(this.topics.sweep()).containsExactly("a");
	}

	@Test
	void whenAllWhoWaitedHaveGivenUpThenNobodyWantsIt() {
		CompletableFuture<Void> late = new CompletableFuture<>();
		this.subscription.await(late);
		late.completeExceptionally(new TimeoutException());
		CompletableFuture<Void> patient = new CompletableFuture<>();
		this.subscription.await(patient);
		assertThat(this.subscription.complete()).isTrue();
		assertThat(patient).isCompleted();
		assertThat(this.subscription.complete()).as("confirmed again, on the next connection").isTrue();
		this.subscription.await(late);
		assertThat(this.subscription.complete()).isFalse();
	}

	private static long longAgo() {
		return System.nanoTime() - Duration.ofMinutes(1).toNanos();
	}

}
