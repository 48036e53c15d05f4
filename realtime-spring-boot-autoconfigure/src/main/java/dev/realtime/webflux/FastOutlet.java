package dev.realtime.webflux;

import dev.realtime.codec.Frame;
import dev.realtime.codec.WireFormat;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;

/**
 * Writes shared frames beneath the codec of a channel, straight towards the socket. What
 * the socket does not take waits in the channel's own buffer, as references; from its
 * high water mark on nothing more is written. In the channel's pipeline, to hear when
 * there is room again.
 */
final class FastOutlet extends ChannelInboundHandlerAdapter implements Outlet {

	private final LaneThread lane;

	private final Listener listener;

	/** Writes that begin here pass neither the codec nor anything above it. */
	private final ChannelHandlerContext below;

	private final WireFormat format;

	private final Runnable finish;

	/** What the channel says, kept here: each event asks for it. */
	private boolean writable;

	/** What waited when it was last looked at, while there is no room. */
	private long waiting;

	private boolean looked;

	private boolean progressed;

	private boolean finished;

	/**
	 * Create an outlet.
	 * @param lane the lane of the channel's event loop
	 * @param listener told of room, and of the channel's end
	 * @param below the context of the codec
	 * @param format a format that is complete down to the transport
	 * @param finish completes the stream, when everything was written
	 */
	FastOutlet(LaneThread lane, Listener listener, ChannelHandlerContext below, WireFormat format, Runnable finish) {
		this.lane = lane;
		this.listener = listener;
		this.below = below;
		this.format = format;
		this.finish = finish;
		this.writable = below.channel().isWritable();
	}

	@Override
	public WireFormat format() {
		return this.format;
	}

	@Override
	public void write(Frame frame) {
		if (!this.finished) {
			look();
			this.below.write(NettyFrame.written(frame), this.below.voidPromise());
		}
	}

	@Override
	public void write(byte[] content) {
		if (!this.finished) {
			look();
			this.below.write(Unpooled.wrappedBuffer(this.format.frame(content)), this.below.voidPromise());
		}
	}

	@Override
	public boolean isWritable() {
		return this.writable && !this.finished;
	}

	@Override
	public void flush() {
		this.below.flush();
		if (!this.writable) {
			looked();
		}
	}

	/** Nothing, written behind everything: when it is out, all before it is. */
	@Override
	public void finish() {
		if (!this.finished) {
			this.finished = true;
			this.below.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((written) -> {
				leave();
				this.finish.run();
			});
		}
	}

	@Override
	public void abort() {
		this.finished = true;
		leave();
	}

	private void leave() {
		if (channel().pipeline().context(this) != null) {
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
		return this.below.channel();
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
