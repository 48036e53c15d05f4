package dev.realtime.test;

import java.util.Arrays;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Autobahn 1 to 5, 9 and 10: framing, pings, reserved bits, opcodes, fragments, limits.
 */
class WebSocketFramingIT extends WebSocketConformance {

	/** 1.1: every way to write a length, and the largest message that is taken. */
	@ParameterizedTest
	@ValueSource(ints = { 125, 126, 127, 128, 65_535, 65_536 })
	void whenTextHasAnySizeThenItIsEchoed(int size) {
		byte[] message = echoOf(size);
		this.ws.send(true, RawWebSocket.TEXT, message);
		assertEchoed(message);
	}

	/** 1.1.1. */
	@Test
	void whenTextIsEmptyThenItIsNoMessage() {
		this.ws.send("");
		assertThat(this.ws.text()).contains("bad_message");
		assertStillOpen();
	}

	/** 1.1.8. */
	@Test
	void whenTextComesInPiecesThenItIsEchoed() {
		byte[] message = echoOf(65_536);
		sendChopped(RawWebSocket.bytes(0x81, message), 997);
		assertEchoed(message);
	}

	/** 1.2. */
	@ParameterizedTest
	@ValueSource(ints = { 0, 125, 126, 65_536 })
	void whenFrameIsBinaryThenCloseIs1003(int size) {
		this.ws.send(true, RawWebSocket.BINARY, new byte[size]);
		assertClosed(1003);
	}

	/** 2.1 to 2.4. */
	@ParameterizedTest
	@ValueSource(ints = { 0, 5, 125 })
	void whenPingComesThenPongHasItsPayload(int size) {
		byte[] payload = new byte[size];
		Arrays.fill(payload, (byte) 0xFE);
		this.ws.send(true, RawWebSocket.PING, payload);
		assertPong(payload);
		assertStillOpen();
	}

	/** 2.5. */
	@Test
	void whenPingIsTooLongThenConnectionIsClosed() {
		this.ws.send(true, RawWebSocket.PING, new byte[126]);
		assertClosed(BROKEN);
	}

	/** 2.6, 2.11. */
	@Test
	void whenPingsComeByteByByteThenEachIsAnswered() {
		for (int i = 0; i < 10; i++) {
			sendChopped(RawWebSocket.bytes(0x89, bytes("payload-" + i)), 1);
		}
		for (int i = 0; i < 10; i++) {
			assertPong(bytes("payload-" + i));
		}
	}

	/** 2.7 to 2.9. */
	@Test
	void whenPongIsUnsolicitedThenItIsIgnored() {
		this.ws.send(true, RawWebSocket.PONG, new byte[0]).send(true, RawWebSocket.PONG, bytes("unsolicited"));
		this.ws.send(true, RawWebSocket.PING, bytes("ping"));
		assertPong(bytes("ping"));
		assertStillOpen();
	}

	/** 3.1 to 3.7: each reserved bit, with each opcode, after a message that counts. */
	@ParameterizedTest
	@CsvSource({ "0x40,1", "0x20,1", "0x30,1", "0x10,1", "0x50,2", "0x60,9", "0x70,8", "0x40,0" })
	void whenReservedBitsAreSetThenConnectionIsClosed(int bits, int opcode) {
		byte[] message = echo("before");
		this.ws.send(true, RawWebSocket.TEXT, message);
		assertEchoed(message);
		this.ws.sendBytes(RawWebSocket.bytes(0x80 | bits | opcode, bytes("x")));
		assertClosed(BROKEN);
	}

	/** 4.1, 4.2. */
	@ParameterizedTest
	@ValueSource(ints = { 3, 4, 5, 6, 7, 11, 12, 13, 14, 15 })
	void whenOpcodeIsReservedThenConnectionIsClosed(int opcode) {
		byte[] message = echo("before");
		this.ws.send(true, RawWebSocket.TEXT, message);
		assertEchoed(message);
		this.ws.send(true, opcode, bytes("x"));
		assertClosed(BROKEN);
	}

	/** 5.1, 5.2, and a close. */
	@ParameterizedTest
	@ValueSource(ints = { RawWebSocket.PING, RawWebSocket.PONG, RawWebSocket.CLOSE })
	void whenControlFrameIsFragmentedThenConnectionIsClosed(int opcode) {
		this.ws.send(false, opcode, new byte[0]);
		assertClosed(BROKEN);
	}

