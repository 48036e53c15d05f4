package dev.realtime.redis;

import java.time.Duration;
import java.util.List;

import dev.realtime.RealtimeObserver;
import dev.realtime.bus.RecordingBusListener;
import dev.realtime.connection.ConnectionLimits;
import dev.realtime.connection.ConnectionRegistry;
import dev.realtime.connection.UserQuota.Overflow;
import dev.realtime.redis.fixture.RedisAddress;

import static org.awaitility.Awaitility.await;

/**
 * A node as far as a user's places are concerned: a bus, the quota and a registry.
 */
final class QuotaNode implements AutoCloseable {

	/** Nothing takes as long on a machine that has other things to do. */
	private static final Duration PATIENCE = Duration.ofSeconds(10);

	final RedisBus bus;

	final RedisUserQuota quota;

	final ConnectionRegistry registry;

	QuotaNode(String name, RedisAddress redis, String prefix, Duration lease, int max, Overflow overflow) {
		this(name, redis, prefix, PATIENCE, lease, max, overflow);
	}

	/**
	 * Create a node.
	 * @param patience how long a command may take, and after how long a node looks
	 * whether it hears anything
	 */
	QuotaNode(String name, RedisAddress redis, String prefix, Duration patience, Duration lease, int max,
			Overflow overflow) {
		this.bus = new RedisBus(new RedisServers(List.of(redis.uri()), false, null), name,
				new RedisBusSettings(prefix, "test", patience, patience, 100, Duration.ofMinutes(1)),
				RealtimeObserver.NOOP);
		this.quota = new RedisUserQuota(this.bus, lease);
		this.registry = new ConnectionRegistry(new ConnectionLimits(0, max, 0, overflow), this.quota,
				RealtimeObserver.NOOP);
		this.bus.listen(new RecordingBusListener());
		awaitUp();
	}

	void awaitUp() {
		await().atMost(Duration.ofSeconds(20)).until(() -> this.bus.status().up());
	}

	void awaitDown() {
		await().atMost(Duration.ofSeconds(20)).until(() -> this.bus.commands().session() == null);
	}

	/** Have the node renew its leases now, as it does when a session begins. */
	void renew() {
		this.bus.commands().renew(this.bus.commands().session()).join();
	}

	/**
	 * Connect, and hold the place until the stream is closed.
	 * @throws dev.realtime.connection.RefusedException if there is no place
	 */
	QuotaStream open(String user) {
		QuotaStream stream = new QuotaStream(user);
		stream.opened(this.registry.open(stream, null).block(PATIENCE.multipliedBy(2)));
		return stream;
	}

	long count(String user) {
		return this.registry.count(user).block(PATIENCE.multipliedBy(2));
	}

	/**
	 * End as a process does that is killed: nothing is given back.
	 */
	@Override
	public void close() {
		this.bus.close();
	}

}
