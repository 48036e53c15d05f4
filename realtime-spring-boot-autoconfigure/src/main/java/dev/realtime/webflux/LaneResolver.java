package dev.realtime.webflux;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.realtime.CloseReason;
import dev.realtime.connection.RefusedException;
import dev.realtime.hub.Hub;
import dev.realtime.hub.Lane;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.util.ClassUtils;
import org.springframework.web.server.ServerWebExchange;

/**
 * Finds the lane of a connection: on Reactor Netty the one of the channel's event loop,
 * on other servers one of our own threads {@code realtime-lane-n} in turn. Thread-safe.
 *
 * @since 0.1.0
 */
public final class LaneResolver implements AutoCloseable {

	private static final boolean NETTY = ClassUtils.isPresent("reactor.netty.http.server.HttpServerResponse",
			LaneResolver.class.getClassLoader());

	private static final String WATCH = LaneResolver.class.getName() + ".watch";

	private final Hub hub;

	private final int size;

	private final Duration userTimeout;

	/** Those of the event loops, one for all connections of a lane. */
	private final Map<Lane, LaneThread> threads = new ConcurrentHashMap<>();

	private final List<OwnLane> own = new ArrayList<>();

	private int next;

	private boolean closed;

	/**
	 * Create a resolver. Threads are started when a server other than Reactor Netty first
	 * needs them.
	 * @param hub whose lanes they are
	 * @param size how many threads of our own there are, at least 1
	 * @param userTimeout how long what was sent to a client may stay unacknowledged
	 * before its connection is ended, where the transport has an option for it
	 */
	public LaneResolver(Hub hub, int size, Duration userTimeout) {
		this.hub = hub;
		this.size = size;
		this.userTimeout = userTimeout;
	}

	ConnectionLane resolve(ServerHttpResponse response) {
		Object server = NETTY ? nativeResponse(response) : null;
		ConnectionLane lane = (server != null) ? NettyLane.of(this.hub, server, this.userTimeout, this.threads) : null;
		return (lane != null) ? lane : nextOwn();
	}

	/**
	 * Watch a request from its head on, which a stream can only be detached from its
	 * exchange after. Where that is not possible, nothing happens.
	 * @param exchange the request, before any thread is left
	 */
	static void watchRequest(ServerWebExchange exchange) {
		Object server = NETTY ? nativeResponse(exchange.getResponse()) : null;
		Object watch = (server != null) ? FastPath.install(server) : null;
		if (watch != null) {
			exchange.getAttributes().put(WATCH, watch);
		}
	}

	/**
	 * Have a stream of server-sent events written beneath the server's codec as soon as
	 * its response has begun, where that is possible.
	 * @param stream the stream
	 * @param exchange its exchange, of whose response nothing was written yet
	 * @param sendBuffer the size of the socket's send buffer, in bytes
	 */
	void watch(StreamConnection<?> stream, ServerWebExchange exchange, int sendBuffer) {
		Object server = NETTY ? nativeResponse(exchange.getResponse()) : null;
		if (server != null) {
			FastPath.watch(stream, server, exchange.getAttributes().remove(WATCH), sendBuffer);
		}
	}

	private static @Nullable Object nativeResponse(ServerHttpResponse response) {
		try {
			return ServerHttpResponseDecorator.getNativeResponse(response);
		}
		catch (IllegalStateException ex) {
			// The mock of an application's test: there is no server behind it.
			return null;
		}
	}

	private synchronized ConnectionLane nextOwn() {
		if (this.closed) {
			throw new RefusedException(CloseReason.DRAINING, CloseReason.DRAINING.text());
		}
		this.next = (this.next + 1) % this.size;
		if (this.own.size() <= this.next) {
			this.own.add(new OwnLane(this.hub, this.own.size() + 1));
		}
		return this.own.get(Math.min(this.next, this.own.size() - 1)).lane();
	}

	/**
	 * End our own threads after what they have to do now.
	 */
	@Override
	public synchronized void close() {
		this.closed = true;
		this.own.forEach(OwnLane::end);
	}

}