	/** 5.3 to 5.8: in two fragments, whole or chopped, with a ping between or without. */
	@ParameterizedTest
	@CsvSource({ "false,false", "false,true", "true,false", "true,true" })
	void whenTextComesInFragmentsThenItIsEchoed(boolean chopped, boolean ping) {
		byte[] message = echo("fragment1fragment2");
		int chop = chopped ? 1 : 1000;
		sendChopped(RawWebSocket.bytes(1, Arrays.copyOf(message, 50)), chop);
		if (ping) {
			sendChopped(RawWebSocket.bytes(0x89, bytes("between")), chop);
			assertPong(bytes("between"));
		}
		sendChopped(RawWebSocket.bytes(0x80, Arrays.copyOfRange(message, 50, message.length)), chop);
		assertEchoed(message);
	}

	/** 5.9 to 5.14. */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenNothingIsToBeContinuedThenConnectionIsClosed(boolean last) {
		this.ws.send(last, RawWebSocket.CONTINUATION, bytes("non-continuation payload"));
		assertClosed(BROKEN);
	}

	/** 5.15. */
	@Test
	void whenContinuationFollowsAWholeMessageThenConnectionIsClosed() {
		byte[] message = echo("fragment1fragment2");
		sendFragments(message, 60);
		assertEchoed(message);
		this.ws.send(false, RawWebSocket.CONTINUATION, bytes("fragment3"));
		assertClosed(BROKEN);
	}

	/** 5.16, 5.17, 5.18. */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenAMessageBeginsInAnotherThenConnectionIsClosed(boolean last) {
		this.ws.send(false, RawWebSocket.TEXT, bytes("fragment1")).send(last, RawWebSocket.TEXT, bytes("fragment2"));
		assertClosed(BROKEN);
	}

	/** 5.19, 5.20. */
	@Test
	void whenPingsComeBetweenFragmentsThenEachIsAnsweredAtOnce() {
		byte[] message = echo("fragment1fragment2fragment3fragment4fragment5");
		for (int i = 0; i < 5; i++) {
			int from = i * 20;
			byte[] part = Arrays.copyOfRange(message, from, (i < 4) ? from + 20 : message.length);
			this.ws.send(i == 4, (i == 0) ? RawWebSocket.TEXT : RawWebSocket.CONTINUATION, part);
			this.ws.send(true, RawWebSocket.PING, bytes("ping" + i));
			if (i < 4) {
				assertPong(bytes("ping" + i));
			}
		}
		// Its answer may overtake the event.
		assertThat(new String[] { this.ws.frame().text(), this.ws.frame().text() }).contains("ping4")
			.anySatisfy((text) -> assertThat(text).contains("fragment1fragment2fragment3fragment4fragment5"));
	}

	/** 9.1, 9.3: one byte too many, in one frame or several. */
	@ParameterizedTest
	@ValueSource(ints = { 65_537, 30_000 })
	void whenTextIsTooLongThenCloseIs1009(int fragment) {
		sendFragments(echoOf(65_537), fragment);
		assertClosed(1009);
	}

	/** 9.5: a length that nobody will send. */
	@Test
	void whenTextSaysThatItIsTooLongThenNobodyWaitsForIt() {
		this.ws.sendBytes(new byte[] { (byte) 0x81, (byte) 0xFF, 0x7F, -1, -1, -1, -1, -1, -1, -1, 1, 2, 3, 4 });
		assertClosed(1009);
	}

	/** 10.1.1. */
	@Test
	void whenALongTextIsFragmentedByItsSenderThenItIsEchoed() {
		byte[] message = echoOf(65_536);
		sendFragments(message, 1300);
		assertEchoed(message);
	}

	/** RFC 6455, 5.1 and 5.2: no mask, a length that is negative, or not the shortest. */
	@ParameterizedTest
	@ValueSource(strings = { "81 02 7b 7d", "81 ff ff ff ff ff ff ff ff ff 01 02 03 04", "81 fe 00 01 01 02 03 04 7a",
			"81 ff 00 00 00 00 00 00 00 01 01 02 03 04 7a" })
	void whenFrameBreaksARuleOfItsHeadThenConnectionIsClosed(String hex) {
		this.ws.sendBytes(HexFormat.of().parseHex(hex.replace(" ", "")));
		assertClosed(BROKEN);
	}

}
