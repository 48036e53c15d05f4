package dev.realtime.test;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.realtime.RealtimeAuthenticator;
import dev.realtime.RealtimeUser;
import dev.realtime.Transport;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.channel.ChannelOperations;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which way a connection takes, as one sees it in its channel's pipeline.
 */
class FastPathIT {

	private static final String SSE = "/sse?topic=orders.1";

	private static final int CONNECTIONS = 20;

	private static final int EVENTS = 200;

	@ParameterizedTest
	@EnumSource(names = { "SSE", "WEBSOCKET" })
	void whenNothingUnknownIsInTheWayThenFramesGoBeneathTheCodec(Transport transport) {
		try (TestApp app = start("none"); RealtimeTestClient client = app.client(transport, "orders.1").connect()) {
			client.awaitReady();
			awaitFast(app);
			String id = app.publish("orders.1", 1);
			assertThat(client.awaitEvent().id()).isEqualTo(id);
		}
	}

	/** As who asks a database or Redis does: the answer comes on a thread of theirs. */
	@ParameterizedTest
	@EnumSource(names = { "SSE", "WEBSOCKET" })
	void whenAuthenticationLeavesTheEventLoopThenFramesGoBeneathTheCodecToo(Transport transport) {
		try (TestApp app = TestApp.start(AuthenticatedElsewhere.class, "customization=none");
				RealtimeTestClient client = app.client(transport, "orders.1").connect()) {
			client.awaitReady();
			awaitFast(app);
			String id = app.publish("orders.1", 1);
			assertThat(client.awaitEvent().id()).isEqualTo(id);
		}
	}

	@Test
	void whenAWebSocketGoesBeneathTheCodecThenTheServerKeepsNothingOfIt() {
		try (TestApp app = start("none");
				RealtimeTestClient client = app.client(Transport.WEBSOCKET, "orders.1").connect()) {
			client.awaitReady();
			assertThat(handlers(app)).containsExactly("FastOutlet", "WebSocket13FrameDecoder", "FastInbound",
					"ChannelOperationsHandler");
			assertThat(ChannelOperations.get(channels(app).get(0))).isNull();
		}
	}

	/**
	 * All connections share the bytes that the TLS engine reads.
	 */
	@Test
	void whenTheServerSpeaksTlsThenFramesGoBeneathTheCodecAndStayWhole() {
		try (TestApp app = start("tls")) {
			List<RawHttp> streams = new ArrayList<>();
			for (int i = 0; i < CONNECTIONS; i++) {
				RawHttp stream = new RawHttp(TlsFixture.socket(), app.port(), 0,
						RawHttp.request("GET", app.port(), SSE));
				assertThat(stream.block()).contains("rt.ready");
				streams.add(stream);
			}
			awaitFast(app);
			List<String> ids = new ArrayList<>();
			for (int i = 0; i < EVENTS; i++) {
				ids.add(app.publish("orders.1", Integer.toString(i).repeat(1 + i)));
			}
			for (RawHttp stream : streams) {
				for (int i = 0; i < EVENTS; i++) {
					assertThat(stream.block()).isEqualTo("id: " + ids.get(i) + "\nevent: order.updated\ndata: \""
							+ Integer.toString(i).repeat(1 + i) + "\"\n\n");
				}
				stream.close();
			}
		}
	}

	@Test
	void whenTheServerSpeaksTlsThenAWebSocketIsTakenOverInBothDirections() throws Exception {
		BlockingQueue<String> messages = new LinkedBlockingQueue<>();
		try (TestApp app = start("tls")) {
			WebSocket socket = HttpClient.newBuilder()
				.sslContext(TlsFixture.client())
				.build()
				.newWebSocketBuilder()
				.buildAsync(URI.create("wss://localhost:" + app.port() + "/realtime/ws?topic=orders.1"),
						new Messages(messages))
				.get();
			assertThat(messages.poll(10, TimeUnit.SECONDS)).contains("rt.ready");
			assertThat(handlers(app)).containsExactly("SslHandler", "FastOutlet", "WebSocket13FrameDecoder",
					"FastInbound", "ChannelOperationsHandler");
			for (int i = 0; i < EVENTS; i++) {
				String id = app.publish("orders.1", Integer.toString(i).repeat(1 + i));
				assertThat(messages.poll(10, TimeUnit.SECONDS)).contains(id);
			}
			socket.sendText("{\"type\":\"rt.unsubscribe\",\"id\":\"1\",\"payload\":{\"topics\":[\"orders.1\"]}}", true);
			assertThat(messages.poll(10, TimeUnit.SECONDS)).contains("rt.ack");
			socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get();
			assertThat(messages.poll(10, TimeUnit.SECONDS)).isEqualTo("closed 1000");
			Awaitility.await().until(() -> channels(app).isEmpty());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "foreign", "access-log" })
	void whenAHandlerIsUnknownThenItSeesEverything(String customization) {
		try (TestApp app = start(customization); RawHttp stream = RawHttp.get(app.port(), SSE)) {
			assertPortable(app, stream);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "foreign", "off" })
	void whenAWebSocketMayNotThenTheServerWritesIt(String why) {
		try (TestApp app = TestApp.start(LookedInto.class, "customization=" + why,
				"realtime.fast-path=" + (why.equals("off") ? "off" : "auto"));
				RealtimeTestClient client = app.client(Transport.WEBSOCKET, "orders.1").connect()) {
			client.awaitReady();
			String id = app.publish("orders.1", 1);
			assertThat(client.awaitEvent().id()).isEqualTo(id);
			assertThat(handlers(app)).contains("WebSocket13FrameEncoder").doesNotContain("FastOutlet");
		}
	}

