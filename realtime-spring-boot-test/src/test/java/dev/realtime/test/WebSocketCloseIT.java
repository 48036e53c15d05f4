package dev.realtime.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Autobahn 7: the closing handshake.
 */
class WebSocketCloseIT extends WebSocketConformance {

	/** 7.1.1. */
	@Test
	void whenAMessageComesBeforeTheCloseThenItIsEchoed() {
		byte[] message = echo("Hello World!");
		this.ws.send(true, RawWebSocket.TEXT, message);
		assertEchoed(message);
		this.ws.send(true, RawWebSocket.CLOSE, close(1000, ""));
		assertClosed(1000);
		assertEnded();
	}

	/** 7.1.2 to 7.1.4. */
	@Test
	void whenAnythingComesAfterTheCloseThenItIsIgnored() {
		this.ws.send(true, RawWebSocket.CLOSE, close(1000, ""));
		try {
			this.ws.send(true, RawWebSocket.CLOSE, close(1000, ""))
				.send(true, RawWebSocket.PING, bytes("ping"))
				.send(true, RawWebSocket.TEXT, echo("no"));
		}
		catch (UncheckedIOException ex) {
			// It may be gone already.
		}
		RawWebSocket.Frame frame = this.ws.frame();
		assertThat(frame.opcode()).isEqualTo(RawWebSocket.CLOSE);
		assertEnded();
	}

	/** 7.1.5. */
	@Test
	void whenCloseComesInTheMidstOfAMessageThenItCounts() {
		this.ws.send(false, RawWebSocket.TEXT, bytes("fragment1"));
		this.ws.send(true, RawWebSocket.CLOSE, close(1000, ""));
		assertClosed(1000);
		assertEnded();
	}

	/** 7.3.1. */
	@Test
	void whenCloseSaysNothingThenTheAnswerDoesNeither() {
		this.ws.send(true, RawWebSocket.CLOSE, new byte[0]);
		RawWebSocket.Frame frame = this.ws.frame();
		assertThat(frame.opcode()).isEqualTo(RawWebSocket.CLOSE);
		assertThat(frame.payload()).isEmpty();
		assertEnded();
	}

	/** 7.3.2, 7.3.6, 7.5.1: half a code, too long a reason, a reason that is no UTF-8. */
	@ParameterizedTest
	@ValueSource(ints = { 1, 126 })
	void whenCloseHasAWrongLengthThenConnectionIsClosedForIt(int length) {
		this.ws.send(true, RawWebSocket.CLOSE, new byte[length]);
		assertClosed(BROKEN);
		assertEnded();
	}

	/** 7.3.3 to 7.3.5. */
	@ParameterizedTest
	@ValueSource(ints = { 0, 6, 123 })
	void whenCloseHasAReasonThenItIsEchoed(int length) {
		byte[] payload = close(1000, "*".repeat(length));
		this.ws.send(true, RawWebSocket.CLOSE, payload);
		assertThat(this.ws.frame().payload()).startsWith((byte) 3, (byte) 0xE8);
		assertEnded();
	}

	/** 7.5.1. */
	@Test
	void whenReasonIsNoUtf8ThenConnectionIsClosedForIt() {
		this.ws.send(true, RawWebSocket.CLOSE, new byte[] { 3, (byte) 0xE8, (byte) 0xCE, (byte) 0xED });
		assertThat(this.ws.untilClose()).last().extracting(RawWebSocket.Frame::closeCode).isIn(BROKEN, 1007);
		assertEnded();
	}

	/** 7.7. */
	@ParameterizedTest
	@ValueSource(ints = { 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999 })
	void whenCodeIsValidThenItIsEchoed(int code) {
		this.ws.send(true, RawWebSocket.CLOSE, close(code, ""));
		assertClosed(code);
		assertEnded();
	}

	/** 7.9. */
	@ParameterizedTest
	@ValueSource(ints = { 0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999 })
	void whenCodeIsInvalidThenConnectionIsClosedForIt(int code) {
		this.ws.send(true, RawWebSocket.CLOSE, close(code, ""));
		assertClosed(BROKEN);
		assertEnded();
	}

	/** RFC 6455, 5.5.1: nothing is sent after a close, not even another. */
	@Test
	void whenTheServersCloseIsAnsweredThenNothingFollows() {
		this.ws.send(true, RawWebSocket.BINARY, bytes("x"));
		assertClosed(1003);
		this.ws.send(true, RawWebSocket.CLOSE, close(1000, ""));
		assertEnded();
	}

	private void assertEnded() {
		assertThatExceptionOfType(IOException.class).isThrownBy(this.ws::read)
			.isNotInstanceOf(SocketTimeoutException.class);
	}

	private static byte[] close(int code, String reason) {
		return ByteBuffer.allocate(2 + reason.length()).putShort((short) code).put(bytes(reason)).array();
	}

}
