package dev.realtime.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.realtime.Position;
import org.jspecify.annotations.Nullable;

/**
 * One consistent look at the log, on behalf of all who waited for one.
 *
 * @param top the last position given out
 * @param now when it was taken, in milliseconds since 1970 by the clock of Redis
 * @param ends the last valid offset of each epoch that was asked about and is known
 * @param topics what was found of each topic
 */
record Look(Position top, long now, Map<String, Long> ends, Map<String, TopicLook> topics) {

	/**
	 * Unpack the reply of {@code read.lua}.
	 * @param reply the reply
	 * @param epochs the epochs that were asked about, in order
	 * @param names the topics that were asked for, in order
	 * @param count how many events of each were asked for
	 * @return the look
	 */
	static Look of(List<Object> reply, List<String> epochs, List<String> names, int count) {
		Position top = new Position(Reply.text(reply.get(0)), Reply.number(reply.get(1)));
		Map<String, Long> ends = new HashMap<>();
		ends.put(top.epoch(), top.offset());
		List<Object> offsets = Reply.list(reply.get(3));
		for (int i = 0; i < epochs.size(); i++) {
			long end = Reply.number(offsets.get(i));
			if (end >= 0) {
				ends.put(epochs.get(i), end);
			}
		}
		Map<String, TopicLook> topics = new HashMap<>();
		List<Object> found = Reply.list(reply.get(4));
		for (int i = 0; i < names.size(); i++) {
			topics.put(names.get(i), topic(names.get(i), Reply.list(found.get(i)), count));
		}
		return new Look(top, Reply.number(reply.get(2)), ends, topics);
	}

	private static TopicLook topic(String topic, List<Object> found, int count) {
		List<EventFrame> events = new ArrayList<>(found.size() - 2);
		for (Object bytes : found.subList(2, found.size())) {
			EventFrame frame = unpack(topic, (byte[]) bytes);
			// One that is not understood is missing, which the next one shows.
			if (frame != null) {
				events.add(frame);
			}
		}
		long last = Reply.number(found.get(0));
		boolean full = found.size() - 2 >= count;
		boolean more = full && (events.isEmpty() || events.get(events.size() - 1).event().offset() < last);
		return new TopicLook(last, Reply.number(found.get(1)), events, more);
	}

	/**
	 * What was damaged must not keep those from being served who ask for other things.
	 */
	private static @Nullable EventFrame unpack(String topic, byte[] bytes) {
		try {
			return EventFrame.unpack(topic, bytes);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	/**
	 * Up to where an epoch is valid.
	 * @param epoch the epoch
	 * @return its last offset, or {@code null} if the log does not know the epoch
	 */
	@Nullable Long end(String epoch) {
		return this.ends.get(epoch);
	}

	/**
	 * What was found of one topic.
	 *
	 * @param last the offset of its last event, or the floor
	 * @param kept how many of its events are kept
	 * @param events the first of those that were asked for, in order
	 * @param more whether there may be more
	 */
	record TopicLook(long last, long kept, List<EventFrame> events, boolean more) {

		/**
		 * Where the events after an offset begin.
		 * @param offset the offset
		 * @return the index, which is the number of events if there are none
		 */
		int indexAfter(long offset) {
			int low = 0;
			int high = this.events.size();
			while (low < high) {
				int middle = (low + high) >>> 1;
				if (this.events.get(middle).event().offset() <= offset) {
					low = middle + 1;
				}
				else {
					high = middle;
				}
			}
			return low;
		}

	}

}
