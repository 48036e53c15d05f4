package dev.realtime.webflux;

import java.util.Objects;
import java.util.function.Consumer;

import dev.realtime.codec.Frame;
import dev.realtime.codec.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes shared frames straight towards the socket. It is in the channel's pipeline right
 * beneath the codec, so what it writes passes neither the codec nor anything above it.
 * What the socket does not take waits in the channel's own buffer, as references; from
 * its high water mark on nothing more is written.
 * <p>
 * When the stream is detached there is no server above it any more that would close the
 * channel: it does that itself.
 */
final class FastOutlet extends ChannelInboundHandlerAdapter implements Outlet {

	private final LaneThread lane;

	private final Listener listener;

	private final WireFormat format;

	private Consumer<ChannelHandlerContext> finish;

	private boolean detached;

	private @Nullable ChannelHandlerContext ctx;

	/** What the channel says, kept here: each event asks for it. */
	private boolean writable;

	/** What waited when it was last looked at, while there is no room. */
	private long waiting;

	private boolean looked;

	private boolean progressed;

	private boolean finished;

	/**
	 * Create an outlet, to be put into the pipeline before it is used.
	 * @param lane the lane of the channel's event loop
	 * @param listener told of room, and of the channel's end
	 * @param format a format that is complete down to the transport
	 * @param finish completes the stream, when everything was written
	 */
	FastOutlet(LaneThread lane, Listener listener, WireFormat format, Runnable finish) {
		this.lane = lane;
		this.listener = listener;
		this.format = format;
		this.finish = (below) -> finish.run();
	}

	/**
	 * The channel is the server's no more: from now on this closes it. In lane only.
	 * @param finish ends the stream and the channel, when everything was written; given
	 * where to write what comes last
	 */
	void detach(Consumer<ChannelHandlerContext> finish) {
		this.finish = finish;
		this.detached = true;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext ctx) {
		this.ctx = ctx;
		this.writable = ctx.channel().isWritable();
	}

	@Override
	public WireFormat format() {
		return this.format;
	}

	@Override
	public void write(Frame frame) {
		if (!this.finished) {
			write(NettyFrame.written(frame));
		}
	}

	@Override
	public void write(byte[] content) {
		if (!this.finished) {
			write(Unpooled.wrappedBuffer(this.format.frame(content)));
		}
	}

	private void write(ByteBuf bytes) {
		look();
		context().write(bytes, context().voidPromise());
	}

	@Override
	public boolean isWritable() {
		return this.writable && !this.finished;
	}

	@Override
	public void flush() {
		context().flush();
		if (!this.writable) {
			looked();
		}
	}

	/** Nothing, written behind everything: when it is out, all before it is. */
	@Override
	public void finish() {
		if (!this.finished) {
			this.finished = true;
			context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((written) -> {
				this.finish.accept(context());
				leave();
			});
		}
	}

	@Override
	public void abort() {
		this.finished = true;
		if (this.detached) {
			context().close();
		}
		leave();
	}

	private void leave() {
		if (!this.detached && !context().isRemoved()) {
			channel().pipeline().remove(this);
		}
	}

	@Override
	public boolean hasProgressed() {
		look();
		boolean since = this.progressed;
		this.progressed = false;
		looked();
		return since;
	}

	/** Before anything is added: if less waits than before, the client took something. */
	private void look() {
		if (!this.writable && !this.looked) {
			this.looked = true;
			this.progressed |= waiting() < this.waiting;
		}
	}

	private void looked() {
		this.looked = false;
		this.waiting = waiting();
	}

	private long waiting() {
		ChannelOutboundBuffer buffer = channel().unsafe().outboundBuffer();
		// A frame that is half written is pending as a whole.
		return (buffer != null) ? buffer.totalPendingWriteBytes() - buffer.currentProgress() : 0;
	}

	private Channel channel() {
		return context().channel();
	}

	private ChannelHandlerContext context() {
		return Objects.requireNonNull(this.ctx, "not in a pipeline");
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext ctx) {
		this.writable = channel().isWritable();
		if (this.writable) {
			// Not now: the hub may be in the middle of a batch.
			this.lane.post(this.listener::progress);
		}
		ctx.fireChannelWritabilityChanged();
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		this.listener.cancelled();
		ctx.fireChannelInactive();
	}

}
