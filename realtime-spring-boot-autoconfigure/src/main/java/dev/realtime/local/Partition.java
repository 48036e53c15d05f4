package dev.realtime.local;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.realtime.Position;
import dev.realtime.PublishedEvent;
import dev.realtime.bus.Publication;
import org.jspecify.annotations.Nullable;

/**
 * One totally ordered log, by topics. Not thread-safe.
 */
final class Partition {

	/** More than one, so that expired events leave faster than new ones come. */
	private static final int EXPIRY_BUDGET = 256;

	private final String epoch;

	private final int knownTopics;

	/** The one that was published to the longest ago comes first. */
	private final Map<String, TopicLog> logs = new LinkedHashMap<>();

	private final ExpiryOrder expiryOrder = new ExpiryOrder();

	private long top;

	private long floor;

	Partition(String epoch, int knownTopics) {
		this.epoch = epoch;
		this.knownTopics = knownTopics;
	}

	Position top() {
		return new Position(this.epoch, this.top);
	}

	/**
	 * The highest offset that was ever forgotten: a topic without a log had no event
	 * after it.
	 * @return the offset
	 */
	long floor() {
		return this.floor;
	}

	/**
	 * A topic's log, without its old events.
	 * @param topic the topic
	 * @param now the time in milliseconds
	 * @return the log, or {@code null} if the topic never had one or was forgotten
	 */
	@Nullable TopicLog log(String topic, long now) {
		TopicLog log = this.logs.get(topic);
		if (log != null) {
			log.expire(now);
		}
		return log;
	}

	/**
	 * Give an event the next offset, and keep it.
	 * @param publication what was published
	 * @param now the time in milliseconds
	 * @return the event
	 */
	PublishedEvent append(Publication publication, long now) {
		TopicLog log = this.logs.remove(publication.topic());
		long prev = (log != null) ? log.lastOffset() : this.floor;
		if (log == null) {
			log = new TopicLog(publication.topic());
		}
		this.top++;
		PublishedEvent event = new PublishedEvent(publication.topic(), publication.type(), top(), prev,
				publication.timestamp(), publication.payload(), publication.messageId(), publication.trace());
		log.expire(now);
		log.append(event, publication.retention(), now);
		this.logs.put(log.topic(), log);
		this.expiryOrder.appended(log);
		if (this.logs.size() > this.knownTopics) {
			forgetOldest();
		}
		return event;
	}

	/**
	 * Drop some of the events that are too old, of any topic.
	 * @param now the time in milliseconds
	 */
	void expire(long now) {
		this.expiryOrder.expire(now, EXPIRY_BUDGET);
	}

	private void forgetOldest() {
		Iterator<TopicLog> oldestFirst = this.logs.values().iterator();
		TopicLog forgotten = oldestFirst.next();
		oldestFirst.remove();
		this.expiryOrder.remove(forgotten);
		this.floor = forgotten.lastOffset();
	}

	int topics() {
		return this.logs.size();
	}

	/**
	 * How many events are held, those included that are old and not dropped yet.
	 * @return the count
	 */
	long events() {
		return this.logs.values().stream().mapToLong(TopicLog::size).sum();
	}

}
