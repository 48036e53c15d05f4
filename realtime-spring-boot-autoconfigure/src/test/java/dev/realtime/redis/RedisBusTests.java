package dev.realtime.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.realtime.RealtimeObserver;
import dev.realtime.bus.AbstractBusContractTests;
import dev.realtime.bus.RealtimeBus;
import dev.realtime.redis.fixture.RedisTest;
import dev.realtime.redis.fixture.SharedRedis;
import org.junit.jupiter.api.AfterEach;

import static org.awaitility.Awaitility.await;

@RedisTest
class RedisBusTests extends AbstractBusContractTests {

	private final SharedRedis redis;

	private final List<RedisBus> open = new ArrayList<>();

	RedisBusTests(SharedRedis redis) {
		this.redis = redis;
	}

	@AfterEach
	void close() {
		this.open.forEach(RedisBus::close);
	}

	@Override
	protected RealtimeBus createBus(int knownTopics, Duration idempotencyWindow) {
		RedisBusSettings settings = new RedisBusSettings(this.redis.freshPrefix(), "test", Duration.ofSeconds(2),
				Duration.ofSeconds(10), knownTopics, idempotencyWindow);
		RedisServers servers = new RedisServers(List.of(this.redis.address().uri()), false, null);
		RedisBus bus = new RedisBus(servers, "n" + this.open.size(), settings, RealtimeObserver.NOOP);
		this.open.add(bus);
		return bus;
	}

	@Override
	protected void advance(Duration duration) {
		long begun = System.nanoTime();
		await().pollInterval(Duration.ofMillis(20)).until(() -> System.nanoTime() - begun > duration.toNanos());
	}

}
