package dev.realtime.benchmarks.load;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.EventExecutor;

/**
 * Makes sockets on loopback: with epoll where it is there, else with NIO. Connections
 * come from 127.0.0.2 and on, 4,000 from each address, so that ports last.
 */
final class Sockets implements AutoCloseable {

	private static final int PER_ADDRESS = 4000;

	private static final int READ = 16 * 1024;

	private static final int SLOW_RECEIVE_BUFFER = 4096;

	private static final int CONNECT_MILLIS = 10_000;

	private static final InetAddress SERVER = loopback(1);

	private final boolean epoll = Epoll.isAvailable();

	private final EventLoopGroup group;

	Sockets(int loops) {
		this.group = new MultiThreadIoEventLoopGroup(loops,
				this.epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
	}

	List<EventLoop> eventLoops() {
		List<EventLoop> loops = new ArrayList<>();
		for (EventExecutor loop : this.group) {
			loops.add((EventLoop) loop);
		}
		return loops;
	}

	String transport() {
		return this.epoll ? "epoll" : "nio";
	}

	/**
	 * A bootstrap for one event loop.
	 * @param loop the event loop
	 * @param port where to connect to
	 * @return without a handler
	 */
	Bootstrap bootstrap(EventLoop loop, int port) {
		Class<? extends Channel> type = this.epoll ? EpollSocketChannel.class : NioSocketChannel.class;
		return new Bootstrap().group(loop)
			.channel(type)
			.remoteAddress(new InetSocketAddress(SERVER, port))
			.option(ChannelOption.TCP_NODELAY, true)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
			.option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
			.option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ));
	}

	/**
	 * Give a connection its own source address.
	 * @param bootstrap a bootstrap of that connection alone
	 * @param index the connection's number
	 * @param slow whether the kernel is to keep little for it
	 */
	void source(Bootstrap bootstrap, int index, boolean slow) {
		bootstrap.localAddress(new InetSocketAddress(loopback(2 + index / PER_ADDRESS), 0));
		if (this.epoll) {
			bootstrap.option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);
		}
		if (slow) {
			bootstrap.option(ChannelOption.SO_RCVBUF, SLOW_RECEIVE_BUFFER);
		}
	}

	private static InetAddress loopback(int last) {
		try {
			return InetAddress.getByAddress(new byte[] { 127, 0, 0, (byte) last });
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
	}

}
