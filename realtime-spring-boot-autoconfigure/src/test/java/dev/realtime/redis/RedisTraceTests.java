package dev.realtime.redis;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import dev.realtime.Position;
import dev.realtime.PublishedEvent;
import dev.realtime.RealtimeObserver;
import dev.realtime.TraceContext;
import dev.realtime.bus.Publication;
import dev.realtime.bus.RecordingBusListener;
import dev.realtime.bus.Retention;
import dev.realtime.redis.fixture.RedisTest;
import dev.realtime.redis.fixture.SharedRedis;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What events carry of a trace, in Redis.
 */
@RedisTest
class RedisTraceTests {

	private static final Duration PATIENCE = Duration.ofSeconds(15);

	private static final Retention RETENTION = new Retention(100, Duration.ofSeconds(60));

	private static final byte[] PAYLOAD = { '1' };

	private final SharedRedis redis;

	private final String prefix;

	private final RecordingBusListener listener = new RecordingBusListener();

	private final RedisBus bus;

	RedisTraceTests(SharedRedis redis) {
		this.redis = redis;
		this.prefix = redis.freshPrefix();
		this.bus = new RedisBus(
				new RedisServers(List.of(redis.address().uri()), false, null), "n", new RedisBusSettings(this.prefix,
						"test", Duration.ofSeconds(5), Duration.ofSeconds(10), 1000, Duration.ofMinutes(1)),
				RealtimeObserver.NOOP);
	}

	@BeforeEach
	void open() {
		this.bus.listen(this.listener);
		await().atMost(PATIENCE).until(() -> this.bus.status().up());
		this.bus.subscribe("a").block(PATIENCE);
	}

	@AfterEach
	void close() {
		this.bus.close();
	}

	@Test
	void whenThereIsNoTraceThenTheFrameIsByteForByteTheOneOfBefore() {
		Position position = this.bus.publish(publication(false, TraceContext.NONE)).block(PATIENCE);
		byte[] stored = stored().get(0);
		ByteBuffer frame = ByteBuffer.wrap(stored);
		long expires = frame.getLong(17);
		assertThat(stored).isEqualTo(ByteBuffer.allocate(stored.length)
			.put((byte) 1)
			.putLong(position.offset())
			.putLong(0)
			.putLong(expires)
			.put((byte) position.epoch().length())
			.put(Reply.bytes(position.epoch()))
			.putLong(7)
			.putShort((short) 1)
			.put(Reply.bytes("t"))
			.putShort((short) 0)
			.put(PAYLOAD)
			.array());
	}

	@Test
	void inACallOfManyEachEventCarriesItsOwnTraceAndTheOthersNone() {
		List<Publication> publications = IntStream.range(0, 600)
			.mapToObj((i) -> publication(i % 7 == 0, (i % 3 == 0) ? trace(i) : TraceContext.NONE))
			.toList();
		Flux.fromIterable(publications).flatMapSequential(this.bus::publish, 600).collectList().block(PATIENCE);
		await().atMost(PATIENCE).until(() -> this.listener.events().size() == publications.size());
		List<TraceContext> expected = publications.stream().map(Publication::trace).toList();
		assertThat(this.listener.events()).extracting(PublishedEvent::trace).isEqualTo(expected);
		assertThat(this.listener.events()).extracting(PublishedEvent::payload).containsOnly(PAYLOAD);
		assertThat(stored().stream().mapToInt((frame) -> frame[0])).contains(1, 2);
	}

	private List<byte[]> stored() {
		RedisClient client = RedisClient.create(this.redis.address().uri());
		try (StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE)) {
			String log = this.redis.commands().hget("{" + this.prefix + ":0}:meta", "l");
			byte[] key = Reply.bytes("{" + this.prefix + ":0}:log:" + log + ":a");
			return connection.sync()
				.xrange(key, Range.unbounded())
				.stream()
				.map(StreamMessage::getBody)
				.map(Map::values)
				.map((values) -> values.iterator().next())
				.toList();
		}
		finally {
			client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
		}
	}

	private static TraceContext trace(int number) {
		return TraceContext.of(Map.of("traceparent", "00-%032x-%016x-01".formatted(number + 1, number + 1)));
	}

	private static Publication publication(boolean ephemeral, TraceContext trace) {
		return new Publication("a", "t", PAYLOAD, 7, null, null, ephemeral, RETENTION, trace);
	}

}
