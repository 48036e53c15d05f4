package dev.realtime.redis.fault;

import dev.realtime.redis.fixture.FaultProxy;
import dev.realtime.redis.fixture.RedisServer;

/**
 * Faults that one mechanism each keeps from being silent losses. Run as they are, and in
 * mutants where the mechanism is switched off.
 */
final class Mechanisms {

	private Mechanisms() {
	}

	/** For the fence: scripts and connections survive it, and the log went back. */
	static void demotedAndPromoted() {
		try (FaultWorld world = new FaultWorld()) {
			Failover failover = new Failover(world);
			FaultNode node = world.node(failover.first().address());
			FaultClient client = world.client(node, "a");
			world.published(node, "a", 10);
			failover.lag();
			world.published(node, "a", 10);
			client.awaitReceived(20);
			failover.second().promote();
			failover.first().resynchronise(failover.second());
			world.awaitPublished(node, "a");
			world.published(node, "a", 20);
			world.verify(null);
		}
	}

	/** For the epochs: the log went back, and whoever comes opens it. */
	static void rolledBack() {
		try (FaultWorld world = new FaultWorld()) {
			RedisServer redis = world.server();
			FaultNode node = world.node(redis.address());
			FaultClient client = world.client(node, "a");
			world.published(node, "a", 10);
			redis.save();
			world.published(node, "a", 10);
			client.awaitReceived(20);
			redis.restartWithOlderData();
			node.awaitDown();
			node.awaitUp();
			world.published(node, "a", 20);
			world.verify(null);
		}
	}

	/** For the reads after a connection was replaced. */
	static void cutOff() {
		try (FaultWorld world = new FaultWorld()) {
			RedisServer redis = world.server();
			FaultProxy proxy = world.proxy(redis.address());
			FaultNode one = world.node(redis.address());
			FaultNode two = world.node(proxy.address());
			world.client(two, "a");
			world.published(one, "a", 10);
			proxy.refuse();
			proxy.cut();
			two.awaitDown();
			world.published(one, "a", 10);
			proxy.accept();
			two.awaitUp();
			world.verify(null);
		}
	}

	/** For the probe: the connection is up, and nothing comes. */
	static void deaf() {
		try (FaultWorld world = new FaultWorld()) {
			RedisServer redis = world.server();
			FaultProxy proxy = world.proxy(redis.address());
			FaultNode one = world.node(redis.address());
			FaultNode two = world.node(proxy.address());
			world.client(two, "a");
			world.published(one, "a", 10);
			proxy.deafen();
			world.published(one, "a", 10);
			world.verify(null);
		}
	}

}
