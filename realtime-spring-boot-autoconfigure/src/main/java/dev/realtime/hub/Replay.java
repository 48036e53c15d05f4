package dev.realtime.hub;

import java.util.List;
import java.util.Map;

import dev.realtime.GapReason;
import dev.realtime.Position;
import dev.realtime.codec.EncodedEvent;

/**
 * What a follower gets when it reads, from the tail or from the log. Whoever is given a
 * replay owns one reference to each of its events.
 *
 * @param top the last position given out when it was read
 * @param through up to where, with the events, everything was read
 * @param events what was missed, in the order of the log
 * @param gaps the topics of which something was missed that is not among the events
 */
record Replay(Position top, Position through, List<EncodedEvent> events, Map<String, GapReason> gaps) {

	boolean hasMore() {
		return !this.through.equals(this.top);
	}

	void release() {
		this.events.forEach(EncodedEvent::release);
	}

}
