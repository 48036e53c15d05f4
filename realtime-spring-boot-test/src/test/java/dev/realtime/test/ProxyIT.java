package dev.realtime.test;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import dev.realtime.Transport;
import dev.realtime.redis.fixture.Ports;
import dev.realtime.test.proxy.ProxyKind;
import dev.realtime.test.proxy.ReverseProxy;
import dev.realtime.test.tool.NeedsTool;
import dev.realtime.test.tool.Tool;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What docs/proxies.md shows is true: real proxies with that configuration let everything
 * through, at once, and say who the client is.
 */
@NeedsTool({ Tool.NGINX, Tool.HAPROXY })
class ProxyIT {

	private static final String SSE = "/sse?topic=orders.1";

	/** What a client may say of itself, and nobody is to believe. */
	private static final String[] LIES = { "X-Forwarded-For: 203.0.113.9",
			"Forwarded: for=203.0.113.9;host=evil.example", "X-Forwarded-Host: evil.example", "X-Forwarded-Proto: http",
			"X-Forwarded-Port: 1" };

	private static final HttpClient HTTP = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.sslContext(TlsFixture.client())
		.build();

	private static TestApp app;

	@BeforeAll
	static void start() {
		app = TestApp.start(DetachServer.class, "server.forward-headers-strategy=framework");
	}

	@AfterAll
	static void stop() {
		app.close();
	}

	static Stream<Arguments> kindsAndTransports() {
		return Stream.of(ProxyKind.values())
			.flatMap((kind) -> Stream.of(Transport.values()).map((transport) -> Arguments.of(kind, transport)));
	}

