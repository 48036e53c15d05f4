package dev.realtime.redis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.realtime.GapReason;
import dev.realtime.Position;
import dev.realtime.PublishedEvent;
import dev.realtime.bus.ReadRequest;
import dev.realtime.bus.ReadResult;
import org.jspecify.annotations.Nullable;

/**
 * What one request gets out of a look: a verdict for each topic, and the missed events of
 * all topics merged in offset order.
 */
final class Judgement {

	private final ReadRequest request;

	private final Look look;

	private final Map<String, GapReason> gaps = new HashMap<>();

	/** What was missed of the topics without a gap. */
	private final Map<String, List<EventFrame>> missed = new HashMap<>();

	private boolean covered = true;

	Judgement(ReadRequest request, Look look) {
		this.request = request;
		this.look = look;
		request.cursors().forEach(this::judge);
	}

	private void judge(String topic, Position cursor) {
		Long end = this.look.end(cursor.epoch());
		if (end == null) {
			this.gaps.put(topic, GapReason.UNKNOWN);
		}
		else if (cursor.offset() > end) {
			this.gaps.put(topic, GapReason.FORKED);
		}
		else {
			follow(topic, cursor.offset());
		}
	}

	/** The whole chain has to hold, from the cursor to the topic's last event. */
	private void follow(String topic, long cursor) {
		Look.TopicLook found = this.look.topics().get(topic);
		if (found == null || found.last() <= cursor) {
			return;
		}
		List<EventFrame> events = found.events().subList(found.indexAfter(cursor), found.events().size());
		if (events.isEmpty() && found.more()) {
			this.covered = false;
			return;
		}
		long reached = cursor;
		for (EventFrame frame : events) {
			if (frame.event().prev() > reached || frame.expires() <= this.look.now()) {
				this.gaps.put(topic, GapReason.TRIMMED);
				return;
			}
			reached = frame.event().offset();
		}
		if (!found.more() && found.last() > reached) {
			this.gaps.put(topic, GapReason.TRIMMED);
			return;
		}
		this.missed.put(topic, events);
	}

	/**
	 * Whether the look goes far enough for this request. The one that it was taken for is
	 * always served.
	 * @return {@code false} if it has to be looked again
	 */
	boolean isCovered() {
		return this.covered;
	}

	/**
	 * Whether more was missed than may be replayed.
	 * @return {@code null} if the look does not tell and it has to be counted
	 */
	@Nullable Boolean isTooMuch() {
		long atLeast = 0;
		long atMost = 0;
		for (Map.Entry<String, List<EventFrame>> topic : this.missed.entrySet()) {
			Look.TopicLook found = this.look.topics().get(topic.getKey());
			int seen = topic.getValue().size();
			atLeast += seen;
			atMost += (found != null && found.more()) ? found.kept() : seen;
		}
		if (atLeast > this.request.limit()) {
			return true;
		}
		return (atMost <= this.request.limit()) ? Boolean.FALSE : null;
	}

	/**
	 * The topics whose events have to be counted, and after which offset.
	 * @return the topics without a gap of which something was missed
	 */
	Map<String, Long> toCount() {
		Map<String, Long> offsets = new HashMap<>();
		this.missed.keySet().forEach((topic) -> {
			Position cursor = this.request.cursors().get(topic);
			offsets.put(topic, (cursor != null) ? cursor.offset() : 0);
		});
		return offsets;
	}

	/**
	 * The answer to a request that missed too much.
	 * @return no events, and a gap wherever something was missed
	 */
	ReadResult refused() {
		Map<String, GapReason> all = new HashMap<>(this.gaps);
		this.missed.keySet().forEach((topic) -> all.put(topic, GapReason.LIMIT));
		return new ReadResult(this.look.top(), this.look.top(), List.of(), Map.copyOf(all));
	}

	/**
	 * The answer. Never passes the last event of a topic of which there may be more.
	 * @return the page
	 */
	ReadResult answer() {
		long bound = Long.MAX_VALUE;
		List<PublishedEvent> events = new ArrayList<>();
		for (Map.Entry<String, List<EventFrame>> topic : this.missed.entrySet()) {
			List<EventFrame> found = topic.getValue();
			found.forEach((frame) -> events.add(frame.event()));
			Look.TopicLook look = this.look.topics().get(topic.getKey());
			if (look != null && look.more()) {
				bound = Math.min(bound, found.get(found.size() - 1).event().offset());
			}
		}
		events.sort(Comparator.comparingLong(PublishedEvent::offset));
		int end = 0;
		while (end < events.size() && end < this.request.pageSize() && events.get(end).offset() <= bound) {
			end++;
		}
		boolean more = end < events.size() || bound != Long.MAX_VALUE;
		Position last = (end > 0) ? events.get(end - 1).position() : null;
		Position through = (more && last != null) ? last : this.look.top();
		return new ReadResult(this.look.top(), through, List.copyOf(events.subList(0, end)), Map.copyOf(this.gaps));
	}

}
