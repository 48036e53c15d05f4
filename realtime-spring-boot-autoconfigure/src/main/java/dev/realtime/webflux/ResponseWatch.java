package dev.realtime.webflux;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import reactor.netty.channel.ChannelOperations;

/**
 * Right above the codec, watches a request end and its response begin. When all that the
 * server was given has passed on its way to the socket, what comes next may go there
 * directly. Leaves the pipeline when the response is not a stream's.
 * <p>
 * If the stream is to be detached, it also lets the server believe that the response has
 * ended, while for the client it goes on: it takes the end out of what is written. From
 * then on nothing from the client gets through to the server, which would answer it in
 * the midst of the stream. On the event loop only.
 */
final class ResponseWatch extends ChannelDuplexHandler {

	private @Nullable StreamConnection<?> stream;

	private boolean chunked;

	private boolean persistent;

	private boolean posted;

	private long passed;

	/** What came from the client since the head of the request, its end included. */
	private int received;

	private boolean requestEnded;

	private boolean detaching;

	private boolean swallowed;

	/**
	 * Name the stream whose response it is. Before anything is written.
	 * @param stream the stream
	 */
	void watch(StreamConnection<?> stream) {
		this.stream = stream;
	}

	/**
	 * Whether the exchange may end before the stream does.
	 * @return {@code null} if it may, else the reason why not
	 */
	@Nullable String whyNotDetachable() {
		if (!this.persistent) {
			return "the response ends the connection";
		}
		if (!this.requestEnded) {
			return "its request was not watched from the head on";
		}
		return (this.received == 1) ? null : "the client has sent more than a request";
	}

	/**
	 * Take the end out of the response that is about to end.
	 */
	void detach() {
		this.detaching = true;
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		if (this.detaching) {
			ReferenceCountUtil.release(msg);
			ctx.close();
			return;
		}
		this.received++;
		this.requestEnded |= msg instanceof LastHttpContent last && last.decoderResult().isSuccess();
		ctx.fireChannelRead(msg);
	}

	@Override
	public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
		if (this.detaching && msg instanceof LastHttpContent) {
			swallow(ctx, msg, promise);
			return;
		}
		if (msg instanceof HttpResponse response) {
			begin(response);
		}
		this.passed += size(msg);
		ctx.write(msg, promise);
		StreamConnection<?> watched = this.stream;
		if (watched == null) {
			if (msg instanceof HttpResponse response && !isInformational(response)) {
				ctx.pipeline().remove(this);
			}
		}
		else if (msg instanceof LastHttpContent) {
			// It ended before it could be taken over; the connection may live on.
			ctx.pipeline().remove(this);
		}
		else if (this.chunked && this.passed > 0 && !this.posted) {
			this.posted = true;
			// Later: the server may be in the midst of writing several.
			ctx.executor().execute(() -> passed(ctx, watched));
		}
	}

	private void begin(HttpResponse response) {
		this.chunked = HttpUtil.isTransferEncodingChunked(response);
		this.persistent = HttpUtil.isKeepAlive(response);
	}

	private static boolean isInformational(HttpResponse response) {
		return response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
	}

	private static int size(Object msg) {
		if (msg instanceof ByteBufHolder holder) {
			return holder.content().readableBytes();
		}
		return (msg instanceof ByteBuf buffer) ? buffer.readableBytes() : 0;
	}

	private void passed(ChannelHandlerContext ctx, StreamConnection<?> watched) {
		this.posted = false;
		if (!ctx.isRemoved() && !this.detaching && watched.isQuiet(this.passed)) {
			FastPath.takeOver(watched, this, ctx.pipeline());
		}
	}

	private void swallow(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
		ReferenceCountUtil.release(msg);
		this.swallowed = true;
		promise.trySuccess();
		leaveLater(ctx);
	}

	/**
	 * The server says so when it has ended an exchange.
	 */
	@Override
	public void userEventTriggered(ChannelHandlerContext ctx, Object evt) {
		leaveLater(ctx);
		ctx.fireUserEventTriggered(evt);
	}

	/** Later: the server may be in the midst of ending the exchange. */
	private void leaveLater(ChannelHandlerContext ctx) {
		StreamConnection<?> watched = this.stream;
		if (watched != null && this.swallowed) {
			ctx.executor().execute(() -> {
				if (!ctx.isRemoved() && ctx.channel().isActive() && ChannelOperations.get(ctx.channel()) == null) {
					FastPath.detached(watched, this, ctx.pipeline());
				}
			});
		}
	}

}
