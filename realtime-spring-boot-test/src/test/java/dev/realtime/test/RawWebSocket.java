package dev.realtime.test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import tools.jackson.databind.JsonNode;

/**
 * A WebSocket client that may do what the JDK's refuses to. Answers nothing by itself.
 */
final class RawWebSocket extends RawHttp {

	static final int CONTINUATION = 0;

	static final int TEXT = 1;

	static final int BINARY = 2;

	static final int CLOSE = 8;

	static final int PING = 9;

	static final int PONG = 10;

	private static final byte[] MASK = { 1, 2, 3, 4 };

	private RawWebSocket(int port, int receiveBuffer, String path, String[] headers) {
		super(port, receiveBuffer, request("GET", port, path, headers));
	}

	static RawWebSocket open(int port, String path, String... headers) {
		return open(port, 0, path, headers);
	}

	static RawWebSocket open(int port, int receiveBuffer, String path, String... headers) {
		List<String> all = new ArrayList<>(Arrays.asList(headers));
		all.addAll(List.of("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
		if (all.stream().noneMatch((header) -> header.startsWith("Sec-WebSocket-Version"))) {
			all.add("Sec-WebSocket-Version: 13");
		}
		return new RawWebSocket(port, receiveBuffer, path, all.toArray(String[]::new));
	}

	RawWebSocket send(String text) {
		return send(true, TEXT, text.getBytes(StandardCharsets.UTF_8));
	}

	RawWebSocket send(boolean last, int opcode, byte[] payload) {
		return sendBytes(bytes((last ? 0x80 : 0) | opcode, payload));
	}

	/**
	 * Send what may or may not be a frame.
	 * @param bytes the bytes
	 * @return this
	 */
	RawWebSocket sendBytes(byte[] bytes) {
		try {
			write(bytes);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return this;
	}

	/**
	 * The bytes of a masked frame.
	 * @param head its first byte
	 * @param payload its payload
	 * @return the bytes
	 */
	static byte[] bytes(int head, byte[] payload) {
		ByteArrayOutputStream frame = new ByteArrayOutputStream();
		frame.write(head);
		if (payload.length < 126) {
			frame.write(0x80 | payload.length);
		}
		else if (payload.length < 65_536) {
			frame.write(0x80 | 126);
			frame.writeBytes(ByteBuffer.allocate(2).putShort((short) payload.length).array());
		}
		else {
			frame.write(0x80 | 127);
			frame.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
		}
		frame.writeBytes(MASK);
		for (int i = 0; i < payload.length; i++) {
			frame.write(payload[i] ^ MASK[i % 4]);
		}
		return frame.toByteArray();
	}

	Frame frame() {
		try {
			int first = read();
			long length = read();
			if (length == 126) {
				length = ByteBuffer.wrap(read(2)).getShort() & 0xFFFF;
			}
			else if (length == 127) {
				length = ByteBuffer.wrap(read(8)).getLong();
			}
			return new Frame(first, read((int) length));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The next text frame.
	 * @return its text
	 */
	String text() {
		Frame frame = frame();
		while (frame.opcode() == PING) {
			frame = frame();
		}
		if (frame.opcode() != TEXT) {
			throw new AssertionError("Not a text frame: " + frame);
		}
		return frame.text();
	}

	JsonNode json() {
		return FrameReader.tree(text());
	}

	/**
	 * Read until the server closes.
	 * @return the texts that came before, and the close frame at the end
	 */
	List<Frame> untilClose() {
		List<Frame> frames = new ArrayList<>();
		Frame frame = frame();
		while (frame.opcode() != CLOSE) {
			frames.add(frame);
			frame = frame();
		}
		frames.add(frame);
		return frames;
	}

	/**
	 * One frame.
	 *
	 * @param head its first byte
	 * @param payload its payload
	 */
	record Frame(int head, byte[] payload) {

		int opcode() {
			return this.head & 15;
		}

		String text() {
			return new String(this.payload, StandardCharsets.UTF_8);
		}

		int closeCode() {
			return ByteBuffer.wrap(this.payload).getShort() & 0xFFFF;
		}

		@Override
		public String toString() {
			return opcode() + ":" + ((opcode() == CLOSE) ? closeCode() : text());
		}

	}

}
