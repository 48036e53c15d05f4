package dev.realtime.webflux;

import java.nio.charset.StandardCharsets;
import java.util.List;

import dev.realtime.codec.Frame;
import dev.realtime.codec.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NettyFrameAllocator}.
 */
class NettyFrameAllocatorTests {

	private final NettyFrameAllocator allocator = new NettyFrameAllocator(ByteBufAllocator.DEFAULT);

	@Test
	void whatIsWrittenBeneathACodecIsDirectAndOthersAreNot() {
		Frame framed = frame(WireFormat.WEBSOCKET_TEXT, "a");
		assertThat(framed.buffer().isDirect()).isTrue();
		assertThat(frame(WireFormat.JSON, "a").buffer().isDirect()).isFalse();
		framed.release();
	}

	/**
	 * A TLS engine puts what comes next into the room that a buffer has left, and other
	 * connections share the buffer.
	 */
	@Test
	void thereIsNoRoomBehindTheBytes() {
		Frame one = frame(WireFormat.SSE_CHUNK, "one");
		Frame joined = this.allocator.merge(WireFormat.SSE_CHUNK, List.of(one, one));
		for (Frame frame : List.of(one, joined, one.share())) {
			ByteBuf written = NettyFrame.written(frame);
			assertThat(written.isWritable()).isFalse();
			assertThat(written.ensureWritable(1, false)).isEqualTo(1);
			written.release();
			frame.release();
		}
	}

	@Test
	void whatIsSharedIsCountedApartAndKeepsTheBytes() {
		Frame frame = frame(WireFormat.SSE_CHUNK, "abc");
		Frame shared = frame.share();
		ByteBuf written = NettyFrame.written(shared);
		frame.release();
		shared.release();
		assertThat(written.refCnt()).isOne();
		assertThat(written.toString(StandardCharsets.US_ASCII)).isEqualTo("abc");
		ByteBuf parent = written.unwrap();
		written.release();
		assertThat(parent.refCnt()).isZero();
	}

	@Test
	void whoReadsAFrameDoesNotMoveItForOthers() {
		Frame frame = frame(WireFormat.SSE_CHUNK, "abc");
		ByteBuf first = NettyFrame.written(frame);
		first.skipBytes(2);
		ByteBuf second = NettyFrame.written(frame);
		assertThat(second.toString(StandardCharsets.US_ASCII)).isEqualTo("abc");
		first.release();
		second.release();
		frame.release();
	}

	private Frame frame(WireFormat format, String text) {
		return this.allocator.allocate(format, text.getBytes(StandardCharsets.US_ASCII));
	}

}
