package dev.realtime.test;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerMetricsRecorder;

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

	private static final char[] PASSWORD = "password".toCharArray();

	@TempDir
	private static Path directory;

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
	void whenServerSpeaksTlsThenTheStreamIsDetached() throws Exception {
		try (TestApp app = start("tls");
				RawHttp sse = new RawHttp(tlsSocket(), app.port(), 0, RawHttp.request("GET", app.port(), SSE))) {
			assertThat(sse.block()).contains("rt.ready");
			Awaitility.await()
				.untilAsserted(() -> assertThat(DetachServer.pipeline(app)).containsExactly("SslHandler", "FastOutlet",
						"ChannelOperationsHandler"));
			assertEvent(app, sse);
			close(app);
			assertEnded(sse);
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

	private static Socket tlsSocket() throws GeneralSecurityException, IOException {
		SSLContext tls = SSLContext.getInstance("TLS");
		tls.init(null, new TrustManager[] { new Trusting() }, null);
		return tls.getSocketFactory().createSocket();
	}

	private static SslContext serverTls() {
		try {
			Path store = directory.resolve("store.p12");
			Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
					"-genkeypair", "-alias", "server", "-keyalg", "RSA", "-dname", "CN=localhost", "-validity", "2",
					"-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", new String(PASSWORD))
				.redirectErrorStream(true)
				.redirectOutput(directory.resolve("keytool.log").toFile())
				.start();
			assertThat(keytool.waitFor()).isZero();
			KeyStore keys = KeyStore.getInstance("PKCS12");
			try (InputStream in = Files.newInputStream(store)) {
				keys.load(in, PASSWORD);
			}
			KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			managers.init(keys, PASSWORD);
			return SslContextBuilder.forServer(managers).build();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	static class MatrixServer extends DetachServer {

		private final AtomicLong sent = new AtomicLong();

		@Bean
		NettyServerCustomizer customization(Environment environment) {
			String customization = environment.getRequiredProperty("matrix");
			SslContext tls = customization.equals("tls") ? serverTls() : null;
			return (server) -> customize(server, customization, tls);
		}

		private HttpServer customize(HttpServer server, String customization, SslContext tls) {
			return switch (customization) {
				case "idle" -> server.idleTimeout(Duration.ofMillis(300));
				case "limit" -> server.maxKeepAliveRequests(1);
				case "access-log" -> server.accessLog(true);
				case "metrics" -> server.metrics(true, this::recorder, (uri) -> "all");
				case "tls" -> server.secure((spec) -> spec.sslContext(tls));
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

	private static final class Trusting implements X509TrustManager {

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type) {
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type) {
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return new X509Certificate[0];
		}

	}

}
