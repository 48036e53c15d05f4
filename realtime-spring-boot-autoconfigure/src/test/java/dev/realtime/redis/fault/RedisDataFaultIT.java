package dev.realtime.redis.fault;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

import dev.realtime.BusUnavailableException;
import dev.realtime.Position;
import dev.realtime.bus.Retention;
import dev.realtime.redis.fault.FaultWorld.Sent;
import dev.realtime.redis.fixture.RedisServer;
import dev.realtime.redis.fixture.RedisTest;
import dev.realtime.redis.history.Verdict;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.XAddArgs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What Redis keeps is too little, too old, or gone in parts. Whoever misses something is
 * told.
 */
@RedisTest(outage = true)
class RedisDataFaultIT {

	@Test
	void whenAClientIsAwayForLongerThanEventsAreKeptThenItIsToldOnce() {
		try (FaultWorld world = new FaultWorld()) {
			RedisServer redis = world.server();
			world.retention(new Retention(50, Duration.ofMinutes(10)));
			FaultNode one = world.node(redis.address());
			FaultNode two = world.node(redis.address());
			FaultClient away = world.client(one, "a", "b");
			FaultClient brief = world.client(two, "a");
			world.published(one, "a", 10);
			away.awaitReceived(10);
			away.disconnect();
			world.published(one, "a", 60);
			brief.awaitReceived(70);
			brief.disconnect();
			world.published(two, "a", 50);
			away.connect(two).awaitConnected();
			brief.connect(one).awaitConnected();
			Duration recovered = world.awaitRecovered(one);
			world.verify(redis);
			assertThat(away.gaps()).containsExactly("a trimmed");
			assertThat(away.answer()).containsEntry("b", Verdict.RESUMED);
			assertThat(brief.gaps()).isEmpty();
			world.report("client away for longer than 50 events are kept", recovered);
		}
	}

	@Test
	void whenAClientIsAwayUntilEventsAreTooOldThenItIsToldOnce() {
		try (FaultWorld world = new FaultWorld()) {
			RedisServer redis = world.server();
			world.retention(new Retention(1000, Duration.ofMillis(300)));
			FaultNode one = world.node(redis.address());
			FaultClient away = world.client(one, "a", "b");
			world.published(one, "a", 10);
			away.awaitReceived(10);
			away.disconnect();
			world.published(one, "a", 10);
			FaultWorld.await("the log expires",
					() -> redis.commands().keys("{realtime:0}:log:*").stream().noneMatch((key) -> key.endsWith(":a")));
			// On a busy machine what is published now would be too old as well when it is
			// read.
			world.retention(FaultWorld.KEPT);
			away.connect(one).awaitConnected();
			Duration recovered = world.awaitRecovered(one);
			world.verify(redis);
			assertThat(away.gaps()).containsExactly("a trimmed");
			world.report("client away until what it missed had expired", recovered);
		}
	}

	@Test
	void whenNothingIsKeptForAWhileThenWhoWasAwayIsToldAndWhoWasThereIsNot() {
		try (FaultWorld world = new FaultWorld()) {
			RedisServer redis = world.server();
			FaultNode one = world.node(redis.address());
			FaultClient live = world.client(one, "a", "b");
			FaultClient away = world.client(one, "a", "b");
			world.published(one, "a", 5);
			away.awaitReceived(5);
			away.disconnect();
			world.retention(new Retention(0, Duration.ofMinutes(10)));
			world.published(one, "a", 5);
			world.retention(FaultWorld.KEPT);
			world.published(one, "a", 5);
			// Where the events are remembered nothing is missed.
			away.connect(world.node(redis.address())).awaitConnected();
			Duration recovered = world.awaitRecovered(one);
			world.verify(redis);
			assertThat(live.gaps()).isEmpty();
			assertThat(world.lost(live)).isZero();
			assertThat(away.gaps()).containsExactly("a trimmed");
			world.report("retention switched off for five events", recovered);
		}
	}

