package dev.realtime.test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.realtime.CloseReason;
import dev.realtime.RealtimeDisconnectedEvent;
import dev.realtime.Transport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * WebSockets that keep what they hold and give nothing, on each path of Reactor Netty:
 * they are freed, hold no more than their share while they last, and nobody else notices.
 */
@ParameterizedClass
@ValueSource(strings = { "auto", "off" })
class SlowWebSocketsIT {

	private static final int CLIENTS = 20;

	private static final int SMALL_WINDOW = 4096;

	private static final Duration FREED = Duration.ofSeconds(8);

	/** A socket's send buffer and one round of answers are far below. */
	private static final long MUCH = 2_000_000;

	private static final Executor THREADS = (task) -> new Thread(task, "hostile").start();

	@Parameter
	String fastPath;

	private TestApp app;

	private RealtimeTestClient normal;

	private final List<RawWebSocket> slow = new ArrayList<>();

	@BeforeEach
	void start() {
		this.app = TestApp.start(WatchedServer.class, "realtime.fast-path=" + this.fastPath,
				"realtime.websocket.ping-interval=300ms", "realtime.websocket.timeout=1200ms",
				"realtime.connections.stall-timeout=1200ms", "realtime.messages.rate-per-second=100000",
				"realtime.messages.burst=100000");
		// A WebSocket of a busy machine might answer pings as late as the others.
		this.normal = this.app.client(Transport.SSE, "orders.1").timeout(Duration.ofSeconds(5)).connect();
		this.normal.awaitReady();
	}

	@AfterEach
	void stop() {
		this.slow.forEach(RawWebSocket::close);
		this.normal.close();
		this.app.close();
	}

	@Test
	void whenFrameIsNotFinishedThenTimeoutEndsIt() {
		String[] begun = { "", "81", "81fe20", "81fe2000010203047a7b", "89850102030405" };
		open(begun.length * CLIENTS, 0);
		for (int i = 0; i < this.slow.size(); i++) {
			this.slow.get(i).sendBytes(HexFormat.of().parseHex(begun[i % begun.length]));
		}
		assertNobodyWaits();
		assertFreed(CloseReason.TIMEOUT);
		assertThat(this.slow).allSatisfy((each) -> assertThat(each.untilClose()).last()
			.extracting(RawWebSocket.Frame::closeCode)
			.isEqualTo(4012));
	}

	@Test
	void whenFrameComesByteByByteThenTimeoutEndsIt() {
		open(CLIENTS, 0);
		byte[] frame = RawWebSocket.bytes(0x81, new byte[60_000]);
		int[] at = { 0 };
		Awaitility.await().pollInterval(Duration.ofMillis(50)).atMost(FREED).until(() -> {
			this.slow.forEach((each) -> trickle(each, frame[at[0]]));
			at[0]++;
			return this.app.disconnected().size() == CLIENTS;
		});
		assertFreed(CloseReason.TIMEOUT);
	}

	/** Who answers pings is alive, but half a message is not to be kept for ever. */
	@Test
	void whenMessageIsNotFinishedThenItsTimeEndsItThoughPingsAreAnswered() {
		// Few, each of whom has time to answer.
		open(4, 0);
		for (RawWebSocket each : this.slow) {
			each.send(false, RawWebSocket.TEXT, " ".repeat(30_000).getBytes(StandardCharsets.UTF_8));
		}
		for (RawWebSocket each : this.slow) {
			CompletableFuture.runAsync(() -> answerPings(each), THREADS);
		}
		assertNobodyWaits();
		// A machine that is busy may answer pings too late; else nothing would end them.
		assertFreed(CloseReason.PROTOCOL_ERROR, CloseReason.TIMEOUT);
		assertThat(this.app.disconnected()).extracting(RealtimeDisconnectedEvent::reason)
			.contains(CloseReason.PROTOCOL_ERROR);
	}

