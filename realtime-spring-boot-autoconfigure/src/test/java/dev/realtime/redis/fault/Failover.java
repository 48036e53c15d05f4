package dev.realtime.redis.fault;

import dev.realtime.redis.fixture.FaultProxy;
import dev.realtime.redis.fixture.RedisServer;

/**
 * A primary and its replica, with a proxy in front that leads to whoever is in charge.
 */
final class Failover {

	private final RedisServer first;

	private final RedisServer second;

	private final FaultProxy front;

	private final FaultProxy between;

	Failover(FaultWorld world) {
		this.first = world.server();
		this.second = world.server();
		this.front = world.proxy(this.first.address());
		this.between = world.proxy(this.first.address());
		this.second.replicaOf(this.between.address());
	}

	RedisServer first() {
		return this.first;
	}

	RedisServer second() {
		return this.second;
	}

	FaultProxy front() {
		return this.front;
	}

	/**
	 * From now on the replica hears nothing.
	 */
	void lag() {
		this.first.awaitReplicated(this.second);
		this.between.blackhole();
	}

	/**
	 * The primary is gone, and the replica takes over with what it has.
	 */
	void promote() {
		this.second.promote();
		this.front.upstream(this.second.address());
		this.front.cut();
	}

}
