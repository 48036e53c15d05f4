package dev.realtime.webflux;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import dev.realtime.CloseReason;
import dev.realtime.codec.ControlFrames;
import dev.realtime.codec.WireFormat;
import dev.realtime.connection.RefusedException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;

/**
 * Says no by HTTP: a status and a problem document whose {@code code} is the reason's
 * word.
 */
final class Refusal {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private static final int MAX_RETRY_SECONDS = 5;

	private Refusal() {
	}

	/**
	 * Wait for what a connection comes to. Unlike Reactor's own adapter this says nothing
	 * to a subscriber that has cancelled: a client that went away is no dropped error.
	 * @param future completes, or fails with a {@link RefusedException}
	 * @return the same, unless cancelled
	 */
	static <T> Mono<T> or(CompletableFuture<T> future) {
		return Mono.fromFuture(() -> future.handle(Refusal::signal), true).dematerialize();
	}

	private static <T> Signal<T> signal(@Nullable T value, @Nullable Throwable error) {
		if (error != null) {
			return Signal.error(error);
		}
		return (value != null) ? Signal.next(value) : Signal.complete();
	}

	/**
	 * Whether a client wants to read refusals in the stream, since scripts see neither
	 * status nor body of a native one.
	 * @param request the request
	 * @return {@code true} if it does
	 */
	static boolean inStream(ServerHttpRequest request) {
		try {
			return "stream".equals(request.getQueryParams().getFirst("errors"));
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	/**
	 * When a client that was refused may come back: not all at once, what refuses now
	 * refuses many.
	 * @param reason why it was refused
	 * @return milliseconds, or -1 where coming back does not help
	 */
	private static long retryMillis(CloseReason reason) {
		boolean passing = reason.status() == HttpStatus.TOO_MANY_REQUESTS.value()
				|| reason.status() == HttpStatus.SERVICE_UNAVAILABLE.value();
		return passing ? TimeUnit.SECONDS.toMillis(ThreadLocalRandom.current().nextInt(1, MAX_RETRY_SECONDS + 1)) : -1;
	}

	/**
	 * What is said in the stream.
	 * @param format the stream's format
	 * @param refused why it is refused
	 * @return the close frame
	 */
	static byte[] frame(WireFormat format, RefusedException refused) {
		CloseReason reason = refused.reason();
		return ControlFrames.close(format, reason, reason.mayReconnect() ? retryMillis(reason) : -1, refused.topic());
	}

	/**
	 * Answer a request with why it is refused.
	 * @param response the response, not committed
	 * @param refused why
	 * @return completes when it was written
	 */
	static Mono<Void> write(ServerHttpResponse response, RefusedException refused) {
		CloseReason reason = refused.reason();
		long retry = retryMillis(reason);
		if (retry >= 0) {
			response.getHeaders().set(HttpHeaders.RETRY_AFTER, Long.toString(TimeUnit.MILLISECONDS.toSeconds(retry)));
		}
		if (reason == CloseReason.DRAINING || reason == CloseReason.TIMEOUT) {
			response.getHeaders().setConnection("close");
		}
		return write(response, reason.status(), reason.word(), String.valueOf(refused.getMessage()), refused.topic());
	}

	/**
	 * Answer a request with a problem document.
	 * @param response the response, not committed
	 * @param status the HTTP status
	 * @param code the problem's code
	 * @param detail a sentence for humans
	 * @return completes when it was written
	 */
	static Mono<Void> write(ServerHttpResponse response, int status, String code, String detail) {
		return write(response, status, code, detail, null);
	}

	private static Mono<Void> write(ServerHttpResponse response, int status, String code, String detail,
			@Nullable String topic) {
		Map<String, Object> problem = new LinkedHashMap<>();
		HttpStatus known = HttpStatus.resolve(status);
		problem.put("type", "about:blank");
		problem.put("title", (known != null) ? known.getReasonPhrase() : code);
		problem.put("status", status);
		problem.put("detail", detail);
		problem.put("code", code);
		if (topic != null) {
			problem.put("topic", topic);
		}
		return write(response, status, MediaType.APPLICATION_PROBLEM_JSON, MAPPER.writeValueAsString(problem));
	}

	/**
	 * Answer a request with a text that nobody may keep.
	 * @param response the response, not committed
	 * @param status the HTTP status
	 * @param type what the text is
	 * @param text the text
	 * @return completes when it was written
	 */
	static Mono<Void> write(ServerHttpResponse response, int status, MediaType type, String text) {
		byte[] body = text.getBytes(StandardCharsets.UTF_8);
		response.setStatusCode(HttpStatusCode.valueOf(status));
		HttpHeaders headers = response.getHeaders();
		headers.setContentType(type);
		headers.setContentLength(body.length);
		headers.setCacheControl(CacheControl.noStore());
		DataBuffer buffer = response.bufferFactory().wrap(body);
		return response.writeWith(Mono.just(buffer));
	}

}
