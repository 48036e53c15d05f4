package dev.realtime.codec;

import java.util.EnumMap;
import java.util.Map;

import dev.realtime.Position;
import org.jspecify.annotations.Nullable;

/**
 * A sign of life, with a checkpoint if there is one: the same bytes for all connections
 * of a lane. Made, used and released on one thread.
 */
public final class Heartbeat {

	private final @Nullable Position checkpoint;

	private final FrameAllocator allocator;

	private final Map<WireFormat, Frame> frames = new EnumMap<>(WireFormat.class);

	public Heartbeat(@Nullable Position checkpoint, FrameAllocator allocator) {
		this.checkpoint = checkpoint;
		this.allocator = allocator;
	}

	/**
	 * The position up to which everything was given.
	 * @return the checkpoint, or {@code null}
	 */
	public @Nullable Position checkpoint() {
		return this.checkpoint;
	}

	/**
	 * The bytes in a format. Valid until this object is released; whoever keeps the frame
	 * longer retains it.
	 * @param format the format
	 * @return the shared frame
	 */
	public Frame frame(WireFormat format) {
		return this.frames.computeIfAbsent(format,
				(key) -> this.allocator.allocate(key, ControlFrames.heartbeat(key, this.checkpoint)));
	}

	/**
	 * Release the frames.
	 */
	public void release() {
		this.frames.values().forEach(Frame::release);
		this.frames.clear();
	}

}
