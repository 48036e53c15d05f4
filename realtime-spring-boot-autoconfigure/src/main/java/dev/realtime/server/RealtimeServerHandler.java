package dev.realtime.server;

import java.util.List;

import reactor.core.publisher.Mono;

import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.adapter.ForwardedHeaderTransformer;
import org.springframework.web.server.adapter.HttpWebHandlerAdapter;
import org.springframework.web.server.handler.ExceptionHandlingWebHandler;
import org.springframework.web.server.handler.FilteringWebHandler;

/**
 * Serves routes without an application around them. Says nothing of a request's query,
 * where tickets are, at no level of logging.
 *
 * @since 0.1.0
 */
public final class RealtimeServerHandler implements HttpHandler {

	private final HttpWebHandlerAdapter adapter;

	/**
	 * Create a handler.
	 * @param routes what is served
	 * @param filters what comes before, in this order
	 * @param forwardedHeaders whether forwarded headers are believed here, and not by the
	 * server already
	 */
	public RealtimeServerHandler(RouterFunction<ServerResponse> routes, List<? extends WebFilter> filters,
			boolean forwardedHeaders) {
		HandlerStrategies strategies = HandlerStrategies.withDefaults();
		this.adapter = new Adapter(new ExceptionHandlingWebHandler(
				new FilteringWebHandler(RouterFunctions.toWebHandler(routes, strategies), List.copyOf(filters)),
				strategies.exceptionHandlers()));
		if (forwardedHeaders) {
			this.adapter.setForwardedHeaderTransformer(new ForwardedHeaderTransformer());
		}
		this.adapter.afterPropertiesSet();
	}

	@Override
	public Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
		return this.adapter.handle(request, response);
	}

	private static final class Adapter extends HttpWebHandlerAdapter {

		Adapter(ExceptionHandlingWebHandler delegate) {
			super(delegate);
		}

		@Override
		protected String formatRequest(ServerHttpRequest request) {
			return "HTTP " + request.getMethod() + " \"" + request.getPath() + '"';
		}

	}

}
