package dev.realtime.test;

import java.io.EOFException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerMetricsRecorder;
import reactor.netty.http.server.ProxyProtocolSupportType;

import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Streams of server-sent events on servers that are configured otherwise.
 */
class DetachMatrixIT {

	private static final String SSE = "/sse?topic=orders.1";

	private static final String PROXY = "PROXY TCP4 192.0.2.7 127.0.0.1 4711 80\r\n";

	@Test
	void whenServerHasAnIdleTimeoutThenADetachedStreamOutlivesIt() {
		try (TestApp app = start("idle"); RawHttp sse = open(app)) {
			DetachServer.awaitDetached(app);
			Waiting.until(Duration.ofMillis(1200), () -> false);
			assertEvent(app, sse);
			assertThat(app.connections().count().block()).isEqualTo(1);
		}
	}

	@Test
	void whenServerLimitsRequestsOfAConnectionThenTheStreamIsNotDetached() {
		try (TestApp app = start("limit"); RawHttp sse = open(app)) {
			DetachServer.awaitFastOnly(app);
			assertEvent(app, sse);
			close(app);
			assertEnded(sse);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "access-log", "metrics" })
	void whenServerLooksAtWhatItWritesThenTheStreamIsLeftToIt(String customization) {
		try (TestApp app = start(customization); RawHttp sse = open(app)) {
			assertEvent(app, sse);
			assertThat(DetachServer.pipeline(app)).contains("HttpServerCodec").doesNotContain("FastOutlet");
			close(app);
			assertThat(sse.block()).contains("rt.close");
			assertThat(sse.block()).isEmpty();
			AtomicLong sent = app.context.getBean(MatrixServer.class).sent;
			Awaitility.await().until(() -> customization.equals("access-log") || sent.get() > 0);
		}
	}

	@Test
	void whenServerSpeaksTlsThenTheStreamIsDetached() {
		try (TestApp app = start("tls");
				RawHttp sse = new RawHttp(TlsFixture.socket(), app.port(), 0,
						RawHttp.request("GET", app.port(), SSE))) {
			assertThat(sse.block()).contains("rt.ready");
			Awaitility.await()
				.untilAsserted(() -> assertThat(DetachServer.pipeline(app)).containsExactly("SslHandler", "FastOutlet",
						"DetachedResponse", "ChannelOperationsHandler"));
			assertEvent(app, sse);
			close(app);
			assertEnded(sse);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "proxy-auto", "proxy-on" })
	void whenAProxySaysWhoseConnectionItIsThenTheStreamIsDetached(String customization) {
		try (TestApp app = start(customization);
				RawHttp sse = new RawHttp(app.port(), 0, PROXY + RawHttp.request("GET", app.port(), SSE))) {
			assertThat(sse.block()).contains("rt.ready");
			DetachServer.awaitDetached(app);
			assertEvent(app, sse);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "graceful", "immediate" })
	void whenServerStopsThenDetachedStreamsEndInOrder(String shutdown) {
		TestApp app = TestApp.start(MatrixServer.class, "matrix=none", "server.shutdown=" + shutdown);
		try (RawHttp sse = open(app)) {
			DetachServer.awaitDetached(app);
			CompletableFuture<Void> stopped = CompletableFuture.runAsync(app::close);
			assertEnded(sse);
			stopped.join();
		}
	}

	@Test
	void whenSwitchedOffThenNothingIsDetached() {
		try (TestApp app = TestApp.start(MatrixServer.class, "matrix=none", "realtime.sse.detach=off");
				RawHttp sse = open(app)) {
			DetachServer.awaitFastOnly(app);
			assertEvent(app, sse);
		}
	}

	@Test
	void whenFastPathIsOffThenNothingIsDetached() {
		try (TestApp app = TestApp.start(MatrixServer.class, "matrix=none", "realtime.fast-path=off");
				RawHttp sse = open(app)) {
			assertEvent(app, sse);
			assertThat(DetachServer.pipeline(app)).containsExactly("HttpServerCodec", "HttpTrafficHandler",
					"ChannelOperationsHandler");
		}
	}

	private static TestApp start(String customization) {
		return TestApp.start(MatrixServer.class, "matrix=" + customization);
	}

	private static RawHttp open(TestApp app) {
		RawHttp sse = RawHttp.get(app.port(), SSE);
		assertThat(sse.block()).contains("rt.ready");
		return sse;
	}

	private static void assertEvent(TestApp app, RawHttp sse) {
		String id = app.publish("orders.1", 1);
		assertThat(sse.block()).startsWith("id: " + id);
	}

	private static void close(TestApp app) {
		app.connections().list().flatMap((connection) -> app.connections().close(connection.id())).blockLast();
	}

	private static void assertEnded(RawHttp sse) {
		assertThat(sse.block()).contains("rt.close");
		assertThat(sse.block()).isEmpty();
		assertThatExceptionOfType(EOFException.class).isThrownBy(sse::read);
	}

	static class MatrixServer extends DetachServer {

		private final AtomicLong sent = new AtomicLong();

		@Bean
		NettyServerCustomizer customization(Environment environment) {
			String customization = environment.getRequiredProperty("matrix");
			return (server) -> customize(server, customization);
		}

		private HttpServer customize(HttpServer server, String customization) {
			return switch (customization) {
				case "idle" -> server.idleTimeout(Duration.ofMillis(500));
				case "limit" -> server.maxKeepAliveRequests(1);
				case "access-log" -> server.accessLog(true);
				case "metrics" -> server.metrics(true, this::recorder, (uri) -> "all");
				case "tls" -> server.secure((spec) -> spec.sslContext(TlsFixture.server()));
				case "proxy-auto" -> server.proxyProtocol(ProxyProtocolSupportType.AUTO);
				case "proxy-on" -> server.proxyProtocol(ProxyProtocolSupportType.ON);
				default -> server;
			};
		}

		private HttpServerMetricsRecorder recorder() {
			return (HttpServerMetricsRecorder) Proxy.newProxyInstance(getClass().getClassLoader(),
					new Class<?>[] { HttpServerMetricsRecorder.class }, (proxy, method, args) -> {
						if (method.getName().equals("recordDataSent")) {
							this.sent.incrementAndGet();
						}
						return null;
					});
		}

	}

}
