package dev.realtime.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/**
 * A socket that was opened, and nothing else. What it sends need not become a request.
 */
final class RawClient implements AutoCloseable {

	private final Socket socket = new Socket();

	private final StringBuilder received = new StringBuilder();

	private boolean ended;

	RawClient(int port, String begin) {
		try {
			this.socket.setTcpNoDelay(true);
			this.socket.connect(new InetSocketAddress("localhost", port));
			// As short as it can be: reading only looks.
			this.socket.setSoTimeout(1);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		send(begin.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Send bytes, unless the server has closed the connection.
	 * @param bytes the bytes
	 */
	void send(byte... bytes) {
		try {
			this.socket.getOutputStream().write(bytes);
			this.socket.getOutputStream().flush();
		}
		catch (IOException ex) {
			this.ended = true;
		}
	}

	/**
	 * Whether the server has closed the connection. Reads what it said before.
	 * @return {@code true} if it has
	 */
	boolean isEnded() {
		try {
			int b = this.ended ? -1 : this.socket.getInputStream().read();
			while (b >= 0) {
				this.received.append((char) b);
				b = this.socket.getInputStream().read();
			}
			this.ended = true;
		}
		catch (SocketTimeoutException ex) {
			return false;
		}
		catch (IOException ex) {
			this.ended = true;
		}
		return this.ended;
	}

	String received() {
		return this.received.toString();
	}

	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
