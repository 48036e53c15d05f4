package dev.realtime.servlet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.realtime.BusUnavailableException;
import dev.realtime.CloseReason;
import dev.realtime.security.NotAuthenticatedException;
import dev.realtime.security.RateLimitedException;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * What is answered: JSON, or a problem document whose {@code code} is the reason's word.
 *
 * @param status the HTTP status
 * @param type what the text is
 * @param text the text
 */
record Answer(HttpStatus status, MediaType type, String text) {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private static final String RETRY_SECONDS = "1";

	static Answer ok(String json) {
		return new Answer(HttpStatus.OK, MediaType.APPLICATION_JSON, json);
	}

	/**
	 * Say what went wrong.
	 * @param error what it was
	 * @return the refusal, or {@code null} if it is none, but a fault
	 */
	static @Nullable Answer of(Throwable error) {
		if (error instanceof NotAuthenticatedException) {
			return refusal(CloseReason.UNAUTHORIZED, CloseReason.UNAUTHORIZED.text());
		}
		if (error instanceof RateLimitedException) {
			return refusal(CloseReason.RATE_LIMITED, CloseReason.RATE_LIMITED.text());
		}
		if (error instanceof BusUnavailableException) {
			return refusal(CloseReason.UNAVAILABLE, CloseReason.UNAVAILABLE.text());
		}
		// Of a request that cannot be decoded.
		return (error instanceof IllegalArgumentException)
				? refusal(CloseReason.BAD_REQUEST, CloseReason.BAD_REQUEST.text()) : null;
	}

	static Answer refusal(CloseReason reason, String detail) {
		return problem(HttpStatus.valueOf(reason.status()), reason.word(), detail);
	}

	static Answer problem(HttpStatus status, String code, String detail) {
		Map<String, Object> problem = new LinkedHashMap<>();
		problem.put("type", "about:blank");
		problem.put("title", status.getReasonPhrase());
		problem.put("status", status.value());
		problem.put("detail", detail);
		problem.put("code", code);
		return new Answer(status, MediaType.APPLICATION_PROBLEM_JSON, MAPPER.writeValueAsString(problem));
	}

	void write(HttpServletResponse response) throws IOException {
		byte[] body = this.text.getBytes(StandardCharsets.UTF_8);
		response.setStatus(this.status.value());
		response.setContentType(this.type.toString());
		response.setContentLength(body.length);
		response.setHeader(HttpHeaders.CACHE_CONTROL, CacheControl.noStore().getHeaderValue());
		if (this.status == HttpStatus.SERVICE_UNAVAILABLE || this.status == HttpStatus.TOO_MANY_REQUESTS) {
			response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
		}
		response.getOutputStream().write(body);
	}

	/** What is in it is a secret. */
	@Override
	public String toString() {
		return "Answer[" + this.status + ']';
	}

}
