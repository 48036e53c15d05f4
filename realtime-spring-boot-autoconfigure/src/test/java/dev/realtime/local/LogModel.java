package dev.realtime.local;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.realtime.GapReason;
import dev.realtime.Position;
import dev.realtime.PublishedEvent;
import dev.realtime.bus.Publication;
import dev.realtime.bus.ReadRequest;
import dev.realtime.bus.ReadResult;
import dev.realtime.bus.Retention;

/**
 * The log as engine.md tells it, word by word and without a thought for speed.
 */
final class LogModel {

	private final String epoch;

	private final LocalBusSettings settings;

	private final Map<String, Retention> retentions = new LinkedHashMap<>();

	private final Map<String, Long> tops = new LinkedHashMap<>();

	private final List<Entry> kept = new ArrayList<>();

	private final List<Receipt> receipts = new ArrayList<>();

	private long floor;

	private long top;

	private long now;

	LogModel(String epoch, LocalBusSettings settings) {
		this.epoch = epoch;
		this.settings = settings;
	}

	void advance(long millis) {
		this.now += millis;
		this.kept.removeIf((entry) -> isOld(entry));
	}

	Position publish(Publication publication) {
		this.receipts.removeIf((receipt) -> this.now - receipt.at >= this.settings.idempotencyWindow().toMillis());
		String key = publication.idempotencyKey();
		for (Receipt receipt : this.receipts) {
			if (receipt.key.equals(key)) {
				return receipt.position;
			}
		}
		String topic = publication.topic();
		Position position = new Position(this.epoch, ++this.top);
		this.retentions.put(topic, publication.retention());
		this.kept.add(new Entry(topic, position, this.tops.getOrDefault(topic, this.floor), this.now));
		this.tops.put(topic, this.top);
		List<Entry> log = log(topic, -1);
		int tooMany = log.size() - publication.retention().maxEvents();
		this.kept.removeAll(log.subList(0, Math.max(0, tooMany)));
		this.kept.removeIf((entry) -> isOld(entry));
		if (this.tops.size() > this.settings.knownTopics()) {
			String lowest = this.tops.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow().getKey();
			this.floor = Math.max(this.floor, this.tops.remove(lowest));
			this.kept.removeIf((entry) -> entry.topic.equals(lowest));
		}
		if (key != null) {
			this.receipts.add(new Receipt(key, position, this.now));
			if (this.receipts.size() > this.settings.idempotencyMaxKeys()) {
				this.receipts.remove(0);
			}
		}
		return position;
	}

	ReadResult read(ReadRequest request, Map<Position, PublishedEvent> events) {
		Position topPosition = new Position(this.epoch, this.top);
		Map<String, GapReason> gaps = new LinkedHashMap<>();
		List<Entry> missed = new ArrayList<>();
		request.cursors().forEach((topic, cursor) -> {
			if (!cursor.epoch().equals(this.epoch)) {
				gaps.put(topic, GapReason.UNKNOWN);
			}
			else if (cursor.offset() > this.top) {
				gaps.put(topic, GapReason.FORKED);
			}
			else if (!chainHolds(topic, cursor.offset())) {
				gaps.put(topic, GapReason.TRIMMED);
			}
			else {
				missed.addAll(log(topic, cursor.offset()));
			}
		});
		if (missed.size() > request.limit()) {
			missed.forEach((entry) -> gaps.put(entry.topic, GapReason.LIMIT));
			missed.clear();
		}
		missed.sort(Comparator.comparingLong((entry) -> entry.position.offset()));
		List<PublishedEvent> page = missed.stream()
			.limit(request.pageSize())
			.map((entry) -> events.get(entry.position))
			.toList();
		Position through = (page.size() < missed.size()) ? missed.get(page.size() - 1).position : topPosition;
		return new ReadResult(topPosition, through, page, gaps);
	}

	private boolean chainHolds(String topic, long cursor) {
		long reached = cursor;
		for (Entry entry : log(topic, cursor)) {
			if (entry.prev > reached) {
				return false;
			}
			reached = entry.position.offset();
		}
		return reached >= this.tops.getOrDefault(topic, this.floor);
	}

	private List<Entry> log(String topic, long after) {
		return this.kept.stream()
			.filter((entry) -> entry.topic.equals(topic) && entry.position.offset() > after)
			.toList();
	}

	private boolean isOld(Entry entry) {
		return this.now - entry.at > this.retentions.get(entry.topic).maxAge().toMillis();
	}

	private record Entry(String topic, Position position, long prev, long at) {

	}

	private record Receipt(String key, Position position, long at) {

	}

}
