package dev.realtime.test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.realtime.Transport;
import io.netty.channel.Channel;
import io.netty.channel.socket.SocketChannel;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The server beside a Spring MVC application, with TLS and HTTP/2, as browsers find it in
 * production: streams and polls share one connection, and a WebSocket has one of HTTP/1.1
 * on the same port.
 */
class ServletHostHttp2IT {

	private static final String TOPIC = "orders.1";

	private static final String SSE = "/sse?topic=" + TOPIC;

	private static TestApp app;

	private final HttpClient browser = HttpClient.newBuilder().sslContext(TlsFixture.client()).build();

	@BeforeAll
	static void start(@TempDir Path directory) {
		List<String> properties = new ArrayList<>(Arrays.asList(TlsFixture.bundle("live", directory)));
		properties.addAll(List.of("realtime.server.ssl.bundle=live", "server.http2.enabled=true"));
		app = ServletHost.start(properties.toArray(String[]::new));
	}

	@AfterAll
	static void stop() {
		app.close();
	}

	@BeforeEach
	void nobodyIsConnected() {
		Awaitility.await().until(() -> app.connections().count().block() == 0);
	}

	@Test
	void whenStreamsPollsAndMessagesAreOfOnePageThenTheyShareAConnection() throws Exception {
		try (Stream first = new Stream(SSE); Stream second = new Stream(SSE)) {
			String id = app.publish(TOPIC, 1);
			assertThat(first.awaits("id: " + id)).isTrue();
			assertThat(second.awaits("id: " + id)).isTrue();
			HttpResponse<String> poll = this.browser.send(request("/poll?timeout=0&topic=" + TOPIC),
					BodyHandlers.ofString());
			assertThat(poll.version()).isEqualTo(HttpClient.Version.HTTP_2);
			assertThat(FrameReader.tree(poll.body()).path("cursor").stringValue()).isEqualTo(id);
			HttpResponse<String> posted = this.browser.send(HttpRequest.newBuilder(uri("/messages"))
				.header("Content-Type", "application/json")
				.header("X-User", "alice")
				.POST(BodyPublishers.ofString("{\"type\":\"nobody.knows\",\"id\":\"1\"}"))
				.build(), BodyHandlers.ofString());
			assertThat(posted.version()).isEqualTo(HttpClient.Version.HTTP_2);
			assertThat(posted.body()).contains("unknown_type");
			Awaitility.await().untilAsserted(() -> assertThat(sockets()).hasSize(2));
			assertThat(sockets()).hasOnlyElementsOfType(SocketChannel.class).containsOnly(sockets().get(0));
		}
	}

	@Test
	void whenOneStreamOfAConnectionIsCutThenItsPlaceIsFreeAndTheOtherGoesOn() throws Exception {
		try (Stream stays = new Stream(SSE)) {
			Stream leaves = new Stream(SSE);
			Awaitility.await().until(() -> app.connections().count().block() == 2);
			leaves.close();
			Awaitility.await().until(() -> app.connections().count().block() == 1);
			assertThat(stays.awaits("id: " + app.publish(TOPIC, 2))).isTrue();
		}
	}

	@Test
	void whenAWaitingPollIsAnsweredThenWithWhatWasPublished() {
		try (RealtimeTestClient client = client(Transport.LONG_POLL).connect()) {
			client.awaitReady();
			String id = app.publish(TOPIC, 3);
			assertThat(client.awaitEvent().id()).isEqualTo(id);
		}
	}

	@Test
	void whenAWebSocketIsOpenedThenItHasAConnectionOfItsOwnThatIsTakenOver() {
		try (RealtimeTestClient client = client(Transport.WEBSOCKET).connect()) {
			client.awaitReady();
			assertThat(DetachServer.pipeline(app)).containsExactly("SslHandler", "FastOutlet",
					"WebSocket13FrameDecoder", "FastInbound", "ChannelOperationsHandler");
			String id = app.publish(TOPIC, 4);
			assertThat(client.awaitEvent().id()).isEqualTo(id);
			assertThat(client.unsubscribe(TOPIC).ok()).isTrue();
		}
	}

	/**
	 * The socket of each open stream.
	 */
	private static List<Channel> sockets() {
		return DetachServer.open(app).stream().map(Channel::parent).toList();
	}

	private RealtimeTestClientBuilder client(Transport transport) {
		return RealtimeTestClient.forUrl("https://localhost:" + app.port() + "/realtime")
			.httpClient(this.browser)
			.transport(transport)
			.topics(TOPIC)
			.header("Origin", "https://localhost");
	}

	private static HttpRequest request(String path) {
		return HttpRequest.newBuilder(uri(path)).header("Origin", "https://localhost").build();
	}

	private static URI uri(String path) {
		return URI.create("https://localhost:" + app.port() + "/realtime" + path);
	}

	/** A stream of server-sent events that is ready. */
	private final class Stream implements AutoCloseable {

		private final BufferedReader lines;

		Stream(String path) throws IOException, InterruptedException {
			HttpResponse<InputStream> response = ServletHostHttp2IT.this.browser.send(request(path),
					BodyHandlers.ofInputStream());
			assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
			assertThat(response.statusCode()).isEqualTo(200);
			this.lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
			assertThat(awaits("event: rt.ready")).isTrue();
		}

		boolean awaits(String line) {
			return this.lines.lines().anyMatch(line::equals);
		}

		@Override
		public void close() throws IOException {
			this.lines.close();
		}

	}

}
