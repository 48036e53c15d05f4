package dev.realtime.benchmarks.systems;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.realtime.RealtimeObserver;
import dev.realtime.Transport;

/**
 * Hands on what an event causes on its way to the connections, if it is switched on for
 * the event loop that says it. What it costs itself, on or off, is to look that up for
 * each call, and to read the thread's clock for each flush. Of connections that come and
 * go it hears nothing. Thread-safe.
 */
final class SwitchedObserver implements RealtimeObserver {

	private final RealtimeObserver observer;

	private final Queue<Turns.Pair> pairs = new ConcurrentLinkedQueue<>();

	private final ThreadLocal<Turns> turns = ThreadLocal.withInitial(() -> new Turns(this.pairs::add));

	/**
	 * Create a switch.
	 * @param observer told while it is on
	 */
	SwitchedObserver(RealtimeObserver observer) {
		this.observer = observer;
	}

	/**
	 * The pairs of turns that came together since they were last taken.
	 * @return the pairs, of all event loops
	 */
	List<Turns.Pair> take() {
		List<Turns.Pair> taken = new ArrayList<>();
		for (Turns.Pair pair = this.pairs.poll(); pair != null; pair = this.pairs.poll()) {
			taken.add(pair);
		}
		return taken;
	}

	@Override
	public void eventPublished(String outcome) {
		if (this.turns.get().on()) {
			this.observer.eventPublished(outcome);
		}
	}

	@Override
	public void receiptGiven(long duration) {
		if (this.turns.get().on()) {
			this.observer.receiptGiven(duration);
		}
	}

	@Override
	public void broadcast(int events, int deliveries, long sinceReceived, long sincePublished, long duration) {
		if (this.turns.get().on()) {
			this.observer.broadcast(events, deliveries, sinceReceived, sincePublished, duration);
		}
	}

	@Override
	public void eventsDelivered(Transport transport, int count) {
		Turns turns = this.turns.get();
		if (turns.on()) {
			this.observer.eventsDelivered(transport, count);
		}
		turns.delivered(count);
	}

}
