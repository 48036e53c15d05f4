package dev.realtime.webflux;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import dev.realtime.hub.Hub;
import dev.realtime.hub.Lane;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServerResponse;

import org.springframework.util.ClassUtils;

/**
 * The lane of a channel's event loop. Apart, so that the edge loads without Netty.
 */
final class NettyLane {

	private static final Log logger = LogFactory.getLog(NettyLane.class);

	private static final boolean EPOLL = ClassUtils.isPresent("io.netty.channel.epoll.EpollSocketChannel",
			NettyLane.class.getClassLoader());

	private NettyLane() {
	}

	static boolean isNetty(Object server) {
		return server instanceof HttpServerResponse;
	}

	/**
	 * Find the lane of a response.
	 * @param hub whose lanes they are
	 * @param server the server's own response
	 * @param userTimeout how long what was sent may stay unacknowledged
	 * @param threads the threads of lanes, to which one is added for a new lane
	 * @return the lane, or {@code null} if this is not Reactor Netty's
	 */
	static @Nullable ConnectionLane of(Hub hub, Object server, Duration userTimeout, Map<Lane, LaneThread> threads) {
		if (!(server instanceof HttpServerResponse response)) {
			return null;
		}
		AtomicReference<@Nullable ConnectionLane> lane = new AtomicReference<>();
		response.withConnection((connection) -> {
			if (EPOLL) {
				Epoll.limitSilence(connection.channel(), userTimeout);
			}
			lane.set(of(hub, connection.channel(), threads));
		});
		return lane.get();
	}

	private static ConnectionLane of(Hub hub, Channel channel, Map<Lane, LaneThread> threads) {
		EventLoop eventLoop = channel.eventLoop();
		Lane lane = hub.lane(eventLoop);
		LaneThread thread = threads.computeIfAbsent(lane, (owned) -> new LaneThread(owned, eventLoop::inEventLoop));
		return new ConnectionLane(lane, thread, (done) -> whenWritten(channel, done), channel::close);
	}

	/**
	 * Nothing, written behind everything: when it is out, all before it is.
	 */
	private static void whenWritten(Channel channel, Runnable done) {
		channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((future) -> done.run());
	}

	/**
	 * Linux's own transport can be told when a peer that acknowledges nothing is gone.
	 * Apart, so that the edge loads without it.
	 */
	static final class Epoll {

		private Epoll() {
		}

		/**
		 * End a connection whose peer went away without a word. Without this the kernel
		 * goes on for a quarter of an hour.
		 * @param channel the channel; one that is no socket is left alone
		 * @param userTimeout how long what was sent may stay unacknowledged
		 */
		static void limitSilence(Channel channel, Duration userTimeout) {
			if (channel instanceof EpollSocketChannel socket) {
				try {
					socket.config().setTcpUserTimeout(Math.toIntExact(userTimeout.toMillis()));
				}
				catch (ChannelException ex) {
					// The client has gone; whoever writes finds out.
					logger.debug("No timeout for a channel that is closed", ex);
				}
			}
		}

	}

}