	@Test
	void whenSwitchedOffThenTheServerWrites() {
		try (TestApp app = TestApp.start(LookedInto.class, "customization=none", "realtime.fast-path=off");
				RawHttp stream = RawHttp.get(app.port(), SSE)) {
			assertPortable(app, stream);
		}
	}

	@Test
	void whenTheClientSpeaksHttp10ThenTheServerWrites() {
		try (TestApp app = start("none");
				RawHttp stream = new RawHttp(app.port(), 0,
						RawHttp.request("GET", app.port(), SSE).replace("HTTP/1.1", "HTTP/1.0"))) {
			assertPortable(app, stream);
		}
	}

	/**
	 * A handler that joins the pipeline when the headers are out would find our chunks
	 * amidst its own.
	 */
	@Test
	void whenTheServerCompressesThenStreamsAreNot() {
		try (TestApp app = start("compression");
				RawHttp stream = RawHttp.get(app.port(), SSE, "Accept-Encoding: gzip")) {
			assertThat(stream.header("Content-Encoding")).isNull();
			assertThat(stream.block()).contains("rt.ready");
			awaitFast(app);
			String id = app.publish("orders.1", 1);
			assertThat(stream.block()).startsWith("id: " + id);
		}
	}

	@Test
	void whenClearTextMayBecomeHttp2ThenHttp1GoesBeneathTheCodec() {
		try (TestApp app = start("h2c"); RawHttp stream = RawHttp.get(app.port(), SSE)) {
			assertThat(stream.block()).contains("rt.ready");
			awaitFast(app);
			String id = app.publish("orders.1", 1);
			assertThat(stream.block()).startsWith("id: " + id);
		}
	}

	@Test
	void whenTheClientSpeaksHttp2ThenTheServerWrites() throws Exception {
		try (TestApp app = start("h2c")) {
			HttpRequest request = HttpRequest
				.newBuilder(URI.create("http://localhost:" + app.port() + "/realtime" + SSE))
				.build();
			HttpResponse<InputStream> response = HttpClient.newHttpClient()
				.send(request, HttpResponse.BodyHandlers.ofInputStream());
			assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
			try (BufferedReader lines = new BufferedReader(
					new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
				assertThat(lines.lines().anyMatch("event: rt.ready"::equals)).isTrue();
				String id = app.publish("orders.1", 1);
				assertThat(lines.lines().anyMatch(("id: " + id)::equals)).isTrue();
				assertThat(handlers(app)).doesNotContain("FastOutlet");
			}
		}
	}

	private static TestApp start(String customization) {
		return TestApp.start(LookedInto.class, "customization=" + customization);
	}

	private static void assertPortable(TestApp app, RawHttp stream) {
		assertThat(stream.block()).contains("rt.ready");
		String id = app.publish("orders.1", 1);
		assertThat(stream.block()).startsWith("id: " + id);
		assertThat(handlers(app)).contains("HttpServerCodec").doesNotContain("FastOutlet");
	}

	private static void awaitFast(TestApp app) {
		Awaitility.await().untilAsserted(() -> {
			assertThat(channels(app)).isNotEmpty();
			assertThat(channels(app)).allSatisfy(
					(channel) -> assertThat(handlers(channel)).contains("FastOutlet").doesNotContain("ResponseWatch"));
		});
	}

	private static List<String> handlers(TestApp app) {
		List<Channel> open = channels(app);
		assertThat(open).hasSize(1);
		return handlers(open.get(0));
	}

	private static List<String> handlers(Channel channel) {
		return channel.pipeline().toMap().values().stream().map((each) -> each.getClass().getSimpleName()).toList();
	}

	private static List<Channel> channels(TestApp app) {
		return app.context.getBean(LookedInto.class).channels.stream().distinct().filter(Channel::isActive).toList();
	}

	/** Whole messages, and the close at last. */
	private record Messages(BlockingQueue<String> received, StringBuilder parts) implements WebSocket.Listener {

		Messages(BlockingQueue<String> received) {
			this(received, new StringBuilder());
		}

		@Override
		public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			this.parts.append(data);
			if (last) {
				this.received.add(this.parts.toString());
				this.parts.setLength(0);
			}
			return WebSocket.Listener.super.onText(socket, data, last);
		}

		@Override
		public CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
			this.received.add("closed " + statusCode);
			return null;
		}

	}

	/** Who somebody is, another thread says. */
	static class AuthenticatedElsewhere extends LookedInto {

		@Bean
		@Primary
		RealtimeAuthenticator elsewhere() {
			return (handshake) -> Mono.just(new RealtimeUser("alice", Set.of(), null))
				.publishOn(Schedulers.boundedElastic());
		}

	}

	/** Netty, of whose channels one sees what is in their pipelines. */
	static class LookedInto extends TestApp.NettyServer {

		private final List<Channel> channels = new CopyOnWriteArrayList<>();

		@Bean
		NettyServerCustomizer customization(Environment environment) {
			String customization = environment.getRequiredProperty("customization");
			return (server) -> customize(server, customization)
				.doOnConnection((connection) -> this.channels.add(connection.channel()));
		}

		private static HttpServer customize(HttpServer server, String customization) {
			return switch (customization) {
				case "foreign" -> server.doOnChannelInit(
						(observer, channel, address) -> channel.pipeline().addFirst(new ChannelDuplexHandler()));
				case "access-log" -> server.accessLog(true);
				case "compression" -> server.compress(true);
				case "h2c" -> server.protocol(HttpProtocol.HTTP11, HttpProtocol.H2C);
				case "tls" -> server.secure((spec) -> spec.sslContext(TlsFixture.server()));
				default -> server;
			};
		}

	}

}