	/** 10,000 fragments of one byte: the sixty-fifth is one too many. */
	@Test
	void whenMessageComesInTinyFragmentsThenOnlyAFewAreTaken() {
		open(1, 0);
		byte[] tiny = RawWebSocket.bytes(0, new byte[] { ' ' });
		byte[] all = new byte[10_000 * tiny.length];
		IntStream.range(0, 10_000).forEach((i) -> System.arraycopy(tiny, 0, all, i * tiny.length, tiny.length));
		this.slow.get(0).send(false, RawWebSocket.TEXT, new byte[] { '{' }).sendBytes(all);
		assertThat(this.slow.get(0).untilClose()).last().extracting(RawWebSocket.Frame::closeCode).isEqualTo(4400);
		assertFreed(CloseReason.PROTOCOL_ERROR);
	}

	@Test
	void whenEventsAreNotReadThenStallTimeoutOrTheOtherEndsIt() {
		open(CLIENTS, SMALL_WINDOW);
		String large = "x".repeat(20_000);
		for (int i = 0; i < 400; i++) {
			String id = this.app.publish("orders.1", large);
			assertThat(this.normal.awaitEvent().id()).isEqualTo(id);
		}
		assertThat(WatchedServer.mostPending(this.app)).isLessThan(MUCH);
		assertFreed(CloseReason.SLOW, CloseReason.TIMEOUT);
	}

	/** Who asks and does not read what it is answered. */
	@Test
	void whenAnswersAreNotReadThenTheyDoNotPileUp() {
		open(2, SMALL_WINDOW);
		String topics = IntStream.range(0, 100).mapToObj((i) -> "\"." + i + '"').collect(Collectors.joining(","));
		byte[] message = RawWebSocket.bytes(0x81,
				("{\"type\":\"rt.subscribe\",\"id\":\"1\",\"payload\":{\"topics\":[" + topics + "]}}").getBytes());
		assertBounded(message);
	}

	@Test
	void whenPongsAreNotReadThenTheyDoNotPileUp() {
		open(2, SMALL_WINDOW);
		assertBounded(RawWebSocket.bytes(0x89, new byte[125]));
	}

	/** The server stops to read, so that the client cannot send; its silence ends it. */
	private void assertBounded(byte[] flood) {
		for (RawWebSocket each : this.slow) {
			CompletableFuture.runAsync(() -> flood(each, flood), THREADS);
		}
		long[] most = { 0 };
		Awaitility.await().pollInterval(Duration.ofMillis(5)).atMost(Duration.ofSeconds(20)).until(() -> {
			most[0] = Math.max(most[0], WatchedServer.mostPending(this.app));
			return most[0] > MUCH || this.app.disconnected().size() == this.slow.size();
		});
		assertThat(most[0]).isLessThan(MUCH);
		assertNobodyWaits();
		assertFreed(CloseReason.TIMEOUT, CloseReason.SLOW, CloseReason.CLIENT_GONE);
	}

	private static void flood(RawWebSocket client, byte[] flood) {
		try {
			while (true) {
				client.write(flood);
			}
		}
		catch (IOException ex) {
			// The server has had enough.
		}
	}

	private static void answerPings(RawWebSocket client) {
		RawWebSocket.Frame frame = client.frame();
		while (frame.opcode() != RawWebSocket.CLOSE) {
			if (frame.opcode() == RawWebSocket.PING) {
				client.send(true, RawWebSocket.PONG, frame.payload());
			}
			frame = client.frame();
		}
	}

	private static void trickle(RawWebSocket client, byte b) {
		try {
			client.write(new byte[] { b });
		}
		catch (IOException ex) {
			// It was closed.
		}
	}

	private void open(int count, int window) {
		for (int i = 0; i < count; i++) {
			RawWebSocket ws = RawWebSocket.open(this.app.port(), window, "/ws?topic=orders.1");
			assertThat(ws.text()).contains("rt.ready");
			this.slow.add(ws);
		}
	}

	private void assertNobodyWaits() {
		for (int i = 0; i < 10; i++) {
			String id = this.app.publish("orders.1", i);
			assertThat(this.normal.awaitEvent().id()).isEqualTo(id);
		}
	}

	private void assertFreed(CloseReason... reasons) {
		Awaitility.await().atMost(FREED).until(() -> this.app.disconnected().size() == this.slow.size());
		assertThat(this.app.disconnected()).extracting(RealtimeDisconnectedEvent::reason).isSubsetOf(reasons);
		assertThat(this.app.connections().count().block()).isEqualTo(1);
		Awaitility.await().atMost(FREED).until(() -> WatchedServer.open(this.app) == 1);
	}

}
