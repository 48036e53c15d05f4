package dev.realtime.webflux;

import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;

/**
 * The edge on Reactor Netty.
 */
class NettyEdgeIT extends AbstractEdgeIT {

	private DisposableServer server;

	@Override
	int start(HttpHandler handler) {
		this.server = HttpServer.create().port(0).handle(new ReactorHttpHandlerAdapter(handler)).bindNow();
		return this.server.port();
	}

	@Override
	void stop() {
		this.server.disposeNow();
	}

}
