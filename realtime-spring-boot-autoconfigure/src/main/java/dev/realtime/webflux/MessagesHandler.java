package dev.realtime.webflux;

import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.realtime.CloseReason;
import dev.realtime.RealtimeConnection;
import dev.realtime.RealtimeUser;
import dev.realtime.Transport;
import dev.realtime.connection.ConnectionRegistry;
import dev.realtime.connection.RefusedException;
import dev.realtime.message.PostedMessages;
import dev.realtime.message.PostedReply;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;

/**
 * Messages without a WebSocket. A page of another origin cannot send JSON without being
 * asked first, so nothing else is taken.
 */
final class MessagesHandler {

	private static final String CONNECTION = "Realtime-Connection";

	private final Streams streams;

	private final ConnectionRegistry registry;

	private final PostedMessages messages;

	MessagesHandler(Streams streams, ConnectionRegistry registry, PostedMessages messages) {
		this.streams = streams;
		this.registry = registry;
		this.messages = messages;
	}

	Mono<Void> handle(ServerWebExchange exchange) {
		if (!isJson(exchange.getRequest())) {
			return Refusal.write(exchange.getResponse(), HttpStatus.UNSUPPORTED_MEDIA_TYPE.value(), "bad_request",
					"Messages are application/json");
		}
		return Mono.fromSupplier(() -> this.streams.read(exchange))
			.flatMap((request) -> this.streams.handshakes()
				.authenticate(exchange, Transport.LONG_POLL, request)
				.flatMap((user) -> handle(exchange, request, user)))
			.flatMap((answer) -> write(exchange.getResponse(), answer))
			.onErrorResume(RefusedException.class, (refused) -> Refusal.write(exchange.getResponse(), refused));
	}

	private static boolean isJson(ServerHttpRequest request) {
		try {
			MediaType type = request.getHeaders().getContentType();
			return type != null && type.isCompatibleWith(MediaType.APPLICATION_JSON) && type.isConcrete();
		}
		catch (InvalidMediaTypeException ex) {
			return false;
		}
	}

	private Mono<PostedReply> handle(ServerWebExchange exchange, StreamRequest request, RealtimeUser user) {
		String key = this.streams.addressKey(exchange);
		String address = (key != null) ? key : request.address();
		return body(exchange.getRequest()).zipWith(connection(exchange, user))
			.flatMap((both) -> this.messages.handle(both.getT1(), user, address,
					both.getT2().isEmpty() ? null : both.getT2().get(0)));
	}

	private Mono<byte[]> body(ServerHttpRequest request) {
		int limit = this.streams.settings().webSocket().maxMessageSize();
		return DataBufferUtils.join(request.getBody(), limit).map((buffer) -> {
			byte[] bytes = new byte[buffer.readableByteCount()];
			buffer.read(bytes);
			DataBufferUtils.release(buffer);
			return bytes;
		})
			.defaultIfEmpty(new byte[0])
			.onErrorMap(DataBufferLimitException.class,
					(ex) -> new RefusedException(CloseReason.TOO_BIG, CloseReason.TOO_BIG.text()));
	}

	/**
	 * The connection that the sender names, if it is the sender's.
	 */
	private Mono<List<RealtimeConnection>> connection(ServerWebExchange exchange, RealtimeUser user) {
		String id = exchange.getRequest().getHeaders().getFirst(CONNECTION);
		if (id == null || user.isAnonymous()) {
			return Mono.just(List.of());
		}
		return this.registry.list(user.name()).filter((connection) -> connection.id().equals(id)).collectList();
	}

	private static Mono<Void> write(ServerHttpResponse response, PostedReply reply) {
		response.setStatusCode(HttpStatusCode.valueOf(reply.status()));
		HttpHeaders headers = response.getHeaders();
		headers.setCacheControl(CacheControl.noStore());
		if (reply.retryAfterMillis() >= 0) {
			long seconds = TimeUnit.MILLISECONDS.toSeconds(reply.retryAfterMillis() + 999);
			headers.set(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
		}
		byte @Nullable [] body = reply.body();
		if (body == null) {
			return response.setComplete();
		}
		headers.setContentType(MediaType.APPLICATION_JSON);
		headers.setContentLength(body.length);
		DataBuffer buffer = response.bufferFactory().wrap(body);
		return response.writeWith(Mono.just(buffer));
	}

}
