package dev.realtime.benchmarks.load;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * A client that means harm, over one channel after the other until its loop ends.
 * Everything happens on its event loop.
 */
@Sharable
final class Abuser extends ChannelInboundHandlerAdapter {

	private final Abuse abuse;

	private final Sockets sockets;

	private final EventLoop loop;

	private final int port;

	private final int index;

	private final LongAdder allAttempts;

	private int attempts;

	private boolean served;

	private @Nullable Channel channel;

	/**
	 * Create an abuser that is not connected.
	 * @param abuse what it does
	 * @param sockets what makes its sockets
	 * @param loop where it lives
	 * @param port where it connects to
	 * @param index its number, for its address
	 * @param allAttempts counts how often it connects
	 */
	Abuser(Abuse abuse, Sockets sockets, EventLoop loop, int port, int index, LongAdder allAttempts) {
		this.abuse = abuse;
		this.sockets = sockets;
		this.loop = loop;
		this.port = port;
		this.index = index;
		this.allAttempts = allAttempts;
	}

	/** Begins, some time within the first pause. */
	void begin() {
		later(this.index % this.abuse.pauseMillis());
	}

	private void later(int millis) {
		this.loop.schedule(this::connect, millis, TimeUnit.MILLISECONDS);
	}

	private void connect() {
		this.attempts++;
		this.allAttempts.increment();
		this.served = false;
		Bootstrap bootstrap = this.sockets.bootstrap(this.loop, this.port).handler(this);
		this.sockets.source(bootstrap, this.index, true);
		bootstrap.connect().addListener((ChannelFuture connected) -> {
			if (!connected.isSuccess()) {
				later(this.abuse.pauseMillis());
			}
		});
	}

	int attempts() {
		return this.attempts;
	}

	void send(byte[] bytes) {
		if (this.channel != null) {
			this.channel.writeAndFlush(Unpooled.wrappedBuffer(bytes), this.channel.voidPromise());
		}
	}

	void leave() {
		if (this.channel != null) {
			this.channel.close();
		}
	}

	/** Reads nothing more. */
	void deafen() {
		if (this.channel != null) {
			this.channel.config().setAutoRead(false);
		}
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		Channel active = context.channel();
		this.channel = active;
		send(this.abuse.request());
		int patience = this.abuse.patienceMillis();
		if (patience < Integer.MAX_VALUE) {
			this.loop.schedule(() -> active.close(), patience, TimeUnit.MILLISECONDS);
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		ReferenceCountUtil.release(message);
		if (!this.served) {
			this.served = true;
			this.abuse.served(this);
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		this.channel = null;
		later(this.abuse.pauseMillis());
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		context.close();
	}

}
