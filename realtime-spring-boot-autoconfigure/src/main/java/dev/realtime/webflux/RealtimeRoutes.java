package dev.realtime.webflux;

import dev.realtime.client.ClientScript;
import dev.realtime.message.MessageHandlers;
import dev.realtime.message.PostedMessages;
import dev.realtime.security.OriginCheck;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * Where clients connect: {@code /sse}, {@code /ws}, {@code /poll} and {@code /messages}
 * under the configured path, and {@code /client.js}, with which pages do. To be mapped
 * before the application's own. What is switched off has no route.
 *
 * @since 0.1.0
 */
public final class RealtimeRoutes implements RouterFunction<ServerResponse> {

	static final String SSE = "/sse";

	private final EdgeSettings settings;

	private final Gate gate;

	private final SseHandler sse;

	private final WebSocketHandshakeHandler webSocket;

	private final PollHandler poll;

	private final MessagesHandler messages;

	private final RouterFunction<ServerResponse> routes;

	/**
	 * Create the routes.
	 * @param settings the edge's knobs
	 * @param services what the edge works with
	 * @param handlers what messages from clients mean
	 * @param script with which pages connect, or {@code null} if it is not served
	 */
	public RealtimeRoutes(EdgeSettings settings, EdgeServices services, MessageHandlers handlers,
			@Nullable ClientScript script) {
		Streams streams = new Streams(settings, services);
		this.settings = settings;
		this.gate = new Gate(services.origins(), services.observer());
		this.sse = new SseHandler(streams);
		this.webSocket = new WebSocketHandshakeHandler(streams, handlers);
		this.poll = new PollHandler(streams);
		this.messages = new MessagesHandler(streams, services.registry(), new PostedMessages(handlers));
		this.routes = build(script);
	}

	@Override
	public Mono<HandlerFunction<ServerResponse>> route(ServerRequest request) {
		return this.routes.route(request);
	}

	@Override
	public void accept(RouterFunctions.Visitor visitor) {
		this.routes.accept(visitor);
	}

	private RouterFunction<ServerResponse> build(@Nullable ClientScript script) {
		Endpoints endpoints = new Endpoints(this.settings.path(), this.gate);
		if (this.settings.sse().enabled()) {
			endpoints.add(SSE, HttpMethod.GET, OriginCheck.Kind.STREAM, this.sse::handle);
		}
		if (this.settings.webSocket().enabled()) {
			endpoints.add("/ws", HttpMethod.GET, OriginCheck.Kind.WEBSOCKET, this.webSocket::handle);
		}
		if (this.settings.longPoll().enabled()) {
			endpoints.add("/poll", HttpMethod.GET, OriginCheck.Kind.STREAM, this.poll::handle);
		}
		endpoints.add("/messages", HttpMethod.POST, OriginCheck.Kind.POST, this.messages::handle);
		RouterFunction<ServerResponse> streams = endpoints.build();
		return (script != null) ? streams.and(new ClientRoute(script).under(this.settings.path())) : streams;
	}

}