	@Test
	void whenLessIsKeptThanBeforeThenWhoMissedTheDifferenceIsTold() {
		try (FaultWorld world = new FaultWorld()) {
			RedisServer redis = world.server();
			FaultNode one = world.node(redis.address());
			FaultClient away = world.client(one, "a");
			FaultClient brief = world.client(one, "a");
			world.published(one, "a", 1);
			away.awaitReceived(1);
			away.disconnect();
			world.published(one, "a", 30);
			brief.awaitReceived(31);
			brief.disconnect();
			world.retention(new Retention(10, Duration.ofMinutes(10)));
			world.published(one, "a", 5);
			FaultNode restarted = world.node(redis.address());
			away.connect(restarted).awaitConnected();
			brief.connect(restarted).awaitConnected();
			Duration recovered = world.awaitRecovered(one);
			world.verify(redis);
			assertThat(away.gaps()).containsExactly("a trimmed");
			assertThat(brief.gaps()).isEmpty();
			world.report("retention made shorter", recovered);
		}
	}

	@Test
	void whenRedisIsOutOfMemoryThenPublishesFailAndNothingIsLost() {
		try (FaultWorld world = new FaultWorld()) {
			RedisServer redis = world.server();
			FaultNode one = world.node(redis.address());
			FaultClient live = world.client(one, "a");
			FaultClient away = world.client(one, "a");
			world.published(one, "a", 10);
			away.disconnect();
			redis.limitMemory(1);
			for (int i = 0; i < 20; i++) {
				Sent refused = world.publish(one, "a", "key-" + i);
				assertThatExceptionOfType(CompletionException.class).isThrownBy(refused.receipt()::join)
					.withCauseInstanceOf(BusUnavailableException.class)
					.withMessageContaining("OOM");
			}
			// Reading needs no memory.
			away.connect(one).awaitConnected();
			assertThat(one.isUp()).isTrue();
			redis.limitMemory(0);
			Duration recovered = world.awaitRecovered(one);
			world.verify(redis);
			assertThat(live.gaps()).isEmpty();
			assertThat(away.gaps()).isEmpty();
			assertThat(world.lost(live) + world.lost(away)).isZero();
			world.report("Redis out of memory", recovered);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "garbage", "", ".", "aaaaaaaa.1", "aaaaaaaa.-1", "aaaaaaaa.99999999999999999999", "x.y.z",
			"k3x9qa.1~k3x9qa.2", "\u0000.1", "0", "null", "{realtime:0}.5", "*.1" })
	void whenACursorIsGarbageThenItIsUnknown(String cursor) {
		try (FaultWorld world = new FaultWorld()) {
			RedisServer redis = world.server();
			FaultNode one = world.node(redis.address());
			world.published(one, "a", 5);
			FaultClient client = world.stranger("a").from(cursor);
			client.connect(one).awaitConnected();
			assertThat(client.gaps()).containsExactly("a unknown");
		}
	}

	@Test
	void whenACursorIsForgedThenItIsForkedOrUnknownAndTheNextReadersAreServed() {
		try (FaultWorld world = new FaultWorld()) {
			RedisServer redis = world.server();
			FaultNode one = world.node(redis.address());
			FaultClient live = world.client(one, "a");
			Position last = world.published(one, "a");
			FaultClient far = world.stranger("a").from(last.epoch() + ".999999999999");
			FaultClient near = world.stranger("a").from(last.epoch() + "." + (last.offset() + 1));
			FaultClient zero = world.stranger("a").from(last.epoch() + ".0");
			List.of(far, near, zero).forEach((client) -> client.connect(one));
			List.of(far, near, zero).forEach(FaultClient::awaitConnected);
			assertThat(far.gaps()).containsExactly("a forked");
			assertThat(near.gaps()).containsExactly("a forked");
			assertThat(zero.gaps()).isEmpty();
			world.awaitRecovered(one);
			assertThat(live.gaps()).isEmpty();
		}
	}

	@Test
	void whenTheStateIsDeletedThenANewLogBeginsAndEveryTopicIsUnknown() {
		deleted("meta deleted", (redis) -> redis.commands().del(FaultWorld.META), List.of("a unknown", "b unknown"),
				List.of("a unknown", "b unknown"));
	}

	@Test
	void whenTheClosedEpochsAreDeletedThenNobodyOfTheCurrentOneNotices() {
		deleted("epochs deleted", (redis) -> redis.commands().del(FaultWorld.EPOCHS), List.of(), List.of());
	}

	@Test
	void whenTheTopicsLastOffsetsAreDeletedThenWhoIsBehindTheTopIsTold() {
		deleted("tops deleted", (redis) -> redis.commands().del(FaultWorld.TOPS), List.of(), List.of("a trimmed"));
	}

