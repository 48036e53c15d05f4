package dev.realtime.webflux;

import java.security.Principal;
import java.util.Optional;
import java.util.function.Supplier;

import dev.realtime.BusUnavailableException;
import dev.realtime.CloseReason;
import dev.realtime.Handshake;
import dev.realtime.RealtimeObserver;
import dev.realtime.Transport;
import dev.realtime.connection.RefusedException;
import dev.realtime.security.NotAuthenticatedException;
import dev.realtime.security.OriginCheck;
import dev.realtime.security.OriginPolicy;
import dev.realtime.security.RateLimitedException;
import dev.realtime.security.TicketIssuer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;

/**
 * What a page asks before it connects: {@code /ticket}, for those who are logged in, and
 * {@code /info}, where the server is. To be mapped before the application's own.
 *
 * @since 0.1.0
 */
public final class EntryRoutes implements RouterFunction<ServerResponse> {

	private final RouterFunction<ServerResponse> routes;

	/**
	 * Create the routes, of which there has to be one.
	 * @param path the path under which the endpoints live
	 * @param origins which pages may ask
	 * @param issuer issues tickets, or {@code null} if there are none
	 * @param info says where the server beside this one is, as JSON, or that it is not
	 * there with a {@link BusUnavailableException}; {@code null} if there is none
	 */
	public EntryRoutes(String path, OriginPolicy origins, @Nullable TicketIssuer issuer,
			@Nullable Supplier<String> info) {
		Endpoints endpoints = new Endpoints(path, new Gate(origins, RealtimeObserver.NOOP));
		if (issuer != null) {
			endpoints.add("/ticket", HttpMethod.POST, OriginCheck.Kind.POST,
					(exchange) -> answer(exchange, handshake(exchange).flatMap(issuer::issue)));
		}
		if (info != null) {
			endpoints.add("/info", HttpMethod.GET, OriginCheck.Kind.STREAM,
					(exchange) -> answer(exchange, Mono.fromSupplier(info)));
		}
		this.routes = endpoints.build();
	}

	@Override
	public Mono<HandlerFunction<ServerResponse>> route(ServerRequest request) {
		return this.routes.route(request);
	}

	@Override
	public void accept(RouterFunctions.Visitor visitor) {
		this.routes.accept(visitor);
	}

	private static Mono<Handshake> handshake(ServerWebExchange exchange) {
		return Mono.fromSupplier(() -> StreamRequest.of(exchange.getRequest(), Integer.MAX_VALUE))
			.flatMap((request) -> exchange.getPrincipal()
				.map(Optional::<Principal>of)
				.defaultIfEmpty(Optional.empty())
				.map((principal) -> new Handshake(Transport.LONG_POLL, request.headers(), request.query(),
						request.address(), principal.orElse(null))));
	}

	private static Mono<Void> answer(ServerWebExchange exchange, Mono<String> json) {
		return json.onErrorMap(NotAuthenticatedException.class, (error) -> refused(CloseReason.UNAUTHORIZED))
			.onErrorMap(RateLimitedException.class, (error) -> refused(CloseReason.RATE_LIMITED))
			.onErrorMap(BusUnavailableException.class, (error) -> refused(CloseReason.UNAVAILABLE))
			.flatMap((text) -> Refusal.write(exchange.getResponse(), HttpStatus.OK.value(), MediaType.APPLICATION_JSON,
					text))
			.onErrorResume(RefusedException.class, (refused) -> Refusal.write(exchange.getResponse(), refused));
	}

	private static RefusedException refused(CloseReason reason) {
		return new RefusedException(reason, reason.text());
	}

}
