package dev.realtime.test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;

import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;

/**
 * Netty, of whose channels one sees what they hold.
 */
class WatchedServer extends TestApp.NettyServer {

	private final List<Channel> channels = new CopyOnWriteArrayList<>();

	@Bean
	NettyServerCustomizer watch() {
		return (server) -> server.doOnChannelInit((observer, channel, address) -> this.channels.add(channel));
	}

	/**
	 * How many connections the server has, whatever they are.
	 * @param app the application
	 * @return those that are open
	 */
	static long open(TestApp app) {
		return channels(app).stream().distinct().filter(Channel::isActive).count();
	}

	/**
	 * What waits for a client that does not read.
	 * @param app the application
	 * @return the bytes of the connection that has most
	 */
	static long mostPending(TestApp app) {
		return channels(app).stream()
			.map((channel) -> channel.unsafe().outboundBuffer())
			.mapToLong((buffer) -> pending(buffer))
			.max()
			.orElse(0);
	}

	private static long pending(ChannelOutboundBuffer buffer) {
		return (buffer != null) ? buffer.totalPendingWriteBytes() : 0;
	}

	private static List<Channel> channels(TestApp app) {
		return app.context.getBean(WatchedServer.class).channels;
	}

}
