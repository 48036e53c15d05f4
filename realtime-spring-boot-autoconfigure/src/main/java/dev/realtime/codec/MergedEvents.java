package dev.realtime.codec;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One event, or several that follow each other, to be given to many connections: in each
 * wire format their frames are joined once, and each connection writes the joined bytes.
 * Made, used and released on one thread; owns one reference to each of its events.
 */
public final class MergedEvents {

	private final List<EncodedEvent> events;

	private final FrameAllocator allocator;

	private final @Nullable Frame[] frames = new Frame[WireFormat.values().length];

	/**
	 * Take events, and the caller's references to them.
	 * @param events the events, in order, at least one
	 * @param allocator joins their frames
	 */
	public MergedEvents(List<EncodedEvent> events, FrameAllocator allocator) {
		this.events = events;
		this.allocator = allocator;
	}

	/**
	 * The events.
	 * @return the events, in order
	 */
	public List<EncodedEvent> events() {
		return this.events;
	}

	/**
	 * All of the events' bytes in a format. Valid until this object is released; whoever
	 * keeps the frame longer retains it.
	 * @param format the format
	 * @return the shared frame
	 */
	public Frame frame(WireFormat format) {
		Frame frame = this.frames[format.ordinal()];
		if (frame == null) {
			frame = (this.events.size() == 1) ? this.events.get(0).frame(format).share() : joined(format);
			this.frames[format.ordinal()] = frame;
		}
		return frame;
	}

	private Frame joined(WireFormat format) {
		List<Frame> all = new ArrayList<>(this.events.size());
		this.events.forEach((event) -> all.add(event.frame(format)));
		return this.allocator.merge(format, all);
	}

	/**
	 * Release the events and the frames.
	 */
	public void release() {
		for (Frame frame : this.frames) {
			if (frame != null) {
				frame.release();
			}
		}
		this.events.forEach(EncodedEvent::release);
	}

}
