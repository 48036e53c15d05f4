package dev.realtime.webflux;

import java.nio.ByteBuffer;

import dev.realtime.codec.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A frame in direct memory. It owns the buffer; each {@link #written} is one more
 * reference, given back by Netty when it was written or never will be.
 */
final class NettyFrame implements Frame {

	private final ByteBuf bytes;

	/**
	 * Create a frame.
	 * @param bytes the bytes, in a buffer with no room for more: a TLS engine would write
	 * into the room
	 */
	NettyFrame(ByteBuf bytes) {
		this.bytes = bytes;
	}

	/**
	 * The bytes of any frame, for one connection to write.
	 * @param frame the frame
	 * @return the bytes, with a reference of their own
	 */
	static ByteBuf written(Frame frame) {
		return (frame instanceof NettyFrame direct) ? direct.bytes.retainedDuplicate()
				: Unpooled.wrappedBuffer(frame.buffer());
	}

	@Override
	public Frame share() {
		return new NettyFrame(this.bytes.retainedDuplicate());
	}

	@Override
	public int size() {
		return this.bytes.readableBytes();
	}

	@Override
	public ByteBuffer buffer() {
		return this.bytes.nioBuffer();
	}

	@Override
	public void retain() {
		this.bytes.retain();
	}

	@Override
	public void release() {
		this.bytes.release();
	}

}
