package dev.realtime.webflux;

import java.util.Objects;

import dev.realtime.codec.Frame;
import dev.realtime.codec.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.CharsetUtil;
import io.netty.util.ReferenceCountUtil;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Writes shared frames straight towards the socket. It is in the channel's pipeline right
 * beneath the codec, so what it writes passes neither the codec nor anything above it.
 * What the socket does not take waits in the channel's own buffer, as references; from
 * its high water mark on nothing more is written.
 * <p>
 * When the stream is detached there is no server above it any more that would end the
 * response, close the channel, or hear the client: it does all that itself.
 */
final class FastOutlet extends ChannelInboundHandlerAdapter implements Outlet {

	private static final Log logger = LogFactory.getLog(FastOutlet.class);

	private static final ByteBuf LAST_CHUNK = Unpooled
		.unreleasableBuffer(Unpooled.directBuffer(5, 5).writeBytes("0\r\n\r\n".getBytes(CharsetUtil.US_ASCII)))
		.asReadOnly();

	private final LaneThread lane;

	private final Listener listener;

	private final WireFormat format;

	/** Completes the response; {@code null} once that is not the server's any more. */
	private @Nullable Runnable finish;

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
		this.finish = finish;
	}

	/**
	 * The response is the server's no more. In lane only.
	 */
	void detach() {
		this.finish = null;
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

	@Override
	public void finish() {
		if (this.finished) {
			return;
		}
		this.finished = true;
		Runnable completion = this.finish;
		if (completion == null) {
			context().writeAndFlush(LAST_CHUNK.duplicate()).addListener((written) -> this.listener.cancelled());
		}
		else {
			// Nothing, written behind everything: when it is out, all before it is.
			context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((written) -> {
				leave();
				completion.run();
			});
		}
	}

	@Override
	public void abort() {
		this.finished = true;
		if (this.finish == null) {
			context().close();
		}
		else {
			leave();
		}
	}

	private void leave() {
		if (!context().isRemoved()) {
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

	/** There is nothing that a client could have to say to a stream. */
	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		if (this.finish == null) {
			ReferenceCountUtil.release(msg);
			ctx.close();
		}
		else {
			ctx.fireChannelRead(msg);
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		if (this.finish == null) {
			logger.debug("A client broke off", cause);
			ctx.close();
		}
		else {
			ctx.fireExceptionCaught(cause);
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		this.listener.cancelled();
		ctx.fireChannelInactive();
	}

}