	@ParameterizedTest
	@MethodSource("kindsAndTransports")
	void whenBehindAProxyThenEventsAndMessagesPassAndAClientResumes(ProxyKind kind, Transport transport) {
		try (ReverseProxy proxy = ReverseProxy.start(kind, app.port());
				RealtimeTestClient client = RealtimeTestClient.forUrl(proxy.origin() + "/realtime")
					.httpClient(HTTP)
					.transport(transport)
					.topics("orders.1", "room.1")
					.query("user", "bob")
					.header("Origin", proxy.origin())
					.timeout(Duration.ofSeconds(20))
					.connect()) {
			client.awaitReady();
			for (int i = 0; i < 3; i++) {
				String id = app.publish("orders.1", i);
				assertThat(client.awaitEvent().id()).isEqualTo(id);
			}
			String message = client.send("rt.publish", Map.of("topic", "room.1", "type", "said", "data", 1));
			assertThat(client.awaitReply(message).ok()).isTrue();
			assertThat(client.awaitEvent().type()).isEqualTo("said");
			client.cut();
			String missed = app.publish("orders.1", 4);
			assertThat(client.resume().awaitEvent().id()).isEqualTo(missed);
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenBehindAProxyThenStreamsAreDetachedAndEndWithTheirClients(ProxyKind kind) {
		// The health check would be another connection.
		String[] changes = (kind == ProxyKind.HAPROXY) ? new String[] { "default-server check", "#" } : new String[0];
		try (ReverseProxy proxy = ReverseProxy.start(kind, app.port(), changes); RawHttp sse = open(proxy, SSE)) {
			assertThat(sse.block()).contains("rt.ready");
			DetachServer.awaitDetached(app);
			String id = app.publish("orders.1", 1);
			assertThat(sse.block()).startsWith("id: " + id);
			// In TLS it waits for the proxy to agree.
			CompletableFuture<Void> cut = CompletableFuture.runAsync(sse::cut);
			// Long before a heartbeat finds nobody there.
			Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> app.connections().count().block() == 0);
			cut.join();
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenBehindAProxyThenOnlyItsOwnOriginIsServedWhateverTheClientSaysOfIt(ProxyKind kind) {
		try (ReverseProxy proxy = ReverseProxy.start(kind, app.port())) {
			List<String> lying = new ArrayList<>(List.of(LIES));
			lying.add("Origin: http://evil.example");
			for (String path : List.of(SSE, "/poll?topic=orders.1")) {
				try (RawHttp own = open(proxy, path, "Origin: " + proxy.origin());
						RawHttp plain = open(proxy, path, "Origin: http://localhost:" + proxy.port());
						RawHttp evil = open(proxy, path, lying.toArray(String[]::new))) {
					assertThat(own.status()).isEqualTo(200);
					assertThat(plain.status()).isEqualTo(403);
					assertThat(evil.status()).isEqualTo(403);
				}
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenBehindAProxyThenTheCapOfAnAddressCountsTheClientsOwn(ProxyKind kind) throws IOException {
		try (ReverseProxy proxy = ReverseProxy.start(kind, app.port());
				RawHttp first = open(proxy, SSE);
				RawHttp second = open(proxy, SSE, LIES);
				RawHttp third = open(proxy, SSE, LIES);
				RawHttp elsewhere = openFrom("127.0.0.2", proxy, SSE)) {
			assertThat(first.status()).isEqualTo(200);
			assertThat(second.status()).isEqualTo(200);
			assertThat(third.status()).isEqualTo(429);
			assertThat(elsewhere.status()).isEqualTo(200);
		}
		Awaitility.await().until(() -> app.connections().count().block() == 0);
	}

	@ParameterizedTest
	@EnumSource
	void whenOneLooksWithTheCommandOfThePageThenTheFirstLinesAppearAtOnce(ProxyKind kind) throws IOException {
		String command = Files.readString(ReverseProxy.DOCUMENT)
			.lines()
			.filter((line) -> line.startsWith("curl "))
			.findFirst()
			.orElseThrow();
		try (ReverseProxy proxy = ReverseProxy.start(kind, app.port())) {
			String here = command.replace("https://app.example.com", proxy.origin())
				.replace("curl ", "curl --insecure --max-time 20 ");
			Process curl = new ProcessBuilder("sh", "-c", "exec " + here).redirectError(Redirect.DISCARD).start();
			try {
				assertThat(curl.inputReader().lines().anyMatch((line) -> line.contains("rt.ready"))).isTrue();
			}
			finally {
				curl.destroyForcibly();
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenANodeIsGoneThenTheProxySendsClientsToTheOther(ProxyKind kind) {
		try (ReverseProxy proxy = ReverseProxy.start(kind, Ports.free(), app.port())) {
			for (int i = 0; i < 4; i++) {
				try (RawHttp sse = open(proxy, SSE, "X-User: bob")) {
					assertThat(sse.status()).isEqualTo(200);
				}
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenTheServerItselfHandlesForwardedHeadersThenItIsTheSame(ProxyKind kind) throws IOException {
		try (TestApp natively = TestApp.start(DetachServer.class, "server.forward-headers-strategy=native");
				ReverseProxy proxy = ReverseProxy.start(kind, natively.port());
				RawHttp first = open(proxy, SSE, "Origin: " + proxy.origin());
				RawHttp second = open(proxy, SSE, LIES);
				RawHttp third = open(proxy, SSE);
				RawHttp elsewhere = openFrom("127.0.0.2", proxy, SSE)) {
			assertThat(List.of(first.status(), second.status(), third.status(), elsewhere.status()))
				.containsExactly(200, 200, 429, 200);
		}
	}

	private static RawHttp open(ReverseProxy proxy, String path, String... headers) {
		return new RawHttp(TlsFixture.socket(), proxy.port(), 0, RawHttp.request("GET", proxy.port(), path, headers));
	}

	private static RawHttp openFrom(String address, ReverseProxy proxy, String path) throws IOException {
		Socket socket = TlsFixture.socket();
		socket.bind(new InetSocketAddress(address, 0));
		return new RawHttp(socket, proxy.port(), 0, RawHttp.request("GET", proxy.port(), path));
	}

}
