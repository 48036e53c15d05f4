package dev.realtime.benchmarks;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.IntFunction;

import dev.realtime.RealtimeObserver;
import dev.realtime.bus.Publication;
import dev.realtime.bus.Retention;
import dev.realtime.redis.RedisBus;
import dev.realtime.redis.RedisBusSettings;
import dev.realtime.redis.RedisServers;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The Redis engine against bare {@code PUBLISH}: events per second with 1,000 in flight,
 * and the time from publish to receive across two nodes. Takes the address of a Redis
 * that has nothing else to do.
 */
public final class RedisBenchmark {

	private static final Log logger = LogFactory.getLog(RedisBenchmark.class);

	private static final int IN_FLIGHT = 1000;

	private static final int EVENTS = 200_000;

	private static final int ROUNDS = 5;

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final Retention RETENTION = new Retention(1000, Duration.ofMinutes(10));

	private static final byte[] PAYLOAD = ("{\"text\":\"" + "x".repeat(138) + "\"}").getBytes(StandardCharsets.UTF_8);

	private final RedisURI uri;

	private final String prefix = "benchmark-" + System.nanoTime();

	private final StringBuilder report = new StringBuilder();

	private RedisBenchmark(RedisURI uri) {
		this.uri = uri;
	}

	/**
	 * Measure, and log a report in Markdown.
	 * @param arguments the address, by default {@code redis://localhost}
	 * @throws InterruptedException if it is interrupted
	 */
	public static void main(String[] arguments) throws InterruptedException {
		RedisBenchmark benchmark = new RedisBenchmark(
				RedisURI.create((arguments.length > 0) ? arguments[0] : "redis://localhost"));
		benchmark.run();
		logger.info("\n" + benchmark.report);
	}

	private void run() throws InterruptedException {
		TimedListener listener = new TimedListener();
		RedisClient client = RedisClient.create(this.uri);
		try (RedisBus publisher = bus(new TimedListener()); RedisBus receiver = bus(listener)) {
			say("## Publishes per second, " + IN_FLIGHT + " in flight, 150 bytes\n");
			say("| topics | bare PUBLISH | engine | ratio (median of " + ROUNDS + " rounds) |");
			say("|---|---|---|---|");
			StatefulRedisConnection<String, byte[]> bare = client
				.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
			for (int topics : List.of(1, 20, 1000)) {
				compare(topics, bare, publisher);
			}
			receiver.subscribe("latency").block(TIMEOUT);
			say("\n## Publish to receive on another node\n");
			say("- idle, one at a time: " + idle(publisher, listener));
			say("- at 10,000 events per second: " + loaded(publisher, listener));
		}
		finally {
			client.shutdown();
		}
	}

	private void say(String line) {
		this.report.append(line).append('\n');
	}

	private RedisBus bus(TimedListener listener) {
		RedisBus bus = new RedisBus(new RedisServers(List.of(this.uri), false, null), "node" + System.nanoTime(),
				new RedisBusSettings(this.prefix, "benchmark", Duration.ofSeconds(5), Duration.ofSeconds(10), 100_000,
						Duration.ofMinutes(10)),
				RealtimeObserver.NOOP);
		bus.listen(listener);
		while (!bus.status().up()) {
			Thread.onSpinWait();
		}
		return bus;
	}

	private void compare(int topics, StatefulRedisConnection<String, byte[]> bare, RedisBus engine)
			throws InterruptedException {
		double[] ratios = new double[ROUNDS];
		double[] peer = new double[ROUNDS];
		double[] ours = new double[ROUNDS];
		// One round to warm up.
		for (int round = -1; round < ROUNDS; round++) {
			double peerRate = rate((i) -> bare.async().publish("t" + i % topics, PAYLOAD).toCompletableFuture());
			double ourRate = rate((i) -> engine.publish(publication("t" + i % topics, 0)).toFuture());
			if (round >= 0) {
				peer[round] = peerRate;
				ours[round] = ourRate;
				ratios[round] = ourRate / peerRate;
			}
		}
		say(String.format(Locale.ROOT, "| %,d | %,.0f | %,.0f | %.2f (%.2f – %.2f) |", topics, median(peer),
				median(ours), median(ratios), ratios[0], ratios[ROUNDS - 1]));
	}

	/** Sorts the values. */
	private static double median(double[] values) {
		Arrays.sort(values);
		return values[values.length / 2];
	}

	private static double rate(IntFunction<CompletableFuture<?>> publish) throws InterruptedException {
		Semaphore places = new Semaphore(IN_FLIGHT);
		long begun = System.nanoTime();
		for (int i = 0; i < EVENTS; i++) {
			places.acquire();
			publish.apply(i).whenComplete((receipt, error) -> places.release());
		}
		places.acquire(IN_FLIGHT);
		return EVENTS / ((System.nanoTime() - begun) / 1e9);
	}

	private static Publication publication(String topic, long timestamp) {
		return new Publication(topic, "order.updated", PAYLOAD, timestamp, null, null, false, RETENTION);
	}

	private static Percentiles idle(RedisBus publisher, TimedListener listener) {
		int events = 6000;
		listener.expect(events);
		for (int i = 0; i < events; i++) {
			publisher.publish(publication("latency", System.nanoTime())).block(TIMEOUT);
			while (listener.heard() <= i) {
				Thread.onSpinWait();
			}
		}
		return listener.since(events / 3);
	}

	private static Percentiles loaded(RedisBus publisher, TimedListener listener) {
		int events = 100_000;
		long pause = 100_000;
		listener.expect(events);
		long begun = System.nanoTime();
		for (int i = 0; i < events; i++) {
			while (System.nanoTime() - begun < i * pause) {
				Thread.onSpinWait();
			}
			publisher.publish(publication("latency", System.nanoTime())).toFuture();
		}
		while (listener.heard() < events) {
			Thread.onSpinWait();
		}
		return listener.since(events / 5);
	}

}
