package dev.realtime.webflux;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.CharsetUtil;
import io.netty.util.ReferenceCountUtil;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * What the server did for a response, in the pipeline of a stream that was detached from
 * it: ends the body, and closes the channel when the client says more or breaks off.
 */
@Sharable
final class DetachedResponse extends ChannelInboundHandlerAdapter {

	static final DetachedResponse INSTANCE = new DetachedResponse();

	private static final Log logger = LogFactory.getLog(DetachedResponse.class);

	/** The end of a chunked body (RFC 9112, 7.1). */
	private static final ByteBuf LAST_CHUNK = Unpooled
		.unreleasableBuffer(Unpooled.directBuffer(5, 5).writeBytes("0\r\n\r\n".getBytes(CharsetUtil.US_ASCII)))
		.asReadOnly();

	private DetachedResponse() {
	}

	/**
	 * End the body, and then the connection.
	 * @param below where everything else was written
	 */
	static void end(ChannelHandlerContext below) {
		below.writeAndFlush(LAST_CHUNK.duplicate()).addListener((written) -> below.close());
	}

	/** There is nothing that a client could have to say to a stream. */
	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		ReferenceCountUtil.release(msg);
		ctx.close();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		logger.debug("A client broke off", cause);
		ctx.close();
	}

}
