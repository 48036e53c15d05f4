package dev.realtime.test;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Cases of the Autobahn test suite, numbered as there, on each path that a WebSocket can
 * take on Reactor Netty. That suite wants an echo; here a text is echoed by publishing it
 * to a topic that its sender follows, and what is no message is answered with an error.
 */
@ParameterizedClass
@ValueSource(strings = { "auto", "off" })
abstract class WebSocketConformance {

	/** How the protocol closes a connection that broke it, where RFC 6455 has 1002. */
	static final int BROKEN = 4400;

	private static final String HEAD = "{\"type\":\"rt.publish\",\"payload\":{\"topic\":\"room.1\",\"type\":\"echo\",\"data\":\"";

	private static final String TAIL = "\"}}";

	private static TestApp app;

	@Parameter
	String fastPath;

	RawWebSocket ws;

	@BeforeParameterizedClassInvocation
	static void start(String fastPath) {
		app = TestApp.start("realtime.fast-path=" + fastPath, "realtime.messages.rate-per-second=100000",
				"realtime.messages.burst=100000", "realtime.connections.max-per-user=0");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		app.close();
	}

	@BeforeEach
	void open() {
		this.ws = RawWebSocket.open(app.port(), "/ws?topic=room.1&user=autobahn");
		assertThat(this.ws.text()).contains("rt.ready");
	}

	@AfterEach
	void close() {
		this.ws.close();
	}

	/**
	 * A message that is echoed.
	 * @param data what is echoed, without quotation marks
	 * @return the message
	 */
	static byte[] echo(String data) {
		return (HEAD + data + TAIL).getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * A message of a certain size that is echoed.
	 * @param size the size in bytes
	 * @return the message
	 */
	static byte[] echoOf(int size) {
		return echo("*".repeat(size - HEAD.length() - TAIL.length()));
	}

	/**
	 * The same, with bytes that need not be text.
	 * @param hex what is echoed, in hexadecimal digits
	 * @return the message
	 */
	static byte[] echoOfBytes(String hex) {
		byte[] data = HexFormat.of().parseHex(hex.replace(" ", ""));
		return ByteBuffer.allocate(HEAD.length() + data.length + TAIL.length())
			.put(HEAD.getBytes(StandardCharsets.UTF_8))
			.put(data)
			.put(TAIL.getBytes(StandardCharsets.UTF_8))
			.array();
	}

	/**
	 * Where the data of a message begins.
	 * @return the offset in bytes
	 */
	static int dataOffset() {
		return HEAD.length();
	}

	final void assertEchoed(byte[] message) {
		String text = new String(message, StandardCharsets.UTF_8);
		String data = text.substring(HEAD.length(), text.length() - TAIL.length());
		assertThat(this.ws.text()).startsWith("{\"type\":\"echo\",\"topic\":\"room.1\"")
			.endsWith(",\"payload\":\"" + data + "\"}");
	}

	final void assertStillOpen() {
		byte[] message = echo("still here");
		this.ws.send(true, RawWebSocket.TEXT, message);
		assertEchoed(message);
	}

	final void assertPong(byte[] payload) {
		RawWebSocket.Frame pong = this.ws.frame();
		assertThat(pong.opcode()).isEqualTo(RawWebSocket.PONG);
		assertThat(pong.payload()).isEqualTo(payload);
	}

	final void assertClosed(int code) {
		assertThat(this.ws.untilClose()).last().extracting(RawWebSocket.Frame::closeCode).isEqualTo(code);
	}

	/**
	 * Send a message in fragments.
	 * @param message the message
	 * @param size how many bytes each fragment has
	 */
	final void sendFragments(byte[] message, int size) {
		for (int from = 0; from < message.length; from += size) {
			int to = Math.min(message.length, from + size);
			this.ws.send(to == message.length, (from == 0) ? RawWebSocket.TEXT : RawWebSocket.CONTINUATION,
					Arrays.copyOfRange(message, from, to));
		}
	}

	/**
	 * Send bytes in pieces that do not keep to frames.
	 * @param bytes the bytes
	 * @param size how many bytes are sent at a time
	 */
	final void sendChopped(byte[] bytes, int size) {
		for (int from = 0; from < bytes.length; from += size) {
			this.ws.sendBytes(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size)));
		}
	}

	static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
