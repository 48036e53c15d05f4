package dev.realtime.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.realtime.BusUnavailableException;
import dev.realtime.RealtimeObserver;
import dev.realtime.bus.RecordingBusListener;
import dev.realtime.redis.fixture.RedisServer;
import dev.realtime.redis.fixture.RedisTest;
import dev.realtime.redis.fixture.SharedRedis;
import dev.realtime.security.AbstractTicketStoreContractTests;
import dev.realtime.security.TicketStore;
import io.lettuce.core.RedisURI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

@RedisTest(outage = true)
class RedisTicketStoreTests extends AbstractTicketStoreContractTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final SharedRedis redis;

	private final String prefix;

	private final List<RedisBus> open = new ArrayList<>();

	RedisTicketStoreTests(SharedRedis redis) {
		this.redis = redis;
		this.prefix = redis.freshPrefix();
	}

	@AfterEach
	void close() {
		this.open.forEach(RedisBus::close);
	}

	@Override
	protected TicketStore createStore(Duration ttl) {
		return new RedisTicketStore(bus(this.redis.address().uri()), ttl);
	}

	@Override
	protected void advance(Duration duration) {
		long begun = System.nanoTime();
		await().pollInterval(Duration.ofMillis(20)).until(() -> System.nanoTime() - begun > duration.toNanos());
	}

	@Test
	void whenOneNodeIssuesATicketThenAnotherTakesItAndOnlyOne() {
		TicketStore one = createStore(LONG);
		TicketStore two = createStore(LONG);
		put(one, "k", TICKET);
		assertThat(take(two, "k")).isEqualTo(TICKET);
		assertThat(take(one, "k")).isNull();
	}

	@Test
	void whenATicketIsKeptThenRedisForgetsItByItself() {
		put(createStore(Duration.ofSeconds(30)), "k", TICKET);
		String key = "{" + this.prefix + ":0}:ticket:k";
		assertThat(this.redis.commands().pttl(key)).isBetween(20_000L, 30_000L);
	}

	@Test
	void whenRedisHasForgottenTheScriptsThenTicketsWorkAllTheSame() {
		TicketStore store = createStore(LONG);
		this.redis.commands().scriptFlush();
		put(store, "k", TICKET);
		this.redis.commands().scriptFlush();
		assertThat(take(store, "k")).isEqualTo(TICKET);
	}

	@Test
	void whenRedisIsAwayThenNobodyCanTell() {
		try (RedisServer server = RedisServer.run()) {
			RedisBus bus = bus(server.address().uri());
			TicketStore store = new RedisTicketStore(bus, LONG);
			put(store, "k", TICKET);
			server.kill();
			await().atMost(PATIENCE).until(() -> bus.commands().session() == null);
			StepVerifier.create(store.take("k")).verifyError(BusUnavailableException.class);
			StepVerifier.create(store.put("k2", TICKET)).verifyError(BusUnavailableException.class);
		}
	}

	@Test
	void whenRedisRefusesThenNobodyCanTell() {
		TicketStore store = createStore(LONG);
		this.redis.commands().lpush("{" + this.prefix + ":0}:ticket:k", "no text");
		StepVerifier.create(store.take("k")).verifyError(BusUnavailableException.class);
	}

	@Test
	void whenItIsNotUsedAsMeantThenItIsRefused() {
		RedisBus bus = bus(this.redis.address().uri());
		assertThatIllegalArgumentException().isThrownBy(() -> new RedisTicketStore(bus, Duration.ZERO));
	}

	private RedisBus bus(RedisURI uri) {
		RedisBus bus = new RedisBus(
				new RedisServers(List.of(uri), false, null), "n" + this.open.size(), new RedisBusSettings(this.prefix,
						"test", Duration.ofSeconds(2), Duration.ofSeconds(10), 100, Duration.ofMinutes(1)),
				RealtimeObserver.NOOP);
		this.open.add(bus);
		bus.listen(new RecordingBusListener());
		await().atMost(PATIENCE).until(() -> bus.status().up());
		return bus;
	}

}
