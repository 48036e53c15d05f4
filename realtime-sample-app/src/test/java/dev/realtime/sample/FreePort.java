package dev.realtime.sample;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Ports of servers that start a little later. They lie below those that the system gives
 * to outgoing connections: whoever asks again and again whether the server is there yet
 * can be given the very port that it asks, and the server cannot have it any more.
 */
public final class FreePort {

	private static final int FIRST = 22000;

	private static final int LAST = 32000;

	private FreePort() {
	}

	/**
	 * Find one.
	 * @return a port that nobody listens on
	 */
	public static int find() {
		return first(1);
	}

	/**
	 * Find several, one after the other.
	 * @param count how many
	 * @return the first
	 */
	static int first(int count) {
		for (int i = 0; i < 1000; i++) {
			int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
			if (IntStream.range(port, port + count).allMatch(FreePort::isFree)) {
				return port;
			}
		}
		throw new IllegalStateException("No free port between " + FIRST + " and " + LAST);
	}

	private static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket(port)) {
			return socket.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

}
