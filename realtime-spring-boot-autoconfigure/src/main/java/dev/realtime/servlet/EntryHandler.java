package dev.realtime.servlet;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

import dev.realtime.CloseReason;
import dev.realtime.security.OriginCheck;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.WebAsyncManager;
import org.springframework.web.context.request.async.WebAsyncUtils;

/**
 * An endpoint with one method, behind the gate. No thread waits for its answer.
 */
final class EntryHandler implements HttpRequestHandler {

	/** Longer than an authenticator and a store may take. */
	private static final long TIMEOUT_MILLIS = 10_000;

	private final HttpMethod method;

	private final OriginCheck.Kind kind;

	private final Gate gate;

	private final Function<HttpServletRequest, CompletableFuture<String>> answers;

	/**
	 * Create an endpoint.
	 * @param method its method
	 * @param kind what its origin check depends on
	 * @param gate the gate
	 * @param answers answers with JSON, or throws or fails with why not
	 */
	EntryHandler(HttpMethod method, OriginCheck.Kind kind, Gate gate,
			Function<HttpServletRequest, CompletableFuture<String>> answers) {
		this.method = method;
		this.kind = kind;
		this.gate = gate;
		this.answers = answers;
	}

	@Override
	public void handleRequest(HttpServletRequest request, HttpServletResponse response)
			throws ServletException, IOException {
		WebAsyncManager async = WebAsyncUtils.getAsyncManager(request);
		if (async.hasConcurrentResult()) {
			write(async.getConcurrentResult(), response);
		}
		else if (!this.method.matches(request.getMethod())) {
			response.setHeader(HttpHeaders.ALLOW, this.method.name());
			Answer
				.problem(HttpStatus.METHOD_NOT_ALLOWED, "bad_request",
						"Only " + this.method.name() + " is understood here")
				.write(response);
		}
		else if (!this.gate.admits(request, this.kind)) {
			Answer.refusal(CloseReason.FORBIDDEN, "Pages of this origin may not connect").write(response);
		}
		else {
			answer(request, response);
		}
	}

	private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
		CompletableFuture<Object> answer = ask(request).handle(EntryHandler::result);
		if (answer.isDone()) {
			write(answer.join(), response);
			return;
		}
		DeferredResult<Object> later = new DeferredResult<>(TIMEOUT_MILLIS,
				Answer.refusal(CloseReason.UNAVAILABLE, CloseReason.UNAVAILABLE.text()));
		answer.thenAccept(later::setResult);
		WebAsyncManager async = WebAsyncUtils.getAsyncManager(request);
		async.setAsyncWebRequest(WebAsyncUtils.createAsyncWebRequest(request, response));
		try {
			async.startDeferredResultProcessing(later);
		}
		catch (Exception ex) {
			throw new ServletException("The request cannot be answered later", ex);
		}
	}

	private CompletableFuture<String> ask(HttpServletRequest request) {
		try {
			return this.answers.apply(request);
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/** An answer, or what it is not for the client to know. */
	private static Object result(@Nullable String json, @Nullable Throwable error) {
		if (error != null) {
			Throwable cause = (error instanceof CompletionException && error.getCause() != null) ? error.getCause()
					: error;
			Answer refusal = Answer.of(cause);
			return (refusal != null) ? refusal : cause;
		}
		return Answer.ok(Objects.requireNonNull(json, "an answer"));
	}

	private static void write(@Nullable Object result, HttpServletResponse response)
			throws IOException, ServletException {
		if (result instanceof Answer answer) {
			answer.write(response);
		}
		else {
			throw new ServletException("There is no answer", (result instanceof Throwable fault) ? fault : null);
		}
	}

}
