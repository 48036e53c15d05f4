package dev.realtime.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import dev.realtime.Position;
import dev.realtime.PublishedEvent;
import dev.realtime.codec.EncodedEvent;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one lane, bounded in bytes. When there is no more room, everything is
 * refused until the lane has taken what is there, and then an interruption follows: the
 * lane's connections read what was refused from where they are. One thread at a time
 * offers, the lane takes.
 */
final class LaneQueue {

	/** What is merged, at most: a slow client holds as much beside its socket. */
	private static final int MAX_MERGED_EVENTS = 64;

	private static final int MAX_MERGED_BYTES = 32 * 1024;

	private final Queue<LaneItem> items = new ConcurrentLinkedQueue<>();

	private final AtomicLong weight = new AtomicLong();

	private final AtomicBoolean scheduled = new AtomicBoolean();

	private final long maxWeight;

	private volatile boolean overflowing;

	private boolean lost;

	LaneQueue(long maxWeight) {
		this.maxWeight = maxWeight;
	}

	/**
	 * Add an item.
	 * @param item the item
	 * @return {@code false} if there is no room
	 */
	boolean offer(LaneItem item) {
		if (this.overflowing || this.weight.get() > this.maxWeight) {
			this.overflowing = true;
			return false;
		}
		this.weight.addAndGet(item.weight());
		this.items.add(item);
		return true;
	}

	/**
	 * Whether the lane has to be woken.
	 * @return {@code true} for the first who asks since the lane paused
	 */
	boolean wake() {
		return this.scheduled.compareAndSet(false, true);
	}

	/**
	 * Look at the next item.
	 * @return the item, or {@code null} if there is none; the next {@link #poll} takes it
	 */
	@Nullable LaneItem peek() {
		return this.items.peek();
	}

	/**
	 * Take the next item.
	 * @return the item, or {@code null} if there is none
	 */
	@Nullable LaneItem poll() {
		LaneItem item = this.lost ? null : this.items.poll();
		if (item != null) {
			this.weight.addAndGet(-item.weight());
			return item;
		}
		if (this.lost || this.overflowing) {
			this.lost = false;
			// room first: what is refused before this line is read after it
			this.overflowing = false;
			return new LaneItem.Interrupted();
		}
		return null;
	}

	/**
	 * What was taken could not be given to those who follow it: before anything else, an
	 * interruption comes. For the lane.
	 */
	void lost() {
		this.lost = true;
	}

	/**
	 * Take those next items that follow an event in its topic: they have the same
	 * audience, and go out in one write.
	 * @param first the event that was taken before
	 * @return the event and those, in order
	 */
	List<EncodedEvent> withSuccessors(EncodedEvent first) {
		List<EncodedEvent> events = new ArrayList<>(1);
		events.add(first);
		EncodedEvent last = first;
		int bytes = first.event().payload().length;
		while (events.size() < MAX_MERGED_EVENTS && peek() instanceof LaneItem.Event next
				&& isSuccessor(next.event().event(), last.event())) {
			last = next.event();
			bytes += last.event().payload().length;
			if (bytes > MAX_MERGED_BYTES) {
				break;
			}
			poll();
			events.add(last);
		}
		return events;
	}

	private static boolean isSuccessor(PublishedEvent event, PublishedEvent before) {
		Position position = event.position();
		return position != null && before.position() != null && event.topic().equals(before.topic())
				&& position.epoch().equals(before.position().epoch()) && event.prev() == before.offset();
	}

	/**
	 * Pause the lane if nothing waits.
	 * @return {@code false} if the lane has to go on
	 */
	boolean pause() {
		this.scheduled.set(false);
		return (this.items.isEmpty() && !this.overflowing && !this.lost) || !wake();
	}

}
