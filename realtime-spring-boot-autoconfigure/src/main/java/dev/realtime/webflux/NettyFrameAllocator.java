package dev.realtime.webflux;

import java.util.List;

import dev.realtime.codec.Frame;
import dev.realtime.codec.FrameAllocator;
import dev.realtime.codec.HeapFrameAllocator;
import dev.realtime.codec.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Frames that are complete down to the transport live in direct memory, from which Netty
 * writes without a copy. What a server frames by itself stays on the heap: once it was
 * handed over nobody knows when it was written.
 *
 * @since 0.1.0
 */
public final class NettyFrameAllocator implements FrameAllocator {

	private final FrameAllocator heap = new HeapFrameAllocator();

	private final ByteBufAllocator direct;

	/**
	 * Create an allocator that takes its memory where Netty takes its own.
	 */
	public NettyFrameAllocator() {
		this(ByteBufAllocator.DEFAULT);
	}

	NettyFrameAllocator(ByteBufAllocator direct) {
		this.direct = direct;
	}

	@Override
	public Frame allocate(WireFormat format, byte[] bytes) {
		if (!format.isFramed()) {
			return this.heap.allocate(format, bytes);
		}
		return new NettyFrame(this.direct.directBuffer(bytes.length, bytes.length).writeBytes(bytes));
	}

	@Override
	public Frame merge(WireFormat format, List<Frame> frames) {
		if (!format.isFramed()) {
			return this.heap.merge(format, frames);
		}
		int size = frames.stream().mapToInt(Frame::size).sum();
		ByteBuf merged = this.direct.directBuffer(size, size);
		frames.forEach((frame) -> merged.writeBytes(frame.buffer()));
		return new NettyFrame(merged);
	}

}
