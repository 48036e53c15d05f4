package dev.realtime.benchmarks.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

import org.HdrHistogram.Histogram;

/**
 * Publishes at a pace for a while and says what arrived. Not thread-safe.
 */
final class Load {

	/** How long events may take that are on their way at the end. */
	private static final double DRAIN_SECONDS = 15;

	private static final double EXPIRY_SECONDS = 0.1;

	private final List<LoadLoop> loops;

	private final LoadLoop home;

	private final Fleet fleet;

	private final Flights flights;

	private final Numbering numbering;

	Load(List<LoadLoop> loops, Fleet fleet, Flights flights, Numbering numbering) {
		this.loops = loops;
		this.home = loops.get(0);
		this.fleet = fleet;
		this.flights = flights;
		this.numbering = numbering;
	}

	/**
	 * Count from now on.
	 * @return the number of the next event
	 */
	long begin() {
		long next = this.home.call(this.flights.publisher()::published);
		for (LoadLoop loop : this.loops) {
			loop.run(loop::reset);
		}
		this.fleet.eachOnItsLoop((each) -> each.window().begin(this.numbering.nextSeq(each.topic(), next)));
		return next;
	}

	/**
	 * Publish for a while.
	 * @param pace when
	 * @param bytes how large payloads are
	 * @param seconds how long; afterwards what is on its way may still arrive, and counts
	 * for everything but the rate
	 * @return what arrived
	 */
	Map<String, Object> run(Pace pace, int bytes, double seconds) {
		long first = begin();
		long abandoned = this.home.call(this.flights::abandoned);
		long failures = this.home.call(this.flights.publisher()::failures);
		long begun = System.nanoTime();
		this.home.run(() -> {
			this.flights.publisher().size(bytes);
			pace.start();
		});
		long deadline = begun + (long) (seconds * 1e9);
		while (!Waiting.until(() -> System.nanoTime() - deadline >= 0, EXPIRY_SECONDS)) {
			this.home.run(this.flights::expire);
		}
		long inTime = deliveries();
		double elapsed = (System.nanoTime() - begun) / 1e9;
		this.home.run(pace::stop);
		drain();
		Map<String, Object> result = new LinkedHashMap<>();
		result.put("seconds", elapsed);
		result.put("perSecond", inTime / elapsed);
		result.put("deliveries", deliveries());
		result.put("events", this.home.call(this.flights.publisher()::published) - first);
		result.put("abandoned", this.home.call(this.flights::abandoned) - abandoned);
		result.put("publishFailures", this.home.call(this.flights.publisher()::failures) - failures);
		addLatency(result);
		addLosses(result);
		return result;
	}

	/** Waits until nothing is on its way and every post is answered. */
	void drain() {
		Waiting.until(() -> this.home.call(() -> {
			this.flights.expire();
			EventPublisher publisher = this.flights.publisher();
			return this.flights.inFlight() == 0 && publisher.answered() == publisher.published();
		}), DRAIN_SECONDS);
	}

	private long deliveries() {
		return this.loops.stream().mapToLong((loop) -> loop.call(loop::deliveries)).sum();
	}

	private void addLatency(Map<String, Object> result) {
		Histogram latency = LoadLoop.histogram();
		for (LoadLoop loop : this.loops) {
			loop.run(() -> loop.addLatencyTo(latency));
		}
		result.put("p50Millis", latency.getValueAtPercentile(50) / 1e6);
		result.put("p99Millis", latency.getValueAtPercentile(99) / 1e6);
		result.put("maxMillis", latency.getMaxValue() / 1e6);
	}

	/**
	 * Say what open connections should have received, and how many are not open any more.
	 * @param result to add it to
	 */
	void addLosses(Map<String, Object> result) {
		long next = this.home.call(this.flights.publisher()::published);
		LongAdder missing = new LongAdder();
		LongAdder repeated = new LongAdder();
		this.fleet.eachOnItsLoop((each) -> {
			if (each.reads() && each.isOpen()) {
				missing.add(each.window().missing(this.numbering.nextSeq(each.topic(), next) - 1));
				repeated.add(each.window().repeated());
			}
		});
		result.put("missing", missing.sum());
		result.put("repeated", repeated.sum());
		result.put("open", this.fleet.open());
		result.put("lostReaders", this.fleet.lostReaders());
		result.put("lostSlow", this.fleet.lostSlow());
	}

}
