package dev.realtime.bus;

import java.util.List;
import java.util.Map;

import dev.realtime.GapReason;
import dev.realtime.Position;
import dev.realtime.PublishedEvent;

/**
 * One consistent look at the log.
 *
 * @param top the last position given out
 * @param through the position up to which, with {@code events}, everything of all topics
 * without a gap was returned: {@code top}, or the last event's if there is more to read
 * @param events what was missed, of all topics without a gap, in the order of the log
 * @param gaps the topics of which something was missed that cannot be returned, and why;
 * such a topic is followed from {@code top}, so its events are not among {@code events}
 */
public record ReadResult(Position top, Position through, List<PublishedEvent> events, Map<String, GapReason> gaps) {

	/**
	 * Whether another page follows.
	 * @return {@code true} if {@code through} is not yet {@code top}
	 */
	public boolean hasMore() {
		return !this.through.equals(this.top);
	}

}
