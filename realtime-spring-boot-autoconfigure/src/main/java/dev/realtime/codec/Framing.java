package dev.realtime.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a transport puts around the bytes that it carries.
 */
public enum Framing {

	/** Nothing. */
	NONE {

		@Override
		public byte[] around(byte[] content) {
			return content;
		}

	},

	/** One chunk of a chunked HTTP/1.1 body (RFC 9112, 7.1). */
	CHUNK {

		@Override
		public byte[] around(byte[] content) {
			byte[] size = (Integer.toHexString(content.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
			return ByteBuffer.allocate(size.length + content.length + 2)
				.put(size)
				.put(content)
				.put((byte) '\r')
				.put((byte) '\n')
				.array();
		}

	},

	/** A WebSocket text frame, final and unmasked (RFC 6455, 5.2). */
	TEXT {

		@Override
		public byte[] around(byte[] content) {
			return webSocketFrame(0x81, content);
		}

	},

	/** A WebSocket ping (RFC 6455, 5.5.2), whose content is at most 125 bytes. */
	PING {

		@Override
		public byte[] around(byte[] content) {
			return webSocketFrame(0x89, content);
		}

	},

	/** A WebSocket pong (RFC 6455, 5.5.3), whose content is at most 125 bytes. */
	PONG {

		@Override
		public byte[] around(byte[] content) {
			return webSocketFrame(0x8A, content);
		}

	},

	/**
	 * A WebSocket close (RFC 6455, 5.5.1). The content is empty, or two bytes of code and
	 * a reason in UTF-8, and at most 125 bytes.
	 */
	CLOSE {

		@Override
		public byte[] around(byte[] content) {
			return webSocketFrame(0x88, content);
		}

	};

	private static final int MAX_SHORT = 125;

	private static final int MAX_MEDIUM = 0xFFFF;

	/**
	 * Put the transport's bytes around others.
	 * @param content what the transport carries
	 * @return all bytes
	 */
	public abstract byte[] around(byte[] content);

	private static byte[] webSocketFrame(int first, byte[] content) {
		int length = content.length;
		if (length <= MAX_SHORT) {
			return ByteBuffer.allocate(2 + length).put((byte) first).put((byte) length).put(content).array();
		}
		if (length <= MAX_MEDIUM) {
			return ByteBuffer.allocate(4 + length)
				.put((byte) first)
				.put((byte) 126)
				.putShort((short) length)
				.put(content)
				.array();
		}
		return ByteBuffer.allocate(10 + length).put((byte) first).put((byte) 127).putLong(length).put(content).array();
	}

}
