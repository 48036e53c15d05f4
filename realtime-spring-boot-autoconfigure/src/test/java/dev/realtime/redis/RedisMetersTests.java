package dev.realtime.redis;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;

import dev.realtime.Position;
import dev.realtime.actuate.BusMeterBinder;
import dev.realtime.actuate.HubMeterBinder;
import dev.realtime.actuate.Meters;
import dev.realtime.actuate.RealtimeMeters;
import dev.realtime.bus.ReadRequest;
import dev.realtime.bus.Retention;
import dev.realtime.codec.HeapFrameAllocator;
import dev.realtime.hub.DefaultRealtimePublisher;
import dev.realtime.hub.Hub;
import dev.realtime.hub.HubSettings;
import dev.realtime.hub.PayloadEncoder;
import dev.realtime.hub.PublisherSettings;
import dev.realtime.hub.Tracing;
import dev.realtime.redis.fixture.RedisServer;
import dev.realtime.redis.fixture.RedisTest;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What the meters tell of a node whose Redis goes away and comes back empty.
 */
@RedisTest(outage = true)
class RedisMetersTests {

	private static final Duration LONG = Duration.ofSeconds(15);

	private static final Retention RETENTION = new Retention(100, LONG);

	@Test
	void whenRedisGoesAwayAndComesBackEmptyThenTheMetersTellIt() {
		Meters meters = new Meters();
		long begun = System.nanoTime();
		try (RedisServer redis = RedisServer.run();
				RedisBus bus = new RedisBus(new RedisServers(List.of(redis.address().uri()), false, null), "n",
						new RedisBusSettings("meters", "test", Duration.ofSeconds(1), Duration.ofSeconds(1), 1000,
								LONG),
						meters.observer())) {
			meters.with(new BusMeterBinder(bus));
			assertThat(meters.value(RealtimeMeters.BUS_UP)).isZero();
			assertThat(meters.value(RealtimeMeters.BUS_LAG)).isNaN();
			try (Hub hub = new Hub(bus, new HubSettings(LONG, LONG, LONG, LONG, Duration.ZERO, 1 << 20, 100, 100, 100),
					(topic) -> RETENTION, new HeapFrameAllocator(), meters.observer(), Tracing.NONE)) {
				meters.with(new HubMeterBinder(hub));
				await().until(() -> meters.value(RealtimeMeters.BUS_UP) == 1);
				double age = meters.value(RealtimeMeters.BUS_PROBE_AGE);
				double lag = meters.value(RealtimeMeters.BUS_LAG);
				double seconds = (System.nanoTime() - begun) / 1e9;
				assertThat(age).isBetween(0.0, seconds);
				assertThat(lag).isBetween(0.00001, seconds);
				readAtOnce(bus, 100);
				assertThat(meters.total(RealtimeMeters.BUS_READS)).as("reads").isEqualTo(100);
				assertThat(meters.value(RealtimeMeters.BUS_READS)).as("looks").isBetween(1.0, 99.0);
				redis.killPubSubConnections();
				await().until(() -> meters.value(RealtimeMeters.BUS_REPAIRS, "outcome", "reconnected") == 1);
				assertThat(meters.value(RealtimeMeters.BUS_EPOCHS)).isZero();
				redis.kill();
				await().until(() -> meters.value(RealtimeMeters.BUS_UP) == 0);
				assertNothingIsPublished(bus, meters);
				redis.start();
				await().until(() -> meters.value(RealtimeMeters.BUS_UP) == 1);
				assertThat(meters.value(RealtimeMeters.BUS_REPAIRS, "outcome", "epoch")).isEqualTo(1);
				assertThat(meters.value(RealtimeMeters.BUS_EPOCHS)).isEqualTo(1);
			}
		}
	}

	private static void readAtOnce(RedisBus bus, int reads) {
		Map<String, Position> cursors = Map.of("a", new Position("epochaa", 0));
		Flux.fromStream(IntStream.range(0, reads).boxed())
			.flatMap((i) -> bus.read(new ReadRequest(cursors, 10, 10)), reads)
			.blockLast(LONG);
	}

	private static void assertNothingIsPublished(RedisBus bus, Meters meters) {
		DefaultRealtimePublisher publisher = new DefaultRealtimePublisher(bus,
				new PayloadEncoder(JsonMapper.builder().build(), 5), (topic) -> RETENTION,
				new PublisherSettings(1000, 100), meters.observer(), Tracing.NONE, Clock.systemUTC());
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> publisher.send("a", "t", 1).join());
		assertThat(meters.value(RealtimeMeters.EVENTS_PUBLISHED, "outcome", "failed")).isEqualTo(1);
		assertThat(meters.value(RealtimeMeters.EVENTS_UNPUBLISHED, "reason", "unavailable")).isEqualTo(1);
	}

}
