package dev.realtime.hub;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.realtime.GapReason;
import dev.realtime.Position;
import dev.realtime.connection.Subscribed;
import dev.realtime.connection.TopicStatus;
import org.jspecify.annotations.Nullable;

/**
 * What a client asked when it subscribed, until it is answered.
 *
 * @param topics the topics, in the order asked
 * @param fresh those of them that were not subscribed before
 * @param text the client's cursor as it was sent, or {@code null} to begin from now
 * @param cursor what it means, or {@code null} if it means nothing here
 * @param listener given the answer
 */
record Opening(Collection<String> topics, Collection<String> fresh, @Nullable String text, @Nullable Position cursor,
		SubscribeListener listener) {

	/**
	 * Where those who ask are after the answer. No answer carries a position beyond what
	 * was written before it, so it is the client's own cursor while something is to come.
	 * @param replay what was read
	 * @param nothingToCome whether no event follows
	 * @return the position
	 */
	Position position(Replay replay, boolean nothingToCome) {
		return (nothingToCome || this.cursor == null) ? replay.top() : this.cursor;
	}

	/**
	 * Answer.
	 * @param replay what was read
	 * @param position a position that holds for all of the topics
	 */
	void answer(Replay replay, Position position) {
		Map<String, TopicStatus> statuses = new LinkedHashMap<>();
		for (String topic : this.topics) {
			statuses.put(topic, this.fresh.contains(topic) ? status(replay.gaps().get(topic)) : TopicStatus.FRESH);
		}
		this.listener.subscribed(new Subscribed(position, statuses));
	}

	private TopicStatus status(@Nullable GapReason gap) {
		if (this.text == null) {
			return TopicStatus.FRESH;
		}
		if (this.cursor == null) {
			return TopicStatus.gap(GapReason.UNKNOWN);
		}
		return (gap != null) ? TopicStatus.gap(gap) : TopicStatus.RESUMED;
	}

	/**
	 * The gravest verdict, for those who count.
	 * @param replay what was read
	 * @return the word, or {@code null} if the client did not ask to resume
	 */
	@Nullable String verdict(Replay replay) {
		if (this.text == null) {
			return null;
		}
		if (this.cursor == null) {
			return GapReason.UNKNOWN.word();
		}
		return replay.gaps().values().stream().min(Enum::compareTo).map(GapReason::word).orElse("ok");
	}

}
