package dev.realtime.hub;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import dev.realtime.Position;
import dev.realtime.PublishedEvent;
import dev.realtime.codec.EncodedEvent;
import dev.realtime.codec.FrameAllocator;

/**
 * Events that were lately read from the log, with their frames: when many have missed the
 * same, each frame is made once. Bounded in bytes. Used by one thread at a time.
 */
final class RecentReads {

	private final long maxBytes;

	private final FrameAllocator allocator;

	private final AtomicLong bytes = new AtomicLong();

	private final Map<Position, EncodedEvent> events = new LinkedHashMap<>(16, 0.75F, true);

	RecentReads(long maxBytes, FrameAllocator allocator) {
		this.maxBytes = maxBytes;
		this.allocator = allocator;
	}

	/**
	 * The event with its frames, known or new.
	 * @param event an event that was read
	 * @param position its position
	 * @return the event; the caller owns one reference
	 */
	EncodedEvent encode(PublishedEvent event, Position position) {
		EncodedEvent known = this.events.get(position);
		if (known != null) {
			return known.retain();
		}
		EncodedEvent fresh = new EncodedEvent(event, this.allocator);
		fresh.chargeTo(this.bytes);
		this.events.put(position, fresh.retain());
		Iterator<EncodedEvent> eldest = this.events.values().iterator();
		while (this.bytes.get() > this.maxBytes && eldest.hasNext()) {
			forget(eldest.next());
			eldest.remove();
		}
		return fresh;
	}

	/**
	 * Forget all of them.
	 */
	void clear() {
		this.events.values().forEach(RecentReads::forget);
		this.events.clear();
	}

	private static void forget(EncodedEvent event) {
		event.chargeTo(null);
		event.release();
	}

}
