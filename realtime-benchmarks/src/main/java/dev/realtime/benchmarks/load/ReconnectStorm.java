package dev.realtime.benchmarks.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * All connections are cut, events are published, all come back with the last id that they
 * were given, and are waited for until each has received what it missed. Not thread-safe.
 */
final class ReconnectStorm {

	private static final double PUBLISH_SECONDS = 60;

	private static final double CATCH_UP_SECONDS = 60;

	private final List<LoadLoop> loops;

	private final Fleet fleet;

	private final Flights flights;

	private final Numbering numbering;

	private final Load load;

	ReconnectStorm(List<LoadLoop> loops, Fleet fleet, Flights flights, Numbering numbering) {
		this.loops = loops;
		this.fleet = fleet;
		this.flights = flights;
		this.numbering = numbering;
		this.load = new Load(loops, fleet, flights, numbering);
	}

	/**
	 * Cut, publish and reconnect.
	 * @param missed how many events are published to each topic in between, none for a
	 * plain reconnect
	 * @param bytes how large their payloads are
	 * @param concurrency how many handshakes at a time
	 * @return how long it took until all were connected and until all had everything
	 * @throws InterruptedException if it is interrupted
	 */
	Map<String, Object> run(int missed, int bytes, int concurrency) throws InterruptedException {
		this.fleet.cut();
		this.load.begin();
		long last = publish(missed, bytes);
		long missedByAll = expected(missed);
		Fleet.Opening opening = this.fleet.reconnect(concurrency);
		Waiting.until(() -> deliveries() >= missedByAll, CATCH_UP_SECONDS);
		double seconds = (System.nanoTime() - opening.begunNanos()) / 1e9;
		Map<String, Object> result = new LinkedHashMap<>();
		result.put("wanted", opening.wanted());
		result.put("opened", opening.opened());
		result.put("openSeconds", opening.seconds());
		result.put("seconds", seconds);
		result.put("deliveries", deliveries());
		result.put("events", last);
		this.load.addLosses(result);
		return result;
	}

	/**
	 * One after the other: while a server is busy with the end of many connections, a
	 * post may be overtaken by so many that nobody knows any more whether it was missed.
	 */
	private long publish(int missed, int bytes) {
		LoadLoop home = this.loops.get(0);
		int requests = this.numbering.all() ? missed : missed * this.numbering.topics();
		home.run(() -> this.flights.publisher().size(bytes));
		for (int i = 0; i < requests; i++) {
			home.run(() -> this.flights.launch(System.nanoTime()));
			Waiting.until(() -> home.call(() -> {
				EventPublisher publisher = this.flights.publisher();
				return publisher.answered() == publisher.published();
			}), PUBLISH_SECONDS, "a post is answered");
		}
		return requests;
	}

	private long expected(int missed) {
		LongAdder readers = new LongAdder();
		this.fleet.eachOnItsLoop((each) -> {
			if (each.reads()) {
				readers.increment();
			}
		});
		return readers.sum() * missed;
	}

	private long deliveries() {
		return this.loops.stream().mapToLong((loop) -> loop.call(loop::deliveries)).sum();
	}

}
