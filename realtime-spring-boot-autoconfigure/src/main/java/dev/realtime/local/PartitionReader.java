package dev.realtime.local;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

import dev.realtime.GapReason;
import dev.realtime.Position;
import dev.realtime.PublishedEvent;
import dev.realtime.bus.ReadRequest;
import dev.realtime.bus.ReadResult;

/**
 * One look at a partition: a verdict for each topic, and the missed events of all topics
 * merged in offset order.
 */
final class PartitionReader {

	private final Partition partition;

	private final Position top;

	private final long now;

	private final Map<String, GapReason> gaps = new LinkedHashMap<>();

	private final List<Missed> missed = new ArrayList<>();

	PartitionReader(Partition partition, long now) {
		this.partition = partition;
		this.top = partition.top();
		this.now = now;
	}

	ReadResult read(ReadRequest request) {
		request.cursors().forEach(this::judge);
		if (this.missed.stream().mapToLong(Missed::count).sum() > request.limit()) {
			this.missed.forEach((topic) -> this.gaps.put(topic.log.topic(), GapReason.LIMIT));
			this.missed.clear();
		}
		return page(request.pageSize());
	}

	private void judge(String topic, Position cursor) {
		if (!cursor.epoch().equals(this.top.epoch())) {
			this.gaps.put(topic, GapReason.UNKNOWN);
		}
		else if (cursor.offset() > this.top.offset()) {
			this.gaps.put(topic, GapReason.FORKED);
		}
		else {
			follow(topic, cursor.offset());
		}
	}

	/**
	 * Check the chain from the cursor to the topic's last event. A log has no hole
	 * inside, so its two ends decide.
	 */
	private void follow(String topic, long cursor) {
		TopicLog log = this.partition.log(topic, this.now);
		long last = (log != null) ? log.lastOffset() : this.partition.floor();
		if (last <= cursor) {
			return;
		}
		int first = (log != null) ? log.indexAfter(cursor) : 0;
		if (log == null || first == log.size() || log.event(first).prev() > cursor) {
			this.gaps.put(topic, GapReason.TRIMMED);
		}
		else {
			this.missed.add(new Missed(log, first));
		}
	}

	private ReadResult page(int size) {
		PriorityQueue<Missed> next = new PriorityQueue<>(Comparator.comparingLong(Missed::offset));
		next.addAll(this.missed);
		List<PublishedEvent> events = new ArrayList<>();
		Position through = this.top;
		while (!next.isEmpty() && events.size() < size) {
			Missed first = next.remove();
			events.add(first.event());
			if (first.advance()) {
				next.add(first);
			}
		}
		if (!next.isEmpty()) {
			through = new Position(this.top.epoch(), events.get(events.size() - 1).offset());
		}
		return new ReadResult(this.top, through, List.copyOf(events), Map.copyOf(this.gaps));
	}

	/** The rest of one topic's log. */
	private static final class Missed {

		private final TopicLog log;

		private int index;

		Missed(TopicLog log, int index) {
			this.log = log;
			this.index = index;
		}

		long count() {
			return (long) this.log.size() - this.index;
		}

		PublishedEvent event() {
			return this.log.event(this.index);
		}

		long offset() {
			return event().offset();
		}

		boolean advance() {
			this.index++;
			return this.index < this.log.size();
		}

	}

}
