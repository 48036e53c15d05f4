package dev.realtime.redis.fault;

import java.time.Duration;
import java.util.List;

import dev.realtime.redis.fixture.FaultProxy;
import dev.realtime.redis.fixture.RedisServer;
import dev.realtime.redis.fixture.RedisTest;
import dev.realtime.redis.history.Verdict;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Redis itself fails: it is restarted, with or without its data, or replaced.
 */
@RedisTest(outage = true)
class RedisOutageIT {

	@Test
	void whenRedisRestartsWithItsDataThenNothingIsLostAndNobodySeesAGap() {
		try (FaultWorld world = new FaultWorld()) {
			RedisServer redis = world.server();
			FaultNode one = world.node(redis.address());
			FaultNode two = world.node(redis.address());
			FaultClient live = world.client(one, "a", "b");
			FaultClient other = world.client(two, "a");
			FaultClient away = world.client(two, "a", "b");
			away.disconnect();
			Traffic traffic = world.traffic(List.of(one, two), "a", "b");
			live.awaitReceived(50);
			redis.restart();
			Duration recovered = world.awaitRecovered(one);
			away.connect(one).awaitConnected();
			traffic.close();
			world.verify(redis);
			assertThat(live.gaps()).isEmpty();
			assertThat(other.gaps()).isEmpty();
			assertThat(away.answer()).containsEntry("a", Verdict.RESUMED).containsEntry("b", Verdict.RESUMED);
			assertThat(world.lost(live) + world.lost(other) + world.lost(away)).isZero();
			assertThat(one.epochs()).isEqualTo(1);
			world.report("Redis restart, data kept", recovered);
		}
	}

	@Test
	void whenTheTailIsRolledBackThenExactlyThoseWhoWerePastTheSurvivingTopAreToldForked() {
		try (FaultWorld world = new FaultWorld()) {
			RedisServer redis = world.server();
			FaultProxy proxy = world.proxy(redis.address());
			FaultNode one = world.node(redis.address());
			FaultNode deaf = world.node(proxy.address());
			FaultClient seen = world.client(one, "a", "quiet");
			FaultClient quiet = world.client(one, "quiet");
			FaultClient unseen = world.client(deaf, "a", "quiet");
			FaultClient away = world.client(one, "a");
			world.published(one, "a", 20);
			world.published(one, "quiet");
			unseen.awaitReceived(21);
			away.awaitReceived(20);
			away.disconnect();
			proxy.blackhole();
			redis.save();
			world.published(one, "a", 20);
			seen.awaitReceived(41);
			awaitPassed(quiet, 41);
			// The server's end closes all; behind the proxy nobody hears that before it
			// heals.
			redis.restartWithOlderData();
			proxy.cut();
			proxy.heal();
			Duration recovered = world.awaitRecovered(one);
			away.connect(one).awaitConnected();
			world.verify(redis);
			assertThat(seen.gaps()).containsExactlyInAnyOrder("a forked", "quiet forked");
			assertThat(quiet.gaps()).containsExactly("quiet forked");
			assertThat(unseen.gaps()).isEmpty();
			assertThat(away.gaps()).isEmpty();
			assertThat(away.answer()).containsEntry("a", Verdict.RESUMED);
			world.report("Redis killed, tail of 20 rolled back", recovered);
		}
	}

	@Test
	void whenRedisIsRolledBackUnderLoadThenNobodyIsSilentlyBehind() {
		try (FaultWorld world = new FaultWorld()) {
			RedisServer redis = world.server();
			FaultNode one = world.node(redis.address());
			FaultNode two = world.node(redis.address());
			FaultClient live = world.client(one, "a", "b");
			world.client(two, "b");
			Traffic traffic = world.traffic(List.of(one, two), "a", "b");
			live.awaitReceived(50);
			redis.save();
			live.awaitMore(50);
			redis.restartWithOlderData();
			Duration recovered = world.awaitRecovered(one);
			traffic.close();
			world.verify(redis);
			assertThat(live.gaps()).containsExactlyInAnyOrder("a forked", "b forked");
			world.report("Redis killed and rolled back under load", recovered);
		}
	}

	@Test
	void whenRedisRestartsEmptyThenEveryTopicIsUnknownOnce() {
		try (FaultWorld world = new FaultWorld()) {
			RedisServer redis = world.server();
			emptied(world, redis, redis::restartEmpty, "Redis restarted empty");
		}
	}

	@Test
	void whenRedisIsFlushedThenEveryTopicIsUnknownOnce() {
		try (FaultWorld world = new FaultWorld()) {
			RedisServer redis = world.server();
			emptied(world, redis, () -> redis.commands().flushall(), "FLUSHALL");
		}
	}

	private static void emptied(FaultWorld world, RedisServer redis, Runnable fault, String name) {
		FaultNode one = world.node(redis.address());
		FaultNode two = world.node(redis.address());
		FaultClient live = world.client(one, "a", "b");
		FaultClient other = world.client(two, "a");
		FaultClient away = world.client(two, "a");
		away.disconnect();
		Traffic traffic = world.traffic(List.of(one, two), "a", "b");
		live.awaitReceived(50);
		fault.run();
		Duration recovered = world.awaitRecovered(one);
		away.connect(one).awaitConnected();
		traffic.close();
		world.verify(null);
		assertThat(live.gaps()).containsExactlyInAnyOrder("a unknown", "b unknown");
		assertThat(other.gaps()).containsExactly("a unknown");
		assertThat(away.gaps()).containsExactly("a unknown");
		world.report(name, recovered);
	}

