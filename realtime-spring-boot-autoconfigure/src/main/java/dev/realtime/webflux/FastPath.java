package dev.realtime.webflux;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import dev.realtime.connection.ConnectionLog;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Decides, connection by connection, whether frames may be written beneath the server's
 * codec. They may where every handler of the pipeline is known: a handler that encodes,
 * compresses, counts or logs what passes it would be passed by. All others keep the
 * portable path. Apart, so that the edge loads without Netty.
 */
final class FastPath {

	private static final Log logger = LogFactory.getLog(FastPath.class);

	/** By name: not all of them are public. */
	private static final Set<String> KNOWN = Set.of("io.netty.handler.ssl.SslHandler",
			"io.netty.handler.codec.http.HttpServerCodec", "io.netty.handler.codec.http.HttpServerUpgradeHandler",
			"reactor.netty.http.server.HttpTrafficHandler",
			"io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder",
			"io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder",
			"reactor.netty.channel.ChannelOperationsHandler", ResponseWatch.class.getName(), FastOutlet.class.getName(),
			FastInbound.class.getName(), DetachedResponse.class.getName());

	private FastPath() {
	}

	/**
	 * Watch a request from its head on.
	 * @param response the server's own response
	 * @return the watch, or {@code null} if it would come too late, or for nothing
	 */
	static @Nullable ResponseWatch install(Object response) {
		if (!(response instanceof HttpServerResponse server)) {
			return null;
		}
		AtomicReference<@Nullable ResponseWatch> installed = new AtomicReference<>();
		server.withConnection((connection) -> {
			ChannelPipeline pipeline = connection.channel().pipeline();
			ChannelHandlerContext codec = pipeline.context(HttpServerCodec.class);
			if (codec != null && codec.executor().inEventLoop()) {
				ResponseWatch watch = new ResponseWatch();
				pipeline.addAfter(codec.name(), null, watch);
				installed.set(watch);
			}
		});
		return installed.get();
	}

	/**
	 * Take a stream of server-sent events over as soon as its response has begun, if that
	 * is possible. To be called before anything is written.
	 * @param stream the stream
	 * @param response the server's own response
	 * @param installed what watches the request from its head on, or {@code null}
	 * @param sendBuffer the size of the socket's send buffer, in bytes
	 */
	static void watch(StreamConnection<?> stream, Object response, @Nullable Object installed, int sendBuffer) {
		if (!(response instanceof HttpServerResponse server)) {
			say(stream, "the server is not Reactor Netty");
			return;
		}
		if (!HttpVersion.HTTP_1_1.equals(server.version())) {
			say(stream, "this is " + server.version());
			return;
		}
		// It would join the pipeline later, and find our chunks in the midst of its own.
		server.compression(false);
		server.withConnection((connection) -> {
			Channel channel = connection.channel();
			ChannelHandlerContext codec = channel.pipeline().context(HttpServerCodec.class);
			if (codec == null || !(channel instanceof SocketChannel)) {
				say(stream, "this is not a socket of its own");
				return;
			}
			limit(channel, sendBuffer);
			if (installed instanceof ResponseWatch early && codec.executor().inEventLoop()) {
				early.watch(stream);
			}
			else {
				ResponseWatch watch = new ResponseWatch();
				watch.watch(stream);
				channel.pipeline().addAfter(codec.name(), null, watch);
			}
		});
	}

	/**
	 * Take a stream of server-sent events over from the server, and, if that is possible,
	 * end the server's part of it.
	 * @param stream the stream, of which everything written so far has passed the codec
	 * @param watch what watched it
	 * @param pipeline the channel's
	 */
	static void takeOver(StreamConnection<?> stream, ResponseWatch watch, ChannelPipeline pipeline) {
		ChannelHandlerContext codec = pipeline.context(HttpServerCodec.class);
		if (codec == null || !isKnown(stream, pipeline)) {
			pipeline.remove(watch);
			return;
		}
		FastOutlet outlet = new FastOutlet(stream.thread(), stream, stream.outbox().format().framed(),
				stream.outbox()::finish);
		pipeline.addBefore(codec.name(), null, outlet);
		divert(stream, outlet);
		String whyNot = watch.whyNotDetachable();
		if (whyNot != null) {
			ConnectionLog.notDetached(stream.info(), whyNot);
			pipeline.remove(watch);
			return;
		}
		watch.detach();
		outlet.detach(DetachedResponse::end);
		stream.detach();
	}

