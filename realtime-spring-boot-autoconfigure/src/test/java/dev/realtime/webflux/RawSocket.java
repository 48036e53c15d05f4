package dev.realtime.webflux;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A client that may do what no library does: bytes in, bytes out.
 */
final class RawSocket implements AutoCloseable {

	private final Socket socket;

	private final InputStream in;

	RawSocket(int port) throws IOException {
		this(port, 64 * 1024);
	}

	RawSocket(int port, int receiveBuffer) throws IOException {
		this.socket = new Socket();
		this.socket.setReceiveBufferSize(receiveBuffer);
		this.socket.connect(new InetSocketAddress("localhost", port));
		this.socket.setSoTimeout(10_000);
		this.in = new BufferedInputStream(this.socket.getInputStream());
	}

	static RawSocket webSocket(int port, String pathAndQuery) throws IOException {
		RawSocket raw = new RawSocket(port, 4096);
		raw.send("GET " + pathAndQuery + " HTTP/1.1\r\nHost: localhost:" + port + "\r\nUpgrade: websocket\r\n"
				+ "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
		raw.readUntil("\r\n\r\n");
		return raw;
	}

	void send(String text) throws IOException {
		send(text.getBytes(StandardCharsets.UTF_8));
	}

	void send(byte[] bytes) throws IOException {
		this.socket.getOutputStream().write(bytes);
		this.socket.getOutputStream().flush();
	}

	/**
	 * Send a frame, masked with zeros.
	 */
	void frame(int firstByte, byte[] payload) throws IOException {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		out.write(firstByte);
		if (payload.length < 126) {
			out.write(0x80 | payload.length);
		}
		else if (payload.length < 65536) {
			out.write(0x80 | 126);
			out.writeBytes(ByteBuffer.allocate(2).putShort((short) payload.length).array());
		}
		else {
			out.write(0x80 | 127);
			out.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
		}
		out.writeBytes(new byte[4]);
		out.writeBytes(payload);
		send(out.toByteArray());
	}

	String readUntil(String end) throws IOException {
		byte[] last = end.getBytes(StandardCharsets.UTF_8);
		ByteArrayOutputStream read = new ByteArrayOutputStream();
		int matched = 0;
		while (matched < last.length) {
			int next = this.in.read();
			if (next < 0) {
				throw new IOException("ended after " + read);
			}
			read.write(next);
			matched = (next == last[matched]) ? matched + 1 : (next == last[0]) ? 1 : 0;
		}
		return read.toString(StandardCharsets.UTF_8);
	}

	/**
	 * Read frames until the close frame.
	 * @return its code
	 */
	int readCloseCode() throws IOException {
		while (true) {
			int first = this.in.read();
			int length = this.in.read();
			if (first < 0 || length < 0) {
				throw new IOException("ended without a close frame");
			}
			if (length == 126) {
				length = (this.in.read() << 8) | this.in.read();
			}
			byte[] payload = this.in.readNBytes(length);
			if ((first & 0x0F) == 8) {
				return ((payload[0] & 0xFF) << 8) | (payload[1] & 0xFF);
			}
		}
	}

	/**
	 * Read all that comes.
	 * @return whether the connection ended within the time
	 */
	boolean readToEnd(int millis) throws IOException {
		this.socket.setSoTimeout(millis);
		try {
			while (this.in.read(new byte[65536]) >= 0) {
				continue;
			}
			return true;
		}
		catch (SocketTimeoutException ex) {
			return false;
		}
		catch (IOException ex) {
			return true;
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
