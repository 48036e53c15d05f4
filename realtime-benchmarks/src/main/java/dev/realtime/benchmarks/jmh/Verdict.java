package dev.realtime.benchmarks.jmh;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import dev.realtime.Position;
import dev.realtime.bus.ReadRequest;
import dev.realtime.bus.ReadResult;
import dev.realtime.bus.RealtimeBus;
import dev.realtime.local.LocalBus;
import dev.realtime.local.LocalBusSettings;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What the local engine does for a client that comes back: judge its cursor, and read
 * what it missed.
 */
public class Verdict extends HotPath {

	private static final int EVENTS = 2000;

	private static final int PAGE = 500;

	private final RealtimeBus bus = new LocalBus(LocalBusSettings.DEFAULTS);

	@Param({ "0", "100" })
	private int missed;

	@Param({ "1", "10" })
	private int topics;

	private Map<String, Position> cursors = Map.of();

	/**
	 * Fill the log, and note where the client was.
	 */
	@Setup
	public void prepare() {
		byte[] payload = Samples.payload(150);
		Position cursor = null;
		for (int i = 1; i <= EVENTS; i++) {
			Position position = this.bus.publish(Samples.publication("topic" + i % this.topics, payload)).block();
			cursor = (i == EVENTS - this.missed) ? position : cursor;
		}
		this.cursors = new LinkedHashMap<>();
		for (int i = 0; i < this.topics; i++) {
			this.cursors.put("topic" + i, Objects.requireNonNull(cursor));
		}
	}

	/**
	 * Read.
	 * @return what was missed, never a gap
	 */
	@Benchmark
	public @Nullable ReadResult read() {
		return this.bus.read(new ReadRequest(this.cursors, EVENTS, PAGE)).block();
	}

}