	/**
	 * The server has ended its part of a stream: what it had in the pipeline for it goes.
	 * @param stream the stream
	 * @param watch what watched it
	 * @param pipeline the channel's
	 */
	static void detached(StreamConnection<?> stream, ResponseWatch watch, ChannelPipeline pipeline) {
		for (String name : List.of(NettyPipeline.IdleTimeoutHandler, NettyPipeline.HttpTrafficHandler)) {
			if (pipeline.get(name) != null) {
				pipeline.remove(name);
			}
		}
		// What it has not decoded yet comes out of it, and ends in the watch.
		pipeline.remove(HttpServerCodec.class);
		pipeline.replace(watch, null, DetachedResponse.INSTANCE);
		pipeline.channel().config().setAutoRead(true);
		ConnectionLog.detached(stream.info());
	}

	/**
	 * Take a WebSocket over from the server, which keeps nothing of it.
	 * @param stream the stream; if it was closed before its socket was open, what it has
	 * to say waits for the server
	 * @param server the server's side of it, after the upgrade
	 * @param inbound takes what the client sends
	 * @param sendBuffer the size of the socket's send buffer, in bytes
	 * @return {@code false} if it keeps the portable path
	 */
	static boolean takeOver(StreamConnection<?> stream, Connection server, FastInbound inbound, int sendBuffer) {
		Channel channel = server.channel();
		ChannelPipeline pipeline = channel.pipeline();
		ChannelHandlerContext decoder = pipeline.context(WebSocket13FrameDecoder.class);
		if (decoder == null || !(channel instanceof SocketChannel) || !channel.eventLoop().inEventLoop()) {
			say(stream, "this is not a WebSocket on a socket of its own");
			return false;
		}
		if (!stream.isQuiet(0)) {
			say(stream, "it was closed already");
			return false;
		}
		if (!isKnown(stream, pipeline) || !server.rebind(new Detached(channel))) {
			return false;
		}
		limit(channel, sendBuffer);
		FastOutlet outlet = new FastOutlet(stream.thread(), stream, stream.outbox().format().framed(), () -> {
		});
		pipeline.addBefore(decoder.name(), null, outlet);
		pipeline.remove(WebSocket13FrameEncoder.class);
		outlet.detach((below) -> inbound.close());
		divert(stream, outlet);
		stream.detach();
		pipeline.addAfter(decoder.name(), null, inbound);
		return true;
	}

	private static void divert(StreamConnection<?> stream, FastOutlet outlet) {
		ConnectionLog.fastPath(stream.info());
		stream.divert(outlet);
	}

	/**
	 * The kernel would let the buffer grow to some MB for a client that does not read.
	 */
	private static void limit(Channel channel, int sendBuffer) {
		try {
			channel.config().setOption(ChannelOption.SO_SNDBUF, sendBuffer);
		}
		catch (ChannelException ex) {
			// The client has gone; whoever writes finds out.
			logger.debug("No send buffer for a channel that is closed", ex);
		}
	}

	private static boolean isKnown(StreamConnection<?> stream, ChannelPipeline pipeline) {
		String unknown = firstUnknown(pipeline);
		if (unknown != null) {
			say(stream, "the pipeline has a " + unknown);
		}
		return unknown == null;
	}

	static @Nullable String firstUnknown(ChannelPipeline pipeline) {
		for (Map.Entry<String, ChannelHandler> handler : pipeline) {
			String type = handler.getValue().getClass().getName();
			if (!KNOWN.contains(type)) {
				return type;
			}
		}
		return null;
	}

	private static void say(StreamConnection<?> stream, String why) {
		ConnectionLog.portablePath(stream.info(), why);
	}

	/**
	 * What the server knows of a channel that it has nothing to do with any more.
	 *
	 * @param channel the channel
	 */
	private record Detached(Channel channel) implements Connection {

	}

}
