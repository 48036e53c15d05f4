package dev.realtime.webflux;

import dev.realtime.client.ClientScript;
import dev.realtime.client.ScriptFile;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * Serves the browser client to whoever asks: what is in it is no secret. Pages of other
 * origins load it as a module where CORS lets them.
 *
 * @param script what is served
 */
record ClientRoute(ClientScript script) {

	/**
	 * Make it a route.
	 * @param path the path under which the endpoints live
	 * @return the route
	 */
	RouterFunction<ServerResponse> under(String path) {
		return RouterFunctions.route(RequestPredicates.path(path + ClientScript.NAME), this::serve);
	}

	private Mono<ServerResponse> serve(ServerRequest request) {
		if (!HttpMethod.GET.equals(request.method()) && !HttpMethod.HEAD.equals(request.method())) {
			return ServerResponse.status(HttpStatus.METHOD_NOT_ALLOWED)
				.header(HttpHeaders.ALLOW, ClientScript.METHODS)
				.build();
		}
		ScriptFile file = this.script.fileFor(request.headers().header(HttpHeaders.ACCEPT_ENCODING));
		// Spring compares the entity tag with what the client has.
		return ServerResponse.ok().headers((headers) -> headers.putAll(file.headers())).bodyValue(file.content());
	}

}
