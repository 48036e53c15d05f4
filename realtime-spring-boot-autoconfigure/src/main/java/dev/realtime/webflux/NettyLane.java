package dev.realtime.webflux;

import java.util.concurrent.atomic.AtomicReference;

import dev.realtime.hub.Hub;
import dev.realtime.hub.Lane;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The lane of a channel's event loop. Apart, so that the edge loads without Netty.
 */
final class NettyLane {

	private NettyLane() {
	}

	static boolean isNetty(Object server) {
		return server instanceof HttpServerResponse;
	}

	/**
	 * Find the lane of a response.
	 * @param hub whose lanes they are
	 * @param server the server's own response
	 * @return the lane, or {@code null} if this is not Reactor Netty's
	 */
	static @Nullable ConnectionLane of(Hub hub, Object server) {
		if (!(server instanceof HttpServerResponse response)) {
			return null;
		}
		AtomicReference<@Nullable ConnectionLane> lane = new AtomicReference<>();
		response.withConnection((connection) -> lane.set(of(hub, connection.channel())));
		return lane.get();
	}

	private static ConnectionLane of(Hub hub, Channel channel) {
		EventLoop eventLoop = channel.eventLoop();
		Lane lane = hub.lane(eventLoop);
		return new ConnectionLane(lane, new LaneThread(lane, eventLoop::inEventLoop), channel::close);
	}

}
