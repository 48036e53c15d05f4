package dev.realtime.bus;

import dev.realtime.Position;
import reactor.core.publisher.Mono;

/**
 * The contract of an engine: carries an event from one node to all, and appends it to the
 * log in the same step. Thread-safe, never blocks; every {@code Mono} is cold.
 * <p>
 * The log is one order. Every event that is not ephemeral gets the next offset, whatever
 * its topic, and carries the offset of the event before it in the same topic, so that a
 * receiver can prove that it missed nothing.
 */
public interface RealtimeBus {

	/**
	 * Append an event and hand it to all nodes, in one atomic step.
	 * @param publication what to publish
	 * @return the event's position; empty if it is ephemeral
	 */
	Mono<Position> publish(Publication publication);

	/**
	 * Say who listens on this node. Called once, before any subscription.
	 * @param listener the listener
	 */
	void listen(BusListener listener);

	/**
	 * Begin to receive a topic's events.
	 * @param topic a topic that is not subscribed on this node
	 * @return completes when this node <em>will</em> receive every event that is
	 * published from now on
	 */
	Mono<Void> subscribe(String topic);

	/**
	 * Cease to receive a topic's events. A few may still arrive.
	 * @param topic a topic that is subscribed on this node
	 */
	void unsubscribe(String topic);

	/**
	 * Take one consistent look at the log.
	 * @param request what to read
	 * @return what was found
	 */
	Mono<ReadResult> read(ReadRequest request);

	/**
	 * Ask for a checkpoint. It comes through {@link BusListener#onCheckpoint}, in order
	 * with the events, soon or with the engine's next one.
	 */
	void requestCheckpoint();

	/**
	 * How the bus does.
	 * @return the state of this moment; always up unless the engine says otherwise
	 */
	default BusStatus status() {
		return BusStatus.ALWAYS_UP;
	}

}
