package dev.realtime.benchmarks.load;

import java.nio.charset.StandardCharsets;

/**
 * WebSocket frames as a client sends them: final, masked, with up to 64 KB of payload.
 */
final class ClientFrames {

	static final int TEXT = 1;

	static final int CLOSE = 8;

	static final int PING = 9;

	static final int PONG = 10;

	private static final byte[] KEY = { 0x1c, 0x2d, 0x3e, 0x4f };

	private static final int MAX = 0xffff;

	private ClientFrames() {
	}

	static byte[] text(String text) {
		byte[] payload = text.getBytes(StandardCharsets.UTF_8);
		return frame(TEXT, payload, payload.length);
	}

	/**
	 * Make a frame.
	 * @param opcode its opcode
	 * @param payload begins with what is in it
	 * @param length how much of that
	 * @return the whole frame
	 */
	static byte[] frame(int opcode, byte[] payload, int length) {
		if (length > MAX) {
			throw new IllegalArgumentException("Too long for a frame: " + length);
		}
		int header = (length < 126) ? 2 : 4;
		byte[] frame = new byte[header + KEY.length + length];
		frame[0] = (byte) (0x80 | opcode);
		frame[1] = (byte) (0x80 | Math.min(length, 126));
		if (length >= 126) {
			frame[2] = (byte) (length >>> 8);
			frame[3] = (byte) length;
		}
		System.arraycopy(KEY, 0, frame, header, KEY.length);
		for (int i = 0; i < length; i++) {
			frame[header + KEY.length + i] = (byte) (payload[i] ^ KEY[i % KEY.length]);
		}
		return frame;
	}

}
