package dev.realtime.test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

import io.netty.buffer.Unpooled;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/**
 * Says what a test told it to, to whomever connects next, and notes what it was asked.
 */
final class ScriptedServer implements AutoCloseable {

	/** Ends a script with an open connection. */
	static final String STAY = "<stay>";

	final List<String> requests = new CopyOnWriteArrayList<>();

	final List<String> messages = new CopyOnWriteArrayList<>();

	private final Queue<List<String>> scripts = new ConcurrentLinkedQueue<>();

	private final DisposableServer server = HttpServer.create()
		.port(0)
		.route((routes) -> routes.get("/realtime/sse", this::sse)
			.get("/realtime/poll", this::poll)
			.post("/realtime/messages", this::post)
			.ws("/realtime/ws", this::webSocket))
		.bindNow();

	int port() {
		return this.server.port();
	}

	ScriptedServer next(String... frames) {
		this.scripts.add(List.of(frames));
		return this;
	}

	@Override
	public void close() {
		this.server.dispose();
	}

	private Flux<String> script() {
		List<String> script = this.scripts.poll();
		return Flux.fromIterable((script != null) ? script : List.of(STAY))
			.concatMap((frame) -> frame.equals(STAY) ? Mono.never() : Mono.just(frame));
	}

	private void note(HttpServerRequest request) {
		String lastEventId = request.requestHeaders().get("Last-Event-ID");
		this.requests.add(request.uri() + ((lastEventId != null) ? " " + lastEventId : ""));
	}

	private Publisher<Void> sse(HttpServerRequest request, HttpServerResponse response) {
		note(request);
		List<String> first = this.scripts.peek();
		if (first != null && first.get(0).startsWith("{")) {
			return response.status(403).header("Content-Type", "application/problem+json").sendString(script());
		}
		return response.sse()
			.send(script().map((text) -> Unpooled.copiedBuffer(text, StandardCharsets.UTF_8)).concatWith(Mono.empty()),
					(buffer) -> true);
	}

	private Publisher<Void> poll(HttpServerRequest request, HttpServerResponse response) {
		note(request);
		return response.header("Content-Type", "application/json").sendString(script());
	}

	private Publisher<Void> post(HttpServerRequest request, HttpServerResponse response) {
		return response
			.sendString(request.receive().aggregate().asString().doOnNext(this.messages::add).thenMany(script()));
	}

	private Publisher<Void> webSocket(WebsocketInbound in, WebsocketOutbound out) {
		this.requests.add("ws");
		Flux<String> frames = script();
		return out
			.sendString(frames.mergeWith(in.receive().asString().doOnNext(this.messages::add).then(Mono.empty())));
	}

}
