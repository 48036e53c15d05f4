package dev.realtime.redis.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import dev.realtime.Position;
import dev.realtime.PublishOutcomeUnknownException;
import dev.realtime.bus.Retention;
import dev.realtime.redis.fault.FaultWorld.Sent;
import dev.realtime.redis.fixture.FaultProxy;
import dev.realtime.redis.fixture.RedisServer;
import dev.realtime.redis.fixture.RedisTest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is between a node and Redis fails. Nothing is ever lost by that.
 */
@RedisTest(outage = true)
class RedisConnectionFaultIT {

	/** How long a node that has noticed stays cut off. */
	private static final int CUT_OFF_SECONDS = Integer.getInteger("realtime.fault.cut-off-seconds", 1);

	@Test
	void whenANodeIsCutOffForAMomentThenItsClientsOnlyWait() {
		try (FaultWorld world = new FaultWorld()) {
			RedisServer redis = world.server();
			FaultProxy proxy = world.proxy(redis.address());
			FaultNode one = world.node(redis.address());
			FaultNode two = world.node(proxy.address());
			FaultClient here = world.client(one, "a");
			FaultClient there = world.client(two, "a");
			Traffic traffic = world.traffic(List.of(one), "a");
			for (int i = 0; i < 3; i++) {
				proxy.blackhole();
				here.awaitMore(50);
				proxy.heal();
				there.awaitMore(50);
			}
			Duration recovered = world.awaitRecovered(one);
			traffic.close();
			nothingIsLost(world, redis, here, there);
			world.report("node cut off for 0.3 s, three times", recovered);
		}
	}

	@Test
	void whenANodeIsCutOffUntilItNoticesThenItsClientsGetEverythingLater() {
		try (FaultWorld world = new FaultWorld()) {
			world.retention(new Retention(100_000, Duration.ofMinutes(10)));
			RedisServer redis = world.server();
			FaultProxy proxy = world.proxy(redis.address());
			FaultNode one = world.node(redis.address());
			FaultNode two = world.node(proxy.address());
			FaultClient here = world.client(one, "a", "b");
			FaultClient there = world.client(two, "a", "b");
			Traffic traffic = world.traffic(List.of(one, two), "a", "b");
			here.awaitMore(20);
			proxy.blackhole();
			two.awaitDown();
			here.awaitMore(300);
			long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(CUT_OFF_SECONDS);
			Awaitility.await().atMost(Duration.ofSeconds(CUT_OFF_SECONDS + 5)).until(() -> end - System.nanoTime() < 0);
			proxy.heal();
			Duration recovered = world.awaitRecovered(one);
			traffic.close();
			nothingIsLost(world, redis, here, there);
			world.report("node cut off (blackhole) until it noticed, and " + CUT_OFF_SECONDS + " s more", recovered);
		}
	}

	@Test
	void whenConnectionsAreResetAgainAndAgainThenNothingIsLost() {
		try (FaultWorld world = new FaultWorld()) {
			RedisServer redis = world.server();
			FaultProxy proxy = world.proxy(redis.address());
			FaultNode one = world.node(redis.address());
			FaultNode two = world.node(proxy.address());
			FaultClient here = world.client(one, "a");
			FaultClient there = world.client(two, "a");
			Traffic traffic = world.traffic(List.of(one, two), "a");
			for (int i = 0; i < 5; i++) {
				proxy.reset();
				here.awaitMore(30);
			}
			Duration recovered = world.awaitRecovered(two);
			traffic.close();
			nothingIsLost(world, redis, here, there);
			world.report("all connections of a node reset, five times", recovered);
		}
	}

	@Test
	void whenPubSubConnectionsAreKilledThenWhatWasMissedIsReadAndNobodyNotices() {
		pubSubConnectionsAreKilled();
	}

	static void pubSubConnectionsAreKilled() {
		try (FaultWorld world = new FaultWorld()) {
			RedisServer redis = world.server();
			FaultNode one = world.node(redis.address());
			FaultNode two = world.node(redis.address());
			FaultClient here = world.client(one, "a", "b");
			FaultClient there = world.client(two, "b");
			Traffic traffic = world.traffic(List.of(one, two), "a", "b");
			for (int i = 0; i < 5; i++) {
				int repairs = one.repairs();
				redis.killPubSubConnections();
				FaultWorld.await("the hole is noticed", () -> one.repairs() > repairs);
				here.awaitMore(20);
			}
			Duration recovered = world.awaitRecovered(one);
			traffic.close();
			nothingIsLost(world, redis, here, there);
			world.report("pub/sub connections killed, five times", recovered);
		}
	}

