package dev.realtime.benchmarks.jmh;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import dev.realtime.Position;
import dev.realtime.PublishedEvent;
import dev.realtime.bus.Publication;
import dev.realtime.bus.Retention;

/**
 * What is published.
 */
final class Samples {

	static final String TOPIC = "orders.42";

	static final String TYPE = "order.updated";

	/** Topics keep 1,000 events, all that any of the benchmarks reads. */
	static final Retention RETENTION = new Retention(1000, Duration.ofMinutes(10));

	private static final int FRAME = "{\"text\":\"\"}".length();

	private Samples() {
	}

	/**
	 * Some JSON.
	 * @param size how many bytes
	 * @return an object with a text
	 */
	static byte[] payload(int size) {
		return ("{\"text\":\"" + "x".repeat(size - FRAME) + "\"}").getBytes(StandardCharsets.UTF_8);
	}

	static PublishedEvent event(int size) {
		return new PublishedEvent(TOPIC, TYPE, new Position("k3j9x2ab", 81_723), 81_720, 1_767_225_600_000L,
				payload(size), null);
	}

	static Publication publication(String topic, byte[] payload) {
		return new Publication(topic, TYPE, payload, 1_767_225_600_000L, null, null, false, RETENTION);
	}

}
