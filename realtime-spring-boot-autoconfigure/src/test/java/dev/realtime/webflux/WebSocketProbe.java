package dev.realtime.webflux;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A WebSocket client that keeps what it was sent.
 */
final class WebSocketProbe implements WebSocket.Listener, AutoCloseable {

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	final List<String> texts = new CopyOnWriteArrayList<>();

	final AtomicInteger pings = new AtomicInteger();

	final CompletableFuture<Integer> closeCode = new CompletableFuture<>();

	final WebSocket socket;

	private final StringBuilder partial = new StringBuilder();

	WebSocketProbe(int port, String pathAndQuery, String... headers) {
		WebSocket.Builder builder = CLIENT.newWebSocketBuilder();
		for (int i = 0; i < headers.length; i += 2) {
			builder.header(headers[i], headers[i + 1]);
		}
		this.socket = builder.buildAsync(URI.create("ws://localhost:" + port + pathAndQuery), this)
			.orTimeout(10, TimeUnit.SECONDS)
			.join();
	}

	void send(String text) {
		this.socket.sendText(text, true).orTimeout(10, TimeUnit.SECONDS).join();
	}

	int awaitClose() {
		return this.closeCode.orTimeout(10, TimeUnit.SECONDS).join();
	}

	@Override
	public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
		this.partial.append(data);
		if (last) {
			this.texts.add(this.partial.toString());
			this.partial.setLength(0);
		}
		webSocket.request(1);
		return null;
	}

	@Override
	public CompletionStage<?> onPing(WebSocket webSocket, ByteBuffer message) {
		this.pings.incrementAndGet();
		webSocket.request(1);
		return null;
	}

	@Override
	public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
		this.closeCode.complete(statusCode);
		return null;
	}

	@Override
	public void onError(WebSocket webSocket, Throwable error) {
		this.closeCode.completeExceptionally(error);
	}

	@Override
	public void close() {
		this.socket.abort();
	}

}
