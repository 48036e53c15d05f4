package dev.realtime.sample;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

import org.springframework.http.HttpCookie;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Gives every browser a cookie {@code visit=node.id}, by which whatever stands in front
 * of several nodes can send it to the same one again, and remembers the sockets of its
 * streams, so that they can be cut.
 */
class Visits implements WebFilter {

	static final String COOKIE = "visit";

	private final String node;

	private final ConcurrentHashMap<String, Set<Channel>> sockets = new ConcurrentHashMap<>();

	Visits(String node) {
		this.node = node;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		String visit = visit(exchange);
		String path = exchange.getRequest().getPath().value();
		boolean poll = path.equals("/realtime/poll");
		Channel socket = (poll || path.equals("/realtime/sse") || path.equals("/realtime/ws"))
				? socket(exchange.getRequest()) : null;
		if (socket == null) {
			return chain.filter(exchange);
		}
		remember(visit, socket);
		// A poll's socket is used again, for anything; a stream's is not.
		return poll ? chain.filter(exchange).doFinally((signal) -> forget(visit, socket)) : chain.filter(exchange);
	}

	/**
	 * Close the sockets of a browser's streams, as a network that fails would.
	 * @param exchange a request of that browser
	 * @return how many there were on this node
	 */
	int cut(ServerWebExchange exchange) {
		Set<Channel> open = Set.copyOf(this.sockets.getOrDefault(visit(exchange), Set.of()));
		open.forEach(Channel::close);
		return open.size();
	}

	private String visit(ServerWebExchange exchange) {
		HttpCookie cookie = exchange.getRequest().getCookies().getFirst(COOKIE);
		String known = (cookie != null) ? cookie.getValue() : "";
		if (known.startsWith(this.node + '.')) {
			return known;
		}
		String visit = this.node + '.' + UUID.randomUUID();
		exchange.getResponse()
			.addCookie(ResponseCookie.from(COOKIE, visit).path("/").httpOnly(true).sameSite("Lax").build());
		return visit;
	}

	private static @Nullable Channel socket(ServerHttpRequest request) {
		AtomicReference<@Nullable Channel> socket = new AtomicReference<>();
		if (ServerHttpRequestDecorator.getNativeRequest(request) instanceof HttpServerRequest server) {
			server.withConnection((connection) -> socket.set(connection.channel()));
		}
		return socket.get();
	}

	private void remember(String visit, Channel socket) {
		this.sockets.compute(visit, (key, known) -> {
			Set<Channel> open = (known != null) ? known : ConcurrentHashMap.newKeySet();
			open.add(socket);
			return open;
		});
		socket.closeFuture().addListener((closed) -> forget(visit, socket));
	}

	private void forget(String visit, Channel socket) {
		this.sockets.computeIfPresent(visit, (key, open) -> {
			open.remove(socket);
			return open.isEmpty() ? null : open;
		});
	}

}
