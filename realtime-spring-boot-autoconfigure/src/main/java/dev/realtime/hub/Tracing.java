package dev.realtime.hub;

import java.util.Set;

import dev.realtime.Position;
import dev.realtime.PublishedEvent;
import dev.realtime.RealtimeEvent;
import dev.realtime.TraceContext;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Follows events from the one who publishes them to the connections of each node, and
 * messages through their handlers. Every method does nothing unless overridden. Called
 * from event loops and publishing threads: must be thread-safe and quick, and only
 * {@link #publish} and {@link #handle} may fail.
 */
public interface Tracing {

	/** Follows nothing, and costs nothing. */
	Tracing NONE = new Tracing() {
	};

	/**
	 * Publish an event.
	 * @param event what was given to the publisher, not checked yet
	 * @param publishing publishes it
	 * @return the receipt; cold
	 */
	default Mono<Position> publish(RealtimeEvent event, Publishing publishing) {
		return publishing.publish(event, TraceContext.NONE);
	}

	/**
	 * An event that carries a trace has arrived, and is about to be offered to those who
	 * follow its topic on this node.
	 * @param event an event whose trace is not empty
	 * @return told when all of them were, or {@code null}
	 */
	default @Nullable Broadcasting broadcast(PublishedEvent event) {
		return null;
	}

	/**
	 * Handle a client's message.
	 * @param type the message's type
	 * @param patterns the handler's mapping, of which there is a bounded number
	 * @param handling handles it
	 * @param <T> what comes of it
	 * @return the same; cold
	 */
	default <T> Mono<T> handle(String type, Set<String> patterns, Mono<T> handling) {
		return handling;
	}

	/**
	 * Whether clients are told which trace an event is of.
	 * @return {@code true} if they are
	 */
	default boolean isShownToClients() {
		return false;
	}

	/**
	 * Checks and encodes an event, and hands it to the bus.
	 */
	@FunctionalInterface
	interface Publishing {

		/**
		 * Publish an event.
		 * @param event the event
		 * @param trace what it carries
		 * @return the receipt
		 */
		Mono<Position> publish(RealtimeEvent event, TraceContext trace);

	}

	/**
	 * An event on its way to a node's connections.
	 */
	@FunctionalInterface
	interface Broadcasting {

		/**
		 * The event was written to everybody who takes it now. Called once, by the last
		 * lane; not at all if a lane ends before.
		 * @param fanout to how many connections
		 */
		void end(int fanout);

	}

}
