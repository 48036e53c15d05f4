package dev.realtime.hub;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import dev.realtime.codec.Frame;
import dev.realtime.codec.FrameAllocator;
import dev.realtime.codec.WireFormat;
import org.jspecify.annotations.Nullable;

/**
 * Frames that know when they are used after their release, released too often, or never.
 */
final class CountingAllocator implements FrameAllocator {

	private final AtomicInteger live = new AtomicInteger();

	/** What the next frame that is made fails with. */
	private @Nullable Error shortage;

	/**
	 * Have the next frame fail.
	 */
	void failOnce() {
		this.shortage = new LinkageError("for a test");
	}

	/**
	 * How many frames were not released.
	 * @return the count
	 */
	int live() {
		return this.live.get();
	}

	@Override
	public Frame allocate(WireFormat format, byte[] bytes) {
		Error now = this.shortage;
		this.shortage = null;
		if (now != null) {
			throw now;
		}
		this.live.incrementAndGet();
		return new CountedFrame(bytes);
	}

	@Override
	public Frame merge(WireFormat format, List<Frame> frames) {
		ByteBuffer merged = ByteBuffer.allocate(frames.stream().mapToInt(Frame::size).sum());
		frames.forEach((frame) -> merged.put(frame.buffer()));
		return allocate(format, merged.array());
	}

	private final class CountedFrame implements Frame {

		private final byte[] bytes;

		private final AtomicInteger references = new AtomicInteger(1);

		CountedFrame(byte[] bytes) {
			this.bytes = bytes;
		}

		@Override
		public int size() {
			return this.bytes.length;
		}

		@Override
		public ByteBuffer buffer() {
			if (this.references.get() <= 0) {
				throw new AssertionError("frame used after its release");
			}
			return ByteBuffer.wrap(this.bytes);
		}

		@Override
		public Frame share() {
			retain();
			return this;
		}

		@Override
		public void retain() {
			if (this.references.getAndIncrement() <= 0) {
				throw new AssertionError("frame retained after its release");
			}
		}

		@Override
		public void release() {
			int left = this.references.decrementAndGet();
			if (left < 0) {
				throw new AssertionError("frame released too often");
			}
			if (left == 0) {
				CountingAllocator.this.live.decrementAndGet();
			}
		}

	}

}
