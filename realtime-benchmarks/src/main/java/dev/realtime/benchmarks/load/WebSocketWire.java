package dev.realtime.benchmarks.load;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Reads WebSocket frames, fragmented or not: answers pings, hands short texts and those
 * before the opening to the conversation, and scans all others for stamps.
 */
final class WebSocketWire implements Wire {

	private static final int MAX_HEADER = 10;

	private static final int MAX_TEXT = 4096;

	/** Nothing shorter can have a stamp in it. */
	private static final int SHORT = 4;

	private final Conversation conversation;

	private byte @Nullable [] header;

	private int headerLength;

	private int opcode;

	private boolean last;

	private int length;

	private long remaining;

	private byte @Nullable [] text;

	private int textLength;

	WebSocketWire(Conversation conversation) {
		this.conversation = conversation;
	}

	@Override
	public void begin(ClientConnection connection) {
		this.conversation.start(connection);
	}

	@Override
	public void received(ClientConnection connection, byte[] bytes, int from, int to) {
		int position = from;
		if (this.header != null) {
			position -= this.headerLength;
			System.arraycopy(this.header, 0, bytes, position, this.headerLength);
			this.header = null;
		}
		while (position < to) {
			if (this.remaining == 0) {
				int payload = header(bytes, position, to);
				if (payload < 0) {
					keepHeader(bytes, position, to);
					return;
				}
				position = payload;
			}
			int end = (int) Math.min(to, position + this.remaining);
			this.remaining -= end - position;
			payload(connection, bytes, position, end);
			position = end;
		}
	}

	/** Where the payload begins, or -1 if the header is not complete. */
	private int header(byte[] bytes, int position, int to) {
		if (to - position < 2) {
			return -1;
		}
		int size = bytes[position + 1] & 0x7f;
		int extra = (size == 127) ? 8 : (size == 126) ? 2 : 0;
		if (to - position < 2 + extra) {
			return -1;
		}
		long announced = size;
		if (extra > 0) {
			announced = 0;
			for (int i = 0; i < extra; i++) {
				announced = (announced << 8) | (bytes[position + 2 + i] & 0xff);
			}
		}
		int code = bytes[position] & 0x0f;
		this.opcode = code;
		this.last = bytes[position] < 0;
		this.length = (int) Math.min(announced, Integer.MAX_VALUE);
		this.remaining = announced;
		return position + 2 + extra;
	}

	private void keepHeader(byte[] bytes, int from, int to) {
		this.header = new byte[MAX_HEADER];
		this.headerLength = to - from;
		System.arraycopy(bytes, from, this.header, 0, this.headerLength);
	}

	private void payload(ClientConnection connection, byte[] bytes, int from, int to) {
		if (this.opcode >= ClientFrames.CLOSE) {
			collect(bytes, from, to);
			if (this.remaining == 0) {
				control(connection);
			}
		}
		else if (!connection.isOpen() || (this.length <= SHORT && this.last)) {
			collect(bytes, from, to);
			if (this.remaining == 0 && this.last) {
				this.conversation.text(connection, takeText());
			}
		}
		else {
			connection.scan(bytes, from, to);
		}
	}

	private void control(ClientConnection connection) {
		if (this.opcode == ClientFrames.PING && this.text != null) {
			connection.send(ClientFrames.frame(ClientFrames.PONG, this.text, this.textLength));
		}
		else if (this.opcode == ClientFrames.CLOSE) {
			connection.close();
		}
		takeText();
	}

	private void collect(byte[] bytes, int from, int to) {
		if (this.text == null) {
			this.text = new byte[MAX_TEXT];
		}
		int room = Math.min(to - from, MAX_TEXT - this.textLength);
		System.arraycopy(bytes, from, this.text, this.textLength, room);
		this.textLength += room;
	}

	private String takeText() {
		String taken = (this.text != null) ? new String(this.text, 0, this.textLength, StandardCharsets.UTF_8) : "";
		this.text = null;
		this.textLength = 0;
		return taken;
	}

}
