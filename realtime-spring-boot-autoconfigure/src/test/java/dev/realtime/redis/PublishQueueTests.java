package dev.realtime.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import dev.realtime.BusUnavailableException;
import dev.realtime.Position;
import dev.realtime.PublishOutcomeUnknownException;
import dev.realtime.PublishRejectedException;
import dev.realtime.TraceContext;
import dev.realtime.bus.Publication;
import dev.realtime.bus.Retention;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PublishQueueTests {

	private final HeldScripts scripts = new HeldScripts();

	private final PublishQueue queue = new PublishQueue(this.scripts,
			new RedisBusSettings("p", "app", Duration.ofSeconds(2), Duration.ofSeconds(10), 50, Duration.ofMinutes(1)));

	@Test
	void whatComesWhileACallIsUnderWayGoesWithTheNextInOrder() {
		CompletableFuture<Position> first = this.queue.add(event("a"));
		CompletableFuture<Position> second = this.queue.add(event("b"));
		CompletableFuture<Position> third = this.queue.add(event("c"));
		assertThat(topics()).containsExactly(List.of("a"));
		this.scripts.last().reply().complete(List.of(Reply.bytes("epochaa.1")));
		assertThat(first).isCompletedWithValue(new Position("epochaa", 1));
		assertThat(topics()).containsExactly(List.of("a"), List.of("b", "c"));
		this.scripts.last().reply().complete(List.of(Reply.bytes(""), Reply.bytes("!ERR wrong type")));
		assertThat(second).isCompletedWithValue(null);
		assertThat(third).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.withCauseInstanceOf(BusUnavailableException.class)
			.withMessageContaining("wrong type");
	}

	@Test
	void argumentsAreThoseOfTheScript() {
		this.queue.add(new Publication("a", "t", Reply.bytes("{}"), 7, "m", "k", false,
				new Retention(3, Duration.ofSeconds(2))));
		assertThat(this.scripts.last().script()).isEqualTo(Script.PUBLISH);
		assertThat(this.scripts.last().arguments()).containsExactly("60000", "50", "a", "t", "7", "m", "k", "3", "2000",
				"{}");
	}

	@Test
	void tracesComeAfterTheEventsWithTheNumbersOfThoseThatCarryThem() {
		this.queue.add(event("first"));
		this.queue.add(event("a"));
		this.queue.add(new Publication("b", "t", Reply.bytes("1"), 0, null, null, false,
				new Retention(3, Duration.ofSeconds(2)), TraceContext.of(Map.of("b3", "1-2"))));
		assertThat(this.scripts.last().arguments()).hasSize(2 + 8);
		this.scripts.last().reply().complete(List.of(Reply.bytes("epochaa.1")));
		assertThat(this.scripts.last().arguments()).hasSize(2 + 2 * 8 + 1).endsWith("\0\2\0\7b3:1-2\n");
	}

	@Test
	void aCallIsBoundedInEventsAndBytes() {
		this.queue.add(event("first"));
		IntStream.range(0, 1000).forEach((i) -> this.queue.add(event("t" + i)));
		this.scripts.last().reply().completeExceptionally(new RedisException("lost"));
		assertThat(topics().get(1)).hasSize(512);
		Publication big = new Publication("big", "t", new byte[900_000], 0, null, null, false,
				new Retention(3, Duration.ofSeconds(2)));
		this.queue.add(big);
		this.queue.add(big);
		this.scripts.last().reply().completeExceptionally(new RedisException("lost"));
		assertThat(topics().get(2)).hasSize(489).endsWith("t999", "big");
		this.scripts.last().reply().completeExceptionally(new RedisException("lost"));
		assertThat(topics().get(3)).containsExactly("big");
	}

	@Test
	void whenTheReplyIsLostThenTheOutcomeIsUnknown() {
		assertThat(failure(new RedisException("Connection closed"))).isInstanceOf(PublishOutcomeUnknownException.class);
		assertThat(failure(new RedisCommandTimeoutException("2 s"))).isInstanceOf(PublishOutcomeUnknownException.class);
	}

	@Test
	void whenRedisRefusesThenNothingWasPublished() {
		assertThat(failure(new RedisCommandExecutionException("OOM command not allowed")))
			.isInstanceOf(BusUnavailableException.class)
			.hasMessageContaining("OOM");
		assertThat(failure(new RedisCommandExecutionException("ERR Error running script (call to f_0a): "
				+ "@user_script:52: @user_script: 52: -OOM command not allowed when used memory > 'maxmemory'.")))
			.as("6.2")
			.isInstanceOf(BusUnavailableException.class);
		assertThat(failure(new BusUnavailableException("away", null))).isInstanceOf(BusUnavailableException.class)
			.hasMessage("away");
	}

	@Test
	void whenTooManyWaitThenTheNextIsRejected() {
		this.queue.add(event("a"));
		IntStream.range(0, PublishQueue.MAX_WAITING).forEach((i) -> this.queue.add(event("b")));
		assertThat(this.queue.add(event("c"))).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.withCauseInstanceOf(PublishRejectedException.class);
	}

	@Test
	void whenReceiptsAreMissingThenTheOutcomeIsUnknownAndTheNextAreSent() {
		this.queue.add(event("a"));
		CompletableFuture<Position> second = this.queue.add(event("b"));
		CompletableFuture<Position> third = this.queue.add(event("c"));
		this.scripts.last().reply().complete(List.of(Reply.bytes("epochaa.1")));
		CompletableFuture<Position> next = this.queue.add(event("d"));
		this.scripts.last().reply().complete(List.of(Reply.bytes("epochaa.2")));
		assertThat(second).isCompleted();
		assertThat(third).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.withCauseInstanceOf(PublishOutcomeUnknownException.class);
		this.scripts.last().reply().complete(List.of(Reply.bytes("epochaa.3")));
		assertThat(next).isCompletedWithValue(new Position("epochaa", 3));
	}

	private Throwable failure(Throwable error) {
		CompletableFuture<Position> receipt = this.queue.add(event("a"));
		this.scripts.last().reply().completeExceptionally(error);
		return receipt.handle((position, failure) -> failure).join();
	}

	private List<List<String>> topics() {
		List<List<String>> all = new ArrayList<>();
		this.scripts.calls.forEach((call) -> {
			List<String> topics = new ArrayList<>();
			for (int i = 2; i < call.arguments().size(); i += 8) {
				topics.add(call.arguments().get(i));
			}
			all.add(topics);
		});
		return all;
	}

	private static Publication event(String topic) {
		return new Publication(topic, "t", Reply.bytes("1"), 0, null, null, false,
				new Retention(3, Duration.ofSeconds(2)));
	}

}
