package dev.realtime.webflux;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;

import dev.realtime.codec.Frame;
import dev.realtime.codec.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FastOutlet}.
 */
class FastOutletTests {

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private final Socket socket = new Socket();

	private final Told told = new Told();

	private final NettyFrameAllocator allocator = new NettyFrameAllocator(ByteBufAllocator.DEFAULT);

	private final FastOutlet outlet;

	private int finished;

	FastOutletTests() {
		this.socket.config().setWriteBufferWaterMark(new WriteBufferWaterMark(500, 1000));
		this.socket.pipeline().addLast("codec", new Codec());
		this.outlet = new FastOutlet(new LaneThread(this.tasks::add, () -> true), this.told, WireFormat.SSE_CHUNK,
				() -> this.finished++);
		this.socket.pipeline().addBefore("codec", null, this.outlet);
	}

	@AfterEach
	void close() {
		this.socket.close();
	}

	@Test
	void whatIsWrittenPassesBeneathTheCodec() {
		this.socket.takes = Integer.MAX_VALUE;
		write("5\r\nhello\r\n");
		this.outlet.write("bye".getBytes(StandardCharsets.UTF_8));
		this.outlet.flush();
		assertThat(this.socket.taken).isEqualTo(10 + 8);
	}

	@Test
	void whenTheSocketTakesNoMoreThenThereIsNoRoomUntilItDid() {
		write("x".repeat(2000));
		this.outlet.flush();
		assertThat(this.outlet.isWritable()).isFalse();
		this.socket.takes = Integer.MAX_VALUE;
		this.socket.flush();
		assertThat(this.outlet.isWritable()).isTrue();
		assertThat(this.told.progress).as("not in the midst of a batch").isZero();
		this.tasks.forEach(Runnable::run);
		assertThat(this.told.progress).isOne();
	}

	@Test
	void whenAPartOfOneLargeFrameWasTakenThenThereIsProgressButNoRoom() {
		write("x".repeat(100_000));
		this.outlet.flush();
		assertThat(this.outlet.hasProgressed()).isFalse();
		this.socket.takes = 10_000;
		this.socket.flush();
		assertThat(this.outlet.isWritable()).isFalse();
		assertThat(this.outlet.hasProgressed()).isTrue();
		assertThat(this.outlet.hasProgressed()).as("since it was asked").isFalse();
	}

	@Test
	void whenSomethingIsAddedThenWhatWasTakenBeforeIsNotForgotten() {
		write("x".repeat(100_000));
		this.outlet.flush();
		this.socket.takes = 1000;
		this.socket.flush();
		write("x".repeat(5000));
		this.outlet.flush();
		assertThat(this.outlet.hasProgressed()).isTrue();
		write("x".repeat(5000));
		this.socket.takes = 0;
		this.outlet.flush();
		assertThat(this.outlet.hasProgressed()).isFalse();
	}

	@Test
	void whenFinishedThenTheStreamCompletesAfterTheLastByte() {
		write("x".repeat(2000));
		this.outlet.finish();
		assertThat(this.finished).isZero();
		write("late");
		this.socket.takes = Integer.MAX_VALUE;
		this.socket.flush();
		assertThat(this.finished).isOne();
		assertThat(this.socket.taken).isEqualTo(2000);
		assertThat(this.socket.pipeline().context(this.outlet)).isNull();
	}

	@Test
	void whenTheChannelEndsThenTheListenerHearsOfIt() {
		this.socket.close();
		assertThat(this.told.cancelled).isOne();
	}

	@Test
	void whenDetachedAndFinishedThenTheLastChunkIsTheEnd() {
		this.outlet.detach(DetachedResponse::end);
		this.socket.takes = Integer.MAX_VALUE;
		write("5\r\nhello\r\n");
		this.outlet.finish();
		assertThat(this.socket.taken).isEqualTo(10 + 5);
		assertThat(this.socket.isOpen()).isFalse();
		assertThat(this.told.cancelled).isOne();
		assertThat(this.finished).as("the response is not the server's").isZero();
	}

	@Test
	void whenDetachedThenItClosesTheChannel() {
		this.outlet.detach(DetachedResponse::end);
		this.outlet.abort();
		assertThat(this.socket.isOpen()).isFalse();
	}

	@Test
	void whenNotDetachedThenTheChannelIsTheServersToClose() {
		this.outlet.abort();
		assertThat(this.socket.isOpen()).isTrue();
	}

	private void write(String bytes) {
		Frame frame = this.allocator.allocate(WireFormat.SSE_CHUNK, bytes.getBytes(StandardCharsets.UTF_8));
		this.outlet.write(frame);
		frame.release();
	}

	private static final class Told implements Outlet.Listener {

		private int progress;

		private int cancelled;

		@Override
		public void progress() {
			this.progress++;
		}

		@Override
		public void cancelled() {
			this.cancelled++;
		}

	}

	/** What nothing may pass. */
	private static final class Codec extends ChannelDuplexHandler {

		@Override
		public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
			throw new AssertionError("through the codec: " + msg);
		}

	}

	/** Takes only so many bytes of each flush. */
	private static final class Socket extends EmbeddedChannel {

		private int takes;

		private long taken;

		@Override
		protected void doWrite(ChannelOutboundBuffer in) {
			long now = Math.min(this.takes, flushed(in));
			this.taken += now;
			in.removeBytes(now);
		}

		private static long flushed(ChannelOutboundBuffer in) {
			long[] bytes = new long[1];
			try {
				in.forEachFlushedMessage((message) -> {
					bytes[0] += ((ByteBuf) message).readableBytes();
					return true;
				});
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
			return bytes[0];
		}

	}

}