	@Test
	void whenAnOutputBufferOverrunsThenWhatWasMissedIsRead() {
		try (FaultWorld world = new FaultWorld()) {
			RedisServer redis = world.server();
			FaultNode one = world.node(redis.address());
			FaultNode two = world.node(redis.address());
			FaultClient here = world.client(one, "a");
			FaultClient there = world.client(two, "a");
			world.published(one, "a", 10);
			redis.limitPubSubBuffer(20_000);
			List<CompletableFuture<?>> receipts = new ArrayList<>();
			for (int i = 0; i < 300; i++) {
				receipts.add(world.publish(one, "a", null, 1000).receipt());
			}
			CompletableFuture.allOf(receipts.toArray(CompletableFuture[]::new)).orTimeout(10, TimeUnit.SECONDS).join();
			FaultWorld.await("the hole is noticed", () -> two.repairs() > 0);
			Duration recovered = world.awaitRecovered(one);
			nothingIsLost(world, redis, here, there);
			world.report("output buffer of the subscribers overrun", recovered);
		}
	}

	@Test
	void whenSubscribersHearNothingThoughTheConnectionIsUpThenAProbeFindsOut() {
		subscribersHearNothing();
	}

	static void subscribersHearNothing() {
		try (FaultWorld world = new FaultWorld()) {
			RedisServer redis = world.server();
			FaultProxy proxy = world.proxy(redis.address());
			FaultNode one = world.node(redis.address());
			FaultNode two = world.node(proxy.address());
			FaultClient here = world.client(one, "a");
			FaultClient there = world.client(two, "a");
			world.published(two, "a", 10);
			proxy.deafen();
			world.published(two, "a", 10);
			assertThat(two.isUp()).isTrue();
			long begun = System.nanoTime();
			two.awaitDown();
			Duration noticed = Duration.ofNanos(System.nanoTime() - begun);
			world.published(one, "a", 10);
			Duration recovered = world.awaitRecovered(two);
			nothingIsLost(world, redis, here, there);
			world.report("half-open pub/sub connection, noticed in " + noticed.toMillis() + " ms", recovered);
		}
	}

	@Test
	void whenSubscriptionsWouldLeadToAReplicaThenTheyAreNotTrusted() {
		try (FaultWorld world = new FaultWorld()) {
			Failover failover = new Failover(world);
			RedisServer redis = failover.first();
			FaultProxy front = failover.front();
			FaultNode node = world.node(front.address());
			FaultClient client = world.client(node, "a");
			world.published(node, "a", 5);
			// As a failover that is half done: scripts run here, subscriptions go there.
			front.upstream(failover.second().address());
			int accepted = front.accepted();
			redis.killPubSubConnections();
			FaultWorld.await("other attempts", () -> front.accepted() >= accepted + 4);
			assertThat(node.isUp()).isFalse();
			world.published(node, "a", 5);
			front.upstream(redis.address());
			Duration recovered = world.awaitRecovered(node);
			nothingIsLost(world, redis, client);
			world.report("subscriptions led to a replica for a while", recovered);
		}
	}

	@Test
	void whenThePublisherIsCutOffBeforeTheReplyThenItIsUnknownAndARetryGivesTheSameEvent() {
		try (FaultWorld world = new FaultWorld()) {
			RedisServer redis = world.server();
			FaultProxy proxy = world.proxy(redis.address());
			FaultNode one = world.node(redis.address());
			FaultNode two = world.node(proxy.address());
			FaultClient here = world.client(one, "a");
			CompletableFuture<Void> cut = proxy.cutBeforeReply("order-17");
			Sent first = world.publish(two, "a", "order-17");
			cut.orTimeout(10, TimeUnit.SECONDS).join();
			assertThat(first.receipt()).failsWithin(Duration.ofSeconds(5))
				.withThrowableThat()
				.withCauseInstanceOf(PublishOutcomeUnknownException.class);
			here.awaitReceived(1);
			Position there = world.awaitRetried(two, first);
			assertThat(world.awaitRetried(one, first)).isEqualTo(there).isNotNull();
			Duration recovered = world.awaitRecovered(two);
			assertThat(here.received().stream().filter(first.payload()::equals)).hasSize(1);
			nothingIsLost(world, redis, here);
			world.report("publisher cut before the reply, retried under its key", recovered);
		}
	}

	@Test
	void whenThePublisherIsKilledMidPublishThenEveryBatchIsThereAsAWholeOrNotAtAll() {
		try (FaultWorld world = new FaultWorld()) {
			RedisServer redis = world.server();
			FaultProxy proxy = world.proxy(redis.address());
			FaultNode one = world.node(redis.address());
			FaultNode two = world.node(proxy.address());
			FaultClient here = world.client(one, "a");
			Traffic traffic = world.traffic(List.of(two), "a");
			for (int i = 0; i < 5; i++) {
				here.awaitMore(10);
				two.awaitUp();
				proxy.cutBeforeReply("EVALSHA").orTimeout(10, TimeUnit.SECONDS).join();
			}
			Duration recovered = world.awaitRecovered(two);
			traffic.close();
			nothingIsLost(world, redis, here);
			world.report("publisher cut before the reply, five times", recovered);
		}
	}

