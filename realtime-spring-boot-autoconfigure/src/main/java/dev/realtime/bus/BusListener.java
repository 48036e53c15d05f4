package dev.realtime.bus;

import dev.realtime.Position;
import dev.realtime.PublishedEvent;

/**
 * Hears what the bus carries to this node. The bus calls it serially: one call at a time,
 * each after the one before it. It only hands over and never blocks.
 * <p>
 * If the bus lost something on the way, either what was lost comes before anything that
 * is later in the log, or {@link #onInterrupted()} does.
 */
public interface BusListener {

	/**
	 * An event of a subscribed topic. Events with an offset come in the order of the log.
	 * @param event the event
	 */
	void onEvent(PublishedEvent event);

	/**
	 * Everything of all subscribed topics up to here was given to
	 * {@link #onEvent(PublishedEvent)} before this call.
	 * @param position the top of the log at some moment before this call
	 */
	void onCheckpoint(Position position);

	/**
	 * Events may have been missed and the engine could not repair it: each receiver has
	 * to read from where it is. Everything published from now on arrives.
	 */
	void onInterrupted();

}
