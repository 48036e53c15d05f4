package dev.realtime.codec;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Frames on the heap: the garbage collector frees them, references count for nothing.
 */
public final class HeapFrameAllocator implements FrameAllocator {

	@Override
	public Frame allocate(WireFormat format, byte[] bytes) {
		return new HeapFrame(bytes);
	}

	@Override
	public Frame merge(WireFormat format, List<Frame> frames) {
		ByteBuffer merged = ByteBuffer.allocate(frames.stream().mapToInt(Frame::size).sum());
		frames.forEach((frame) -> merged.put(frame.buffer()));
		return new HeapFrame(merged.array());
	}

	@SuppressWarnings("ArrayRecordComponent")
	private record HeapFrame(byte[] bytes) implements Frame {

		@Override
		public int size() {
			return this.bytes.length;
		}

		@Override
		public ByteBuffer buffer() {
			return ByteBuffer.wrap(this.bytes);
		}

		@Override
		public Frame share() {
			return this;
		}

		@Override
		public void retain() {
		}

		@Override
		public void release() {
		}

	}

}
