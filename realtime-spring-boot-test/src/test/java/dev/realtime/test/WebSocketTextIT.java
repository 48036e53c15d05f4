package dev.realtime.test;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Autobahn 6: UTF-8. A text is judged when it is whole, not at its first wrong byte (6.4
 * allows that), so that one rule holds for each server.
 */
class WebSocketTextIT extends WebSocketConformance {

	/** 6.1. */
	@Test
	void whenFragmentsAreEmptyThenTheyAddNothing() {
		this.ws.send(false, RawWebSocket.TEXT, new byte[0])
			.send(false, RawWebSocket.CONTINUATION, new byte[0])
			.send(true, RawWebSocket.CONTINUATION, new byte[0]);
		assertThat(this.ws.text()).contains("bad_message");
		byte[] message = echo("middle frame payload");
		this.ws.send(false, RawWebSocket.TEXT, new byte[0])
			.send(false, RawWebSocket.CONTINUATION, message)
			.send(true, RawWebSocket.CONTINUATION, new byte[0]);
		assertEchoed(message);
	}

	/** 6.2, 6.5 to 6.7, 6.9, 6.11, 6.22, 6.23: valid, whatever the fragments. */
	@ParameterizedTest
	@ValueSource(strings = { "48 65 6c 6c 6f 2d c2 b5 40 c3 9f c3 b6 c3 a4 c3 bc c3 a0 c3 a1 2d 55 54 46 2d 38 21 21",
			"ce ba e1 bd b9 cf 83 ce bc ce b5", "7f", "c2 80", "df bf", "e0 a0 80", "ef bf bf", "f0 90 80 80",
			"f4 8f bf bf", "ed 9f bf", "ee 80 80", "ef bf bd", "f0 9f bf be f0 9f bf bf", "ef bf be", "ef bb bf" })
	void whenTextIsUtf8ThenItIsEchoedHoweverItIsSplit(String hex) {
		byte[] message = echoOfBytes(hex);
		this.ws.send(true, RawWebSocket.TEXT, message);
		assertEchoed(message);
		sendSplit(message, 1);
		assertEchoed(message);
		sendSplit(message, 2);
		assertEchoed(message);
		sendChopped(RawWebSocket.bytes(0x81, message), 1);
		assertEchoed(message);
	}

	/** 6.3, 6.8, 6.10, 6.12 to 6.21: invalid, whatever the fragments. */
	@ParameterizedTest
	@ValueSource(strings = { "ce ba e1 bd b9 cf 83 ce bc ce b5 ed a0 80 65 64 69 74 65 64", "80", "bf", "80 bf 80 bf",
			"c0 20", "df 20", "e0 20", "ef bf 20", "f0 20", "f7 bf bf bf", "f8 88 80 80 80", "fc 84 80 80 80 80",
			"fb bf bf bf bf", "fe", "ff", "fe fe ff ff", "c0 af", "c1 bf", "e0 80 af", "e0 9f bf", "f0 80 80 af",
			"f0 8f bf bf", "f8 80 80 80 af", "c0 80", "ed a0 80", "ed af bf", "ed b0 80", "ed bf bf",
			"ed a0 80 ed b0 80", "f4 90 80 80", "c3", "e2 82", "f0 9f 98", "cf 83 ce" })
	void whenTextIsNoUtf8ThenCloseIs1007HoweverItIsSplit(String hex) {
		byte[] message = echoOfBytes(hex);
		this.ws.send(true, RawWebSocket.TEXT, message);
		assertClosed(1007);
		close();
		open();
		sendSplit(message, 1);
		assertClosed(1007);
	}

	/** 6.4: half a character at the very end. */
	@Test
	void whenTextEndsWithinACharacterThenCloseIs1007() {
		byte[] message = echo("é");
		int within = dataOffset() + 1;
		this.ws.send(false, RawWebSocket.TEXT, Arrays.copyOf(message, within));
		this.ws.send(true, RawWebSocket.CONTINUATION, new byte[0]);
		assertClosed(1007);
	}

	/** What comes before and after the data in one frame, the data in pieces. */
	private void sendSplit(byte[] message, int size) {
		int end = message.length - 3;
		this.ws.send(false, RawWebSocket.TEXT, Arrays.copyOf(message, dataOffset()));
		for (int from = dataOffset(); from < end; from += size) {
			this.ws.send(false, RawWebSocket.CONTINUATION,
					Arrays.copyOfRange(message, from, Math.min(end, from + size)));
		}
		this.ws.send(true, RawWebSocket.CONTINUATION, Arrays.copyOfRange(message, end, message.length));
	}

}
