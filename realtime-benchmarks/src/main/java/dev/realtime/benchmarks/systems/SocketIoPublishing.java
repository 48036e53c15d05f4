package dev.realtime.benchmarks.systems;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

import com.corundumstudio.socketio.SocketIOChannelInitializer;
import com.corundumstudio.socketio.SocketIOServer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBufInputStream;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;

/**
 * Adds to a Socket.IO server, where it lets one, what every system answers:
 * {@code GET /ready} and {@code POST /publish}.
 */
final class SocketIoPublishing extends SocketIOChannelInitializer {

	private final Handler handler;

	SocketIoPublishing(SocketIOServer server) {
		this.handler = new Handler(server);
	}

	@Override
	protected void addSocketioHandlers(ChannelPipeline pipeline) {
		super.addSocketioHandlers(pipeline);
		pipeline.addBefore(WRONG_URL_HANDLER, "publishing", this.handler);
	}

	@ChannelHandler.Sharable
	private static final class Handler extends SimpleChannelInboundHandler<FullHttpRequest> {

		private final SocketIOServer server;

		private final ObjectMapper mapper = new ObjectMapper();

		Handler(SocketIOServer server) {
			this.server = server;
		}

		@Override
		protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) throws IOException {
			QueryStringDecoder uri = new QueryStringDecoder(request.uri());
			HttpResponseStatus status = HttpResponseStatus.NOT_FOUND;
			if (uri.path().equals("/ready")) {
				status = HttpResponseStatus.OK;
			}
			else if (uri.path().equals("/publish")) {
				publish(uri.parameters().getOrDefault("topic", List.of("")).get(0), request);
				status = HttpResponseStatus.NO_CONTENT;
			}
			FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
			response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, 0);
			context.writeAndFlush(response);
		}

		private void publish(String topic, FullHttpRequest request) throws IOException {
			try (InputStream body = new ByteBufInputStream(request.content())) {
				JsonNode payload = this.mapper.readTree(body);
				this.server.getRoomOperations(topic).sendEvent("event", payload);
			}
		}

	}

}
