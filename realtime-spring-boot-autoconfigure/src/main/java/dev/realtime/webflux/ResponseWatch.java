package dev.realtime.webflux;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;

/**
 * Right above the codec, watches a response begin. When all that the server was given has
 * passed on its way to the socket, what comes next may go there directly.
 */
final class ResponseWatch extends ChannelOutboundHandlerAdapter {

	private final StreamConnection<?> stream;

	private boolean chunked;

	private boolean posted;

	private long passed;

	ResponseWatch(StreamConnection<?> stream) {
		this.stream = stream;
	}

	@Override
	public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
		if (msg instanceof HttpResponse response) {
			this.chunked = HttpUtil.isTransferEncodingChunked(response);
		}
		this.passed += size(msg);
		ctx.write(msg, promise);
		if (this.chunked && this.passed > 0 && !this.posted) {
			this.posted = true;
			// Later: the server may be in the midst of writing several.
			ctx.executor().execute(() -> passed(ctx));
		}
	}

	private static int size(Object msg) {
		if (msg instanceof ByteBufHolder holder) {
			return holder.content().readableBytes();
		}
		return (msg instanceof ByteBuf buffer) ? buffer.readableBytes() : 0;
	}

	private void passed(ChannelHandlerContext ctx) {
		this.posted = false;
		if (!ctx.isRemoved() && this.stream.outbox().isQuiet(this.passed)) {
			FastPath.takeOver(this.stream, this, ctx.pipeline());
		}
	}

}
