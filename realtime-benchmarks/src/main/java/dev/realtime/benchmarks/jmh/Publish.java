package dev.realtime.benchmarks.jmh;

import java.time.Clock;

import dev.realtime.Position;
import dev.realtime.RealtimeEvent;
import dev.realtime.RealtimeObserver;
import dev.realtime.RealtimePublisher;
import dev.realtime.hub.DefaultRealtimePublisher;
import dev.realtime.hub.PayloadEncoder;
import dev.realtime.hub.PublisherSettings;
import dev.realtime.hub.Tracing;
import dev.realtime.local.LocalBus;
import dev.realtime.local.LocalBusSettings;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import tools.jackson.databind.json.JsonMapper;

/**
 * Publishing with the local engine: check or encode the payload, append to the log, give
 * the receipt. Nobody follows.
 */
public class Publish extends HotPath {

	private static final int MAX_JSON_DEPTH = 64;

	private static final long MAX_SIZE = 64 * 1024;

	private final RealtimePublisher publisher = new DefaultRealtimePublisher(new LocalBus(LocalBusSettings.DEFAULTS),
			new PayloadEncoder(JsonMapper.builder().build(), MAX_JSON_DEPTH), (topic) -> Samples.RETENTION,
			new PublisherSettings(MAX_SIZE, PublisherSettings.DEFAULT_MAX_IN_FLIGHT), RealtimeObserver.NOOP,
			Tracing.NONE, Clock.systemUTC());

	@Param({ "150", "4096" })
	private int size;

	private byte[] json = {};

	private Order order = new Order(0, "");

	/**
	 * Make the payloads.
	 */
	@Setup
	public void prepare() {
		this.json = Samples.payload(this.size);
		this.order = new Order(42, "x".repeat(this.size - "{\"id\":42,\"text\":\"\"}".length()));
	}

	/**
	 * A payload that is JSON already.
	 * @return the receipt
	 */
	@Benchmark
	public @Nullable Position json() {
		return this.publisher
			.publish(RealtimeEvent.builder().topic(Samples.TOPIC).type(Samples.TYPE).json(this.json).build())
			.block();
	}

	/**
	 * An object.
	 * @return the receipt
	 */
	@Benchmark
	public @Nullable Position object() {
		return this.publisher.publish(Samples.TOPIC, Samples.TYPE, this.order).block();
	}

	/**
	 * An object, from imperative code.
	 * @return the receipt
	 */
	@Benchmark
	public @Nullable Position send() {
		return this.publisher.send(Samples.TOPIC, Samples.TYPE, this.order).join();
	}

	private record Order(long id, String text) {

	}

}
