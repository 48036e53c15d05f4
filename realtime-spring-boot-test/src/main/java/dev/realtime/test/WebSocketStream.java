package dev.realtime.test;

import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * A WebSocket. Pings are answered by the JDK.
 */
final class WebSocketStream implements TestStream, WebSocket.Listener {

	private final ConnectRequest request;

	private final StreamSink sink;

	private final StringBuilder text = new StringBuilder();

	private final CompletableFuture<WebSocket> socket = new CompletableFuture<>();

	private CompletableFuture<?> sent = this.socket;

	WebSocketStream(ConnectRequest request, StreamSink sink) {
		this.request = request;
		this.sink = sink;
	}

	@Override
	public void open() {
		WebSocket.Builder builder = this.request.http().newWebSocketBuilder();
		this.request.forEachHeader(builder::header);
		List<Map.Entry<String, String>> parameters = new ArrayList<>();
		String cursor = this.request.cursor();
		if (cursor != null) {
			parameters.add(Map.entry("since", cursor));
		}
		URI uri = this.request.uri("ws", parameters);
		URI address = URI.create("ws" + uri.toString().substring("http".length()));
		builder.buildAsync(address, this).whenComplete((opened, error) -> {
			Throwable cause = StreamSink.unwrap(error);
			if (opened != null) {
				this.socket.complete(opened);
				return;
			}
			this.socket.cancel(false);
			if (cause instanceof WebSocketHandshakeException refused) {
				this.sink.refused(refused.getResponse());
			}
			else {
				this.sink.end(0, cause);
			}
		});
	}

	@Override
	public void cut() {
		this.sink.end(0, null);
		this.socket.thenAccept(WebSocket::abort);
	}

	@Override
	public synchronized void send(String json) {
		// The JDK allows one send at a time; after a failed one the next fails as well.
		this.sent = this.sent.thenCompose((last) -> this.socket).thenCompose((current) -> current.sendText(json, true));
	}

	@Override
	public void onOpen(WebSocket current) {
		this.socket.complete(current);
		current.request(1);
	}

	@Override
	public @Nullable CompletionStage<?> onText(WebSocket current, CharSequence data, boolean last) {
		this.text.append(data);
		if (last) {
			String message = this.text.toString();
			this.text.setLength(0);
			this.sink.add(FrameReader.message(FrameReader.tree(message)));
		}
		current.request(1);
		return null;
	}

	@Override
	public @Nullable CompletionStage<?> onClose(WebSocket current, int code, String reason) {
		this.sink.end(code, null);
		return null;
	}

	@Override
	public void onError(WebSocket current, Throwable error) {
		this.sink.end(0, error);
	}

}
