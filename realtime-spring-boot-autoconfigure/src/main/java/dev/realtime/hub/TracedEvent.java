package dev.realtime.hub;

import java.util.concurrent.atomic.AtomicInteger;

import dev.realtime.PublishedEvent;
import dev.realtime.codec.EncodedEvent;
import dev.realtime.codec.FrameAllocator;

/**
 * An event whose way to this node's connections is followed: it counts them, and the
 * lanes that are still to be done. Without a trace there is none of it.
 */
final class TracedEvent extends EncodedEvent {

	private final Tracing.Broadcasting broadcasting;

	private final AtomicInteger lanes;

	private final AtomicInteger fanout = new AtomicInteger();

	private TracedEvent(PublishedEvent event, FrameAllocator allocator, Tracing.Broadcasting broadcasting, int lanes) {
		super(event, allocator);
		this.broadcasting = broadcasting;
		this.lanes = new AtomicInteger(lanes);
	}

	/**
	 * Encode an event that is about to be handed to lanes.
	 * @param event the event
	 * @param lanes how many lanes will tell what became of it
	 * @param tracing follows it, if it carries a trace
	 * @param allocator makes its frames
	 * @return the event, as clients are to see it
	 */
	static EncodedEvent encode(PublishedEvent event, int lanes, Tracing tracing, FrameAllocator allocator) {
		Tracing.Broadcasting broadcasting = event.trace().isEmpty() ? null : tracing.broadcast(event);
		PublishedEvent shown = shown(event, tracing);
		return (broadcasting != null) ? new TracedEvent(shown, allocator, broadcasting, lanes)
				: new EncodedEvent(shown, allocator);
	}

	/**
	 * An event as clients are to see it.
	 * @param event the event
	 * @param tracing tells whether they see the trace
	 * @return the event, with or without its trace
	 */
	static PublishedEvent shown(PublishedEvent event, Tracing tracing) {
		return (event.trace().isEmpty() || tracing.isShownToClients()) ? event : event.withoutTrace();
	}

	/**
	 * A lane has done with an event.
	 * @param event the event, followed or not
	 * @param fanout how many of the lane's connections took it
	 */
	static void done(EncodedEvent event, int fanout) {
		if (event instanceof TracedEvent traced) {
			int all = traced.fanout.addAndGet(fanout);
			if (traced.lanes.decrementAndGet() == 0) {
				traced.broadcasting.end(all);
			}
		}
	}

}
