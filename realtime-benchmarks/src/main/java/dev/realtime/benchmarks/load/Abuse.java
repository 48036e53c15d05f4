package dev.realtime.benchmarks.load;

import java.util.Arrays;
import java.util.List;

/**
 * What a client does that means harm.
 */
enum Abuse {

	/** Connects, and leaves when it is served. */
	STORM("sse", 500, true) {

		@Override
		void served(Abuser abuser) {
			abuser.leave();
		}

	},

	/** Sends what is no frame. */
	GARBAGE("ws", 500, true) {

		@Override
		void served(Abuser abuser) {
			abuser.send(NO_FRAMES.get(abuser.attempts() % NO_FRAMES.size()));
		}

	},

	/** Sends as many messages as it takes to be closed for it. */
	FLOOD("ws", 500, true) {

		@Override
		void served(Abuser abuser) {
			for (int i = 0; i < FLOOD_WRITES; i++) {
				abuser.send(MESSAGES);
			}
		}

	},

	/** Reads nothing of a WebSocket. */
	DEAF_WEBSOCKET("ws", 500, true) {

		@Override
		void served(Abuser abuser) {
			abuser.deafen();
		}

	},

	/** Reads nothing of a stream of server-sent events. */
	DEAF_STREAM("sse", 500, true) {

		@Override
		void served(Abuser abuser) {
			abuser.deafen();
		}

	},

	/** Sends half a request, and holds the socket. */
	HALF_REQUEST("sse", 2000, false) {

		@Override
		void served(Abuser abuser) {
			// It never is.
		}

	};

	private static final List<byte[]> NO_FRAMES = List.of(new byte[] { (byte) 0x81, 2, '{', '}' },
			ClientFrames.frame(3, new byte[1], 1),
			ClientFrames.frame(ClientFrames.TEXT, new byte[] { (byte) 0xC0, 0x20 }, 2),
			new byte[] { (byte) 0x81, (byte) 0xFF, 0x7F, -1, -1, -1, -1, -1, -1, -1, 1, 2, 3, 4 },
			ClientFrames.frame(2, new byte[100], 100));

	private static final int FLOOD_WRITES = 20;

	private static final byte[] MESSAGES = messages();

	private final String endpoint;

	private final int pauseMillis;

	private final boolean whole;

	Abuse(String endpoint, int pauseMillis, boolean whole) {
		this.endpoint = endpoint;
		this.pauseMillis = pauseMillis;
		this.whole = whole;
	}

	/**
	 * The server has begun to answer.
	 * @param abuser whom
	 */
	abstract void served(Abuser abuser);

	/** How long it waits before it does so again. */
	int pauseMillis() {
		return this.pauseMillis;
	}

	/** What it sends first. */
	byte[] request() {
		Dialect dialect = this.endpoint.equals("ws") ? Dialect.WEBSOCKET : Dialect.SSE;
		byte[] request = dialect.request("/realtime/" + this.endpoint + "?topic=public.t0", "");
		return this.whole ? request : Arrays.copyOf(request, request.length / 2);
	}

	/** How long it stays where nobody answers. */
	int patienceMillis() {
		return this.whole ? Integer.MAX_VALUE : this.pauseMillis;
	}

	private static byte[] messages() {
		byte[] message = ClientFrames.text("{\"type\":\"chat.message\",\"id\":\"1\",\"payload\":{\"a\":1}}");
		byte[] messages = new byte[10 * message.length];
		for (int i = 0; i < 10; i++) {
			System.arraycopy(message, 0, messages, i * message.length, message.length);
		}
		return messages;
	}

}