	@Test
	void whenALaggingReplicaIsPromotedThenOnlyThoseWhoSawTheLagAreToldForked() {
		try (FaultWorld world = new FaultWorld()) {
			Failover failover = new Failover(world);
			FaultNode one = world.node(failover.front().address());
			FaultNode two = world.node(failover.front().address());
			FaultClient live = world.client(one, "a");
			FaultClient away = world.client(two, "a");
			world.published(one, "a", 20);
			away.awaitReceived(20);
			away.disconnect();
			failover.lag();
			world.published(two, "a", 15);
			live.awaitReceived(35);
			failover.promote();
			Duration recovered = world.awaitRecovered(one);
			away.connect(one).awaitConnected();
			world.verify(failover.second());
			assertThat(live.gaps()).containsExactly("a forked");
			assertThat(away.gaps()).isEmpty();
			world.report("failover to a replica that lags 15 events", recovered);
		}
	}

	@Test
	void whenAPrimaryIsDemotedResynchronisedAndPromotedThenThoseWhoSawMoreAreToldForked() {
		demotedResynchronisedAndPromoted();
	}

	static void demotedResynchronisedAndPromoted() {
		try (FaultWorld world = new FaultWorld()) {
			Failover failover = new Failover(world);
			// Not through the proxy: their connections survive it all.
			FaultNode one = world.node(failover.first().address());
			FaultNode two = world.node(failover.first().address());
			FaultClient live = world.client(one, "a");
			FaultClient away = world.client(two, "a");
			world.published(one, "a", 20);
			away.awaitReceived(20);
			away.disconnect();
			failover.lag();
			world.published(two, "a", 15);
			live.awaitReceived(35);
			failover.second().promote();
			failover.first().resynchronise(failover.second());
			Duration recovered = world.awaitRecovered(one);
			world.awaitPublished(two, "a");
			world.published(two, "a", 40);
			away.connect(two).awaitConnected();
			world.verify(failover.first());
			assertThat(live.gaps()).containsExactly("a forked");
			assertThat(away.gaps()).isEmpty();
			world.report("demoted, resynchronised and promoted again", recovered);
		}
	}

	@Test
	void whenAPrimaryIsDemotedAndPromotedUnderLoadThenNobodyIsSilentlyBehind() {
		try (FaultWorld world = new FaultWorld()) {
			Failover failover = new Failover(world);
			FaultNode one = world.node(failover.first().address());
			FaultNode two = world.node(failover.first().address());
			FaultClient live = world.client(one, "a", "b");
			world.client(two, "b");
			Traffic traffic = world.traffic(List.of(one, two), "a", "b");
			live.awaitReceived(50);
			failover.lag();
			live.awaitMore(50);
			failover.second().promote();
			failover.first().resynchronise(failover.second());
			Duration recovered = world.awaitRecovered(one);
			traffic.close();
			world.verify(failover.first());
			assertThat(live.gaps()).containsExactlyInAnyOrder("a forked", "b forked");
			world.report("the same under load", recovered);
		}
	}

	@Test
	void whenRedisIsRolledBackTwiceThenNobodyIsSilentlyBehind() {
		try (FaultWorld world = new FaultWorld()) {
			RedisServer redis = world.server();
			FaultNode one = world.node(redis.address());
			FaultClient live = world.client(one, "a");
			FaultClient away = world.client(one, "a");
			world.published(one, "a", 10);
			away.awaitReceived(10);
			away.disconnect();
			redis.save();
			world.published(one, "a", 10);
			live.awaitReceived(20);
			redis.restartWithOlderData();
			world.awaitRecovered(one);
			world.published(one, "a", 20);
			// The second epoch is erased as well, and its number of events is not.
			redis.restartWithOlderData();
			Duration recovered = world.awaitRecovered(one);
			away.connect(one).awaitConnected();
			world.verify(null);
			assertThat(live.gaps()).hasSize(2);
			assertThat(away.gaps()).isEmpty();
			world.report("rolled back twice to the same data", recovered);
		}
	}

	@Test
	void whenRedisIsPausedThenPublishesFailAndNothingIsLost() {
		try (FaultWorld world = new FaultWorld()) {
			RedisServer redis = world.server();
			FaultNode one = world.node(redis.address());
			FaultNode two = world.node(redis.address());
			FaultClient live = world.client(one, "a");
			FaultClient other = world.client(two, "a");
			Traffic traffic = world.traffic(List.of(one, two), "a");
			live.awaitReceived(50);
			redis.pause();
			one.awaitDown();
			two.awaitDown();
			redis.resume();
			Duration recovered = world.awaitRecovered(one);
			traffic.close();
			world.verify(redis);
			assertThat(live.gaps()).isEmpty();
			assertThat(world.lost(live) + world.lost(other)).isZero();
			world.report("Redis paused until the nodes noticed", recovered);
		}
	}

	private static void awaitPassed(FaultClient client, long offset) {
		FaultWorld.await(client + " is past " + offset, () -> {
			String cursor = client.cursor();
			return cursor != null && Long.parseLong(cursor.substring(cursor.indexOf('.') + 1)) >= offset;
		});
	}

}
