package dev.realtime.test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who streams has nothing more to say. Clients that send on nevertheless are cut, or not
 * read; nothing of it is kept.
 */
@ParameterizedClass
@CsvSource({ "auto,auto", "auto,off", "off,off" })
class FloodedRequestsIT {

	/** More than the kernel keeps on both sides of a socket. */
	private static final long MUCH = 64_000_000;

	@Parameter(0)
	String fastPath;

	@Parameter(1)
	String detach;

	private TestApp app;

	@BeforeEach
	void start() {
		this.app = TestApp.start(WatchedServer.class, "realtime.fast-path=" + this.fastPath,
				"realtime.sse.detach=" + this.detach);
	}

	@AfterEach
	void stop() {
		this.app.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Content-Length: 2000000000" })
	void whenMoreIsSentThanARequestThenItIsNotKept(String header) {
		String request = header.isEmpty() ? RawHttp.request("GET", this.app.port(), "/sse?topic=orders.1")
				: RawHttp.request("GET", this.app.port(), "/sse?topic=orders.1", header);
		try (RawHttp sse = new RawHttp(this.app.port(), 0, request)) {
			assertThat(sse.block()).contains("rt.ready");
			AtomicLong sent = new AtomicLong();
			byte[] more = RawHttp.request("GET", this.app.port(), "/sse?topic=orders.2")
				.repeat(500)
				.getBytes(StandardCharsets.UTF_8);
			CompletableFuture<Void> flood = CompletableFuture.runAsync(() -> flood(sse, more, sent),
					(task) -> new Thread(task, "flood").start());
			Awaitility.await()
				.atMost(Duration.ofSeconds(20))
				.until(() -> flood.isDone() || sent.get() > MUCH || standsStill(sent));
			assertThat(sent.get()).isLessThan(MUCH);
			try (RawHttp other = RawHttp.get(this.app.port(), "/sse?topic=orders.1")) {
				assertThat(other.block()).contains("rt.ready");
			}
		}
		Awaitility.await().until(() -> this.app.connections().count().block() == 0);
		Awaitility.await().until(() -> WatchedServer.open(this.app) == 0);
	}

	private static boolean standsStill(AtomicLong sent) {
		long before = sent.get();
		return !Waiting.until(Duration.ofMillis(500), () -> sent.get() > before);
	}

	private static void flood(RawHttp client, byte[] more, AtomicLong sent) {
		try {
			while (sent.get() <= MUCH) {
				client.write(more);
				sent.addAndGet(more.length);
			}
		}
		catch (IOException ex) {
			// It was cut.
		}
	}

}