	@Test
	void whenATopicsLogIsDeletedThenOnlyWhoMissedSomethingOfItIsTold() {
		deleted("one stream deleted",
				(redis) -> redis.commands().keys("{realtime:0}:log:*:a").forEach((key) -> redis.commands().del(key)),
				List.of(), List.of("a trimmed"));
	}

	@Test
	void whenAnEventIsDamagedThenWhoMissedItIsTold() {
		deleted("an event damaged", (redis) -> {
			String log = redis.commands().keys("{realtime:0}:log:*:a").get(0);
			String last = redis.commands().xrevrange(log, Range.unbounded(), Limit.from(1)).get(0).getId();
			redis.commands().del(log);
			redis.commands().xadd(log, new XAddArgs().id(last), "f", "\u0001");
		}, List.of(), List.of("a trimmed"));
	}

	private static void deleted(String fault, Consumer<RedisServer> delete, List<String> live, List<String> away) {
		try (FaultWorld world = new FaultWorld()) {
			RedisServer redis = world.server();
			FaultNode one = world.node(redis.address());
			FaultNode two = world.node(redis.address());
			FaultClient follows = world.client(one, "a", "b");
			FaultClient left = world.client(two, "a", "b");
			world.published(one, "a", 5);
			world.published(two, "b", 5);
			left.awaitReceived(10);
			left.disconnect();
			world.published(one, "a", 5);
			world.published(two, "b", 5);
			delete.accept(redis);
			left.connect(two).awaitConnected();
			Duration recovered = world.awaitRecovered(one);
			world.published(two, "a", 5);
			world.verify(null);
			assertThat(follows.gaps()).containsExactlyInAnyOrderElementsOf(live);
			assertThat(left.gaps()).containsExactlyInAnyOrderElementsOf(away);
			world.report(fault, recovered);
		}
	}

	@Test
	void whenTheClosedEpochsAreDeletedThenTheirCursorsAreUnknown() {
		try (FaultWorld world = new FaultWorld()) {
			RedisServer redis = world.server();
			FaultNode one = world.node(redis.address());
			FaultClient away = world.client(one, "a");
			world.published(one, "a", 5);
			away.awaitReceived(5);
			away.disconnect();
			redis.restart();
			one.awaitUp();
			redis.commands().del(FaultWorld.EPOCHS);
			away.connect(one).awaitConnected();
			Duration recovered = world.awaitRecovered(one);
			world.verify(null);
			assertThat(away.gaps()).containsExactly("a unknown");
			world.report("epochs deleted after a restart", recovered);
		}
	}

	@Test
	void whenAnIdempotencyKeyIsDeletedThenItsEventIsPublishedAgain() {
		try (FaultWorld world = new FaultWorld()) {
			RedisServer redis = world.server();
			FaultNode one = world.node(redis.address());
			FaultClient live = world.client(one, "a");
			Sent first = world.publish(one, "a", "key");
			Position receipt = first.receipt().join();
			assertThat(world.retry(one, first).receipt().join()).isEqualTo(receipt);
			redis.commands().del("{realtime:0}:once:key");
			assertThat(world.retry(one, first).receipt().join()).isNotEqualTo(receipt);
			world.awaitRecovered(one);
			world.verify(redis);
			assertThat(live.gaps()).isEmpty();
		}
	}

	@Test
	void whenTheScriptCacheIsFlushedThenNobodyNotices() {
		try (FaultWorld world = new FaultWorld()) {
			world.settings(FaultNode.PATIENT);
			RedisServer redis = world.server();
			FaultNode one = world.node(redis.address());
			FaultNode two = world.node(redis.address());
			FaultClient live = world.client(one, "a");
			FaultClient other = world.client(two, "a");
			Traffic traffic = world.traffic(List.of(one, two), "a");
			for (int i = 0; i < 10; i++) {
				live.awaitMore(10);
				redis.commands().scriptFlush();
			}
			Duration recovered = world.awaitRecovered(one);
			traffic.close();
			world.verify(redis);
			assertThat(live.gaps()).isEmpty();
			assertThat(world.lost(live) + world.lost(other)).isZero();
			assertThat(world.errors()).isZero();
			assertThat(Map.of(one, one.repairs(), two, two.repairs()).values()).containsOnly(0);
			world.report("script cache flushed, ten times", recovered);
		}
	}

}