	@Test
	void whenARequestNeverReachesRedisThenItIsUnknownAndNothingIsThere() {
		try (FaultWorld world = new FaultWorld()) {
			RedisServer redis = world.server();
			FaultProxy proxy = world.proxy(redis.address());
			FaultNode one = world.node(redis.address());
			FaultNode two = world.node(proxy.address());
			FaultClient here = world.client(one, "a");
			proxy.blackhole(FaultProxy.Direction.TO_SERVER);
			Sent lost = world.publish(two, "a", null);
			proxy.cut();
			assertThat(lost.receipt()).failsWithin(Duration.ofSeconds(5))
				.withThrowableThat()
				.withCauseInstanceOf(PublishOutcomeUnknownException.class);
			proxy.heal();
			Duration recovered = world.awaitRecovered(two);
			assertThat(here.hasReceived(lost.payload())).isFalse();
			nothingIsLost(world, redis, here);
			world.report("publisher cut before the request arrived", recovered);
		}
	}

	@Test
	void whenRedisIsSlowThenAPublishFailsInTimeAndNothingIsLost() {
		try (FaultWorld world = new FaultWorld()) {
			RedisServer redis = world.server();
			FaultProxy proxy = world.proxy(redis.address());
			FaultNode one = world.node(redis.address());
			FaultNode two = world.node(proxy.address());
			FaultClient here = world.client(one, "a");
			FaultClient there = world.client(two, "a");
			proxy.delay(Duration.ofSeconds(5));
			long begun = System.nanoTime();
			try {
				world.publish(two, "a").join();
			}
			catch (CompletionException ex) {
				assertThat(ex).hasCauseInstanceOf(PublishOutcomeUnknownException.class);
			}
			assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
			proxy.heal();
			Duration recovered = world.awaitRecovered(two);
			nothingIsLost(world, redis, here, there);
			world.report("Redis slower than the command timeout", recovered);
		}
	}

	@Test
	void whenNodesAreRestartedOneAfterTheOtherThenTheirClientsResumeElsewhere() {
		try (FaultWorld world = new FaultWorld()) {
			RedisServer redis = world.server();
			FaultNode stays = world.node(redis.address());
			FaultNode old = world.node(redis.address());
			FaultClient here = world.client(stays, "a");
			FaultClient moves = world.client(old, "a");
			Traffic traffic = world.traffic(List.of(stays), "a");
			for (int i = 0; i < 3; i++) {
				moves.awaitMore(20);
				old.close();
				here.awaitMore(20);
				moves.connect(stays).awaitConnected();
				old = world.node(redis.address());
				moves.connect(old).awaitConnected();
			}
			Duration recovered = world.awaitRecovered(stays);
			traffic.close();
			nothingIsLost(world, redis, here, moves);
			world.report("nodes restarted, three times", recovered);
		}
	}

	@Test
	void whenClientsComeAndGoWhileEventsArePublishedThenNothingIsLost() {
		try (FaultWorld world = new FaultWorld()) {
			RedisServer redis = world.server();
			List<FaultNode> nodes = List.of(world.node(redis.address()), world.node(redis.address()));
			Traffic traffic = world.traffic(nodes, "a", "b", "c");
			List<FaultClient> clients = new ArrayList<>();
			for (int i = 0; i < 12; i++) {
				clients.add(world.client(nodes.get(i % 2), "a", (i % 3 == 0) ? "b" : "c"));
			}
			for (int round = 0; round < 20; round++) {
				// Now and then the last who follows a topic on a node.
				for (FaultClient client : clients) {
					client.connect(nodes.get((clients.indexOf(client) + round) % 2));
				}
				clients.forEach(FaultClient::awaitConnected);
			}
			Duration recovered = world.awaitRecovered(nodes.get(0));
			traffic.close();
			nothingIsLost(world, redis, clients.toArray(FaultClient[]::new));
			world.report("240 reconnects while events are published", recovered);
		}
	}

	private static void nothingIsLost(FaultWorld world, RedisServer redis, FaultClient... clients) {
		world.verify(redis);
		for (FaultClient client : clients) {
			assertThat(client.gaps()).as(client + "'s gaps").isEmpty();
			assertThat(world.lost(client)).as(client + "'s losses").isZero();
			assertThat(FaultWorld.repeated(client)).as(client + "'s repeats").isZero();
		}
	}

}
