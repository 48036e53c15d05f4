package dev.realtime.hub;

import dev.realtime.Position;
import dev.realtime.codec.EncodedEvent;

/**
 * What waits in a lane's queue, in the order of the log.
 */
sealed interface LaneItem {

	/**
	 * How much memory the item holds.
	 * @return bytes, about
	 */
	default int weight() {
		return 64;
	}

	/**
	 * An event, with one reference to it.
	 *
	 * @param event the event
	 */
	record Event(EncodedEvent event) implements LaneItem {

		@Override
		public int weight() {
			return 256 + this.event.event().payload().length;
		}

	}

	/**
	 * Everything up to a position was queued before.
	 *
	 * @param position the position
	 */
	record Checkpoint(Position position) implements LaneItem {

	}

	/**
	 * Events may be missing: everyone has to read from where they are.
	 */
	record Interrupted() implements LaneItem {

	}

}
