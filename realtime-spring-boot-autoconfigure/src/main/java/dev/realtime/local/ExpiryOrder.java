package dev.realtime.local;

import java.util.Comparator;
import java.util.TreeSet;

/**
 * The logs that hold events, by the time at which to look for old ones, so that a topic
 * without new events gives its memory back too. Not thread-safe.
 */
final class ExpiryOrder {

	private final TreeSet<TopicLog> logs = new TreeSet<>(
			Comparator.comparingLong(TopicLog::dueAt).thenComparing(TopicLog::topic));

	/**
	 * See to it that a log is looked at in time. Looking too early is harmless, so this
	 * does nothing for most events.
	 * @param log a log that got an event
	 */
	void appended(TopicLog log) {
		if (log.expiresAt() < log.dueAt()) {
			move(log);
		}
	}

	void remove(TopicLog log) {
		this.logs.remove(log);
	}

	/**
	 * Drop events that are too old. The work is bounded, so that nobody waits while many
	 * logs expire; whoever reads a log drops the rest of its old events first.
	 * @param now the time in milliseconds
	 * @param budget after how many dropped events or looks to stop
	 */
	void expire(long now, int budget) {
		int left = budget;
		while (left > 0 && !this.logs.isEmpty() && this.logs.first().dueAt() < now) {
			TopicLog log = this.logs.first();
			left -= Math.max(1, log.expire(now));
			move(log);
		}
	}

	private void move(TopicLog log) {
		this.logs.remove(log);
		log.setDueAt(log.expiresAt());
		if (log.dueAt() != Long.MAX_VALUE) {
			this.logs.add(log);
		}
	}

}
