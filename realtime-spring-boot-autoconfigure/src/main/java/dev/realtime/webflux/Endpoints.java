package dev.realtime.webflux;

import java.util.function.Function;

import dev.realtime.connection.RefusedException;
import dev.realtime.security.OriginCheck;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;

/**
 * Collects endpoints, each with one method, behind a gate and a guard.
 */
final class Endpoints {

	private final String path;

	private final Gate gate;

	private final RouterFunctions.Builder routes = RouterFunctions.route();

	Endpoints(String path, Gate gate) {
		this.path = path;
		this.gate = gate;
	}

	void add(String name, HttpMethod method, OriginCheck.Kind kind, Function<ServerWebExchange, Mono<Void>> handler) {
		this.routes.route(RequestPredicates.path(this.path + name),
				(request) -> Mono.just(new ExchangeResponse((served) -> ResponseGuard.handle(served, (exchange) -> {
					if (!method.equals(exchange.getRequest().getMethod())) {
						exchange.getResponse().getHeaders().set(HttpHeaders.ALLOW, method.name());
						return Refusal.write(exchange.getResponse(), HttpStatus.METHOD_NOT_ALLOWED.value(),
								"bad_request", "Only " + method.name() + " is understood here");
					}
					RefusedException refused = this.gate.check(exchange.getRequest(), kind);
					return (refused != null) ? Refusal.write(exchange.getResponse(), refused) : handler.apply(exchange);
				}))));
	}

	RouterFunction<ServerResponse> build() {
		return this.routes.build();
	}

}
