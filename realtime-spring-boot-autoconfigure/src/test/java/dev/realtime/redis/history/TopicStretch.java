package dev.realtime.redis.history;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

import dev.realtime.Position;
import org.jspecify.annotations.Nullable;

/**
 * What one client believes of one topic: that since some place it was given everything.
 */
final class TopicStretch {

	private final String topic;

	private final KnownLog log;

	/** Takes what is broken, and where. */
	private final BiConsumer<String, Position> broken;

	/** What was given in this stretch. */
	private final Set<Position> got = new HashSet<>();

	/** Whether the topic is subscribed on the connection. */
	private boolean followed;

	/** The step that ended the last connection, 0 if there is none to go on from. */
	private long paused;

	/** Up to here everything was given; {@code null} if nothing says where it began. */
	private @Nullable Position proven;

	/** What was published after this step lies in the stretch, wherever it began. */
	private long since;

	/** Nothing up to here may come on this connection. */
	private @Nullable Position floor;

	/** The last event on any connection. */
	private @Nullable Position last;

	TopicStretch(String topic, KnownLog log, BiConsumer<String, Position> broken) {
		this.topic = topic;
		this.log = log;
		this.broken = broken;
	}

	boolean isFollowed() {
		return this.followed;
	}

	@Nullable Position proven() {
		return this.proven;
	}

	/**
	 * The connection has ended; the next one may go on from what was given so far.
	 * @param number the step that says so
	 */
	void pause(long number) {
		if (this.followed) {
			this.followed = false;
			this.paused = number;
		}
	}

	/**
	 * The topic is no longer subscribed.
	 */
	void leave() {
		this.followed = false;
		this.paused = 0;
	}

	/**
	 * Begin anew.
	 * @param number the step that says so
	 * @param start where, or {@code null} if it was not said
	 */
	void begin(long number, @Nullable Position start) {
		this.followed = true;
		this.got.clear();
		this.proven = start;
		this.since = number;
		this.floor = (start != null && (this.last == null || isAfter(start, this.last))) ? start : this.last;
	}

	/**
	 * Go on, as the client was told.
	 * @param cursor where
	 * @param given the step in which the client was given that cursor
	 */
	void resume(Position cursor, long given) {
		// Otherwise it is not this stretch that the cursor speaks of.
		if (given <= this.paused && this.proven != null && isAfter(cursor, this.proven)) {
			reach(cursor);
		}
		this.followed = true;
		this.got.clear();
		this.proven = cursor;
		this.floor = cursor;
	}

	/**
	 * An event was given.
	 * @return whether it came in order
	 */
	boolean event(Position position) {
		boolean again = !this.got.add(position);
		if (this.floor != null && !isAfter(position, this.floor)) {
			this.broken.accept((again ? "was given again after " : "is out of order or repeated, it came after ")
					+ this.floor + ":", position);
			return false;
		}
		reach(position);
		this.floor = position;
		this.last = position;
		return true;
	}

	/**
	 * Everything up to a place was given, or so the client has to believe.
	 */
	void reach(Position position) {
		if (this.proven != null && !isAfter(position, this.proven)) {
			if (!position.epoch().equals(this.proven.epoch())) {
				this.broken.accept("went back from " + this.proven + " to an earlier epoch:", position);
			}
			return;
		}
		boolean crossed = this.proven != null && !this.proven.epoch().equals(position.epoch());
		if (crossed && (this.log.isErased(this.proven, position.epoch()) || this.proven.offset() > position.offset())) {
			this.broken.accept("had " + this.proven + ", which a rollback erased, and was told of no gap before",
					position);
		}
		lost("lost on the way to " + position + ':', position);
		this.proven = position;
	}

	/**
	 * Everything there was has to be here by now.
	 */
	void complete() {
		if (this.proven != null && this.log.isErased(this.proven, null)) {
			this.broken.accept("has what a rollback erased, and was told of no gap:", this.proven);
		}
		lost("is behind, it misses", null);
	}

	private void lost(String what, @Nullable Position end) {
		List<Position> events = this.log.events(this.topic);
		int index = 0;
		if (this.proven != null) {
			index = Collections.binarySearch(events, this.proven, this.log.order());
			index = (index < 0) ? -index - 1 : index + 1;
		}
		for (; index < events.size() && (end == null || !isAfter(events.get(index), end)); index++) {
			Position event = events.get(index);
			if (!this.got.contains(event) && (this.proven != null || this.log.invoked(event) > this.since)
					&& !this.log.isErased(event, (end != null) ? end.epoch() : null)) {
				this.broken.accept(what, event);
			}
		}
	}

	private boolean isAfter(Position position, Position other) {
		return this.log.order().compare(position, other) > 0;
	}

}
