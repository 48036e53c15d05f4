package dev.realtime.redis.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

import dev.realtime.bus.Retention;
import dev.realtime.redis.fixture.FaultProxy;
import dev.realtime.redis.fixture.RedisServer;
import dev.realtime.redis.fixture.RedisTest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;

/**
 * Everything at once, at random, for as many seconds as {@code realtime.nemesis.seconds}
 * says. The seed is printed and can be given as {@code realtime.nemesis.seed}; the faults
 * are the same then, though not their moments.
 */
@RedisTest(outage = true)
class RedisNemesisIT {

	private static final Log logger = LogFactory.getLog(RedisNemesisIT.class);

	private static final int SECONDS = Integer.getInteger("realtime.nemesis.seconds",
			"true".equals(System.getenv("CI")) ? 60 : 30);

	private static final String[] TOPICS = { "a", "b", "c" };

	private static final int CLIENTS = 12;

	/** How many faults are told when it fails. */
	private static final int SHOWN = 30;

	private final long seed = Long.getLong("realtime.nemesis.seed", System.nanoTime());

	private final SplittableRandom random = new SplittableRandom(this.seed);

	private final List<FaultNode> nodes = new ArrayList<>();

	private final List<FaultProxy> proxies = new ArrayList<>();

	private final List<FaultClient> clients = new ArrayList<>();

	private final List<String> story = new ArrayList<>();

	@Test
	void whenFaultsAreMixedThenNobodyLosesAnythingSilently() {
		try (FaultWorld world = new FaultWorld()) {
			run(world);
		}
		catch (Throwable ex) {
			throw new AssertionError("realtime.nemesis.seed=" + this.seed + ", the last of " + this.story.size()
					+ " faults: " + this.story.subList(Math.max(0, this.story.size() - SHOWN), this.story.size()), ex);
		}
	}

	private void run(FaultWorld world) {
		logger.info("realtime.nemesis.seed=" + this.seed);
		world.retention(new Retention(500, Duration.ofMinutes(10)));
		Failover failover = new Failover(world);
		RedisServer redis = failover.first();
		for (int i = 0; i < 3; i++) {
			FaultProxy proxy = world.proxy(redis.address());
			this.proxies.add(proxy);
			this.nodes.add(world.node(proxy.address()));
		}
		for (int i = 0; i < CLIENTS; i++) {
			String[] topics = { TOPICS[i % 3], TOPICS[(i + 1) % 3] };
			this.clients.add(world.client(pick(this.nodes), (i % 2 == 0) ? topics : new String[] { topics[0] }));
		}
		Traffic traffic = world.traffic(this.nodes, TOPICS);
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
		redis.save();
		Faults faults = new Faults(failover);
		while (end - System.nanoTime() > 0) {
			for (int i = this.random.nextInt(3); i >= 0; i--) {
				faults.next();
			}
			if (this.random.nextInt(3) > 0) {
				this.proxies.forEach(FaultProxy::heal);
			}
			if (this.random.nextInt(4) == 0) {
				this.proxies.forEach(FaultProxy::heal);
				world.awaitRecovered(this.nodes.get(0));
				world.history().check();
			}
			world.awaitTraffic(this.random.nextInt(60));
		}
		this.proxies.forEach(FaultProxy::heal);
		this.clients.stream().filter(FaultClient::isAway).forEach((client) -> client.connect(pick(this.nodes)));
		this.clients.forEach(FaultClient::awaitConnected);
		Duration recovered = world.awaitRecovered(this.nodes.get(0));
		traffic.close();
		world.verify(null);
		world.report("nemesis, " + this.story.size() + " faults in " + SECONDS + " s", recovered);
	}

	private <T> T pick(List<T> all) {
		return all.get(this.random.nextInt(all.size()));
	}

	/** What can happen. */
	private final class Faults {

		private final Failover failover;

		private final RedisServer redis;

		Faults(Failover failover) {
			this.failover = failover;
			this.redis = failover.first();
		}

		void next() {
			FaultProxy proxy = pick(RedisNemesisIT.this.proxies);
			switch (RedisNemesisIT.this.random.nextInt(17)) {
				case 0 -> happens("pub/sub killed", this.redis::killPubSubConnections);
				case 1 -> happens("reset", proxy::reset);
				case 2 -> happens("cut", proxy::cut);
				case 3 -> happens("blackhole", proxy::blackhole);
				case 4 -> happens("half-open", () -> proxy.blackhole(FaultProxy.Direction.TO_CLIENT));
				case 5 -> happens("deaf", proxy::deafen);
				case 6 -> happens("slow", () -> proxy.delay(Duration.ofMillis(50)));
				case 7 -> happens("cut before a reply", () -> proxy.cutBeforeReply("EVALSHA"));
				case 8 -> happens("scripts flushed", () -> this.redis.commands().scriptFlush());
				case 9 -> happens("saved", this.redis::save);
				case 10 -> happens("rolled back", this.redis::restartWithOlderData);
				case 11 -> happens("restarted", this.redis::restart);
				case 12 -> rare("flushed", () -> newLog(() -> this.redis.commands().flushall()));
				case 13 -> happens("demoted and promoted", this::demote);
				case 14 -> rare("meta deleted", () -> newLog(() -> this.redis.commands().del(FaultWorld.META)));
				case 15 -> rare("tops deleted", () -> this.redis.commands().del(FaultWorld.TOPS));
				default -> happens("clients move", this::move);
			}
		}

		/**
		 * A rollback to the log before it would give that one its life back, and nobody
		 * would have lost anything; but the checker cannot know that.
		 */
		private void newLog(Runnable action) {
			action.run();
			this.redis.save();
		}

		private void demote() {
			RedisServer peer = this.failover.second();
			peer.replicaOf(this.redis.address());
			this.redis.awaitReplicated(peer);
			peer.promote();
			this.redis.resynchronise(peer);
		}

		private void move() {
			for (int i = 0; i < 4; i++) {
				pick(RedisNemesisIT.this.clients).connect(pick(RedisNemesisIT.this.nodes));
			}
			pick(RedisNemesisIT.this.clients).disconnect();
		}

		/** What erases much would leave little to be lost. */
		private void rare(String fault, Runnable action) {
			if (RedisNemesisIT.this.random.nextInt(3) == 0) {
				happens(fault, action);
			}
		}

		private void happens(String fault, Runnable action) {
			RedisNemesisIT.this.story.add(fault);
			action.run();
		}

	}

}
