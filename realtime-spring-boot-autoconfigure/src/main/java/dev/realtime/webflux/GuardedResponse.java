package dev.realtime.webflux;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;

/**
 * A response that is only touched in its {@link ResponseGuard}. Status and headers wait
 * here until something is written: those of the server may be the ones of the next client
 * by then.
 */
final class GuardedResponse extends ServerHttpResponseDecorator {

	private final ResponseGuard guard;

	private final HttpHeaders headers = new HttpHeaders();

	private @Nullable HttpStatusCode status;

	GuardedResponse(ServerHttpResponse response, ResponseGuard guard) {
		super(response);
		this.guard = guard;
	}

	@Override
	public boolean setStatusCode(@Nullable HttpStatusCode status) {
		this.status = status;
		return true;
	}

	@Override
	public HttpHeaders getHeaders() {
		return this.headers;
	}

	@Override
	public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
		return this.guard.write(() -> prepared().writeWith(this.guard.body(body)));
	}

	@Override
	public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
		Flux<Publisher<DataBuffer>> groups = Flux.from(body).map(this.guard::body);
		return this.guard.write(() -> prepared().writeAndFlushWith(this.guard.body(groups)));
	}

	@Override
	public Mono<Void> setComplete() {
		return this.guard.write(() -> prepared().setComplete());
	}

	private ServerHttpResponse prepared() {
		ServerHttpResponse response = getDelegate();
		if (this.status != null) {
			response.setStatusCode(this.status);
		}
		this.headers.forEach((name, values) -> response.getHeaders().put(name, values));
		return response;
	}

}
