package dev.realtime.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.awaitility.Awaitility.await;

/**
 * A WebSocket client that keeps what it is told.
 */
final class TestSocket implements WebSocket.Listener, AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	final List<String> frames = new CopyOnWriteArrayList<>();

	volatile int closeCode;

	private final StringBuilder partial = new StringBuilder();

	private final WebSocket socket;

	private TestSocket(int port, String query, String token) {
		WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
		if (token != null) {
			builder.header("Authorization", "Bearer " + token);
		}
		this.socket = builder.buildAsync(URI.create("ws://localhost:" + port + "/realtime/ws" + query), this).join();
	}

	/**
	 * Connect.
	 * @param port where
	 * @param query the query, with its question mark, or nothing
	 * @param token a bearer token, or {@code null}
	 * @return the client when it was told that it is ready
	 */
	static TestSocket open(int port, String query, String token) {
		TestSocket opened = new TestSocket(port, query, token);
		opened.frame("rt.ready");
		return opened;
	}

	void send(String text) {
		this.socket.sendText(text, true).join();
	}

	void authenticate(String id, String token) {
		send("{\"type\":\"rt.authenticate\",\"id\":\"" + id + "\",\"payload\":{\"token\":\"" + token + "\"}}");
	}

	/**
	 * Wait for a frame.
	 * @param content what it contains
	 * @return the first such frame
	 */
	String frame(String content) {
		return await().atMost(PATIENCE)
			.until(() -> this.frames.stream().filter((frame) -> frame.contains(content)).findFirst(),
					(found) -> found.isPresent())
			.orElseThrow();
	}

	/**
	 * Wait for the answer to a message.
	 * @param id the message's id
	 * @return the ack or error
	 */
	String reply(String id) {
		return frame("\"id\":\"" + id + "\"");
	}

	int awaitClose() {
		return await().atMost(PATIENCE).until(() -> this.closeCode, (code) -> code != 0);
	}

	@Override
	public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
		this.partial.append(data);
		if (last) {
			this.frames.add(this.partial.toString());
			this.partial.setLength(0);
		}
		webSocket.request(1);
		return null;
	}

	@Override
	public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
		this.closeCode = statusCode;
		return null;
	}

	@Override
	public void onError(WebSocket webSocket, Throwable error) {
		this.closeCode = 1006;
	}

	@Override
	public void close() {
		this.socket.abort();
	}

}
