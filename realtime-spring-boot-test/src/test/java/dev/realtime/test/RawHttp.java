package dev.realtime.test;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * One HTTP exchange, byte by byte, over a socket of its own. Reads wait for ten seconds.
 */
class RawHttp implements AutoCloseable {

	final Socket socket;

	private InputStream in;

	private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

	private int status;

	private int chunkLeft;

	private boolean chunkEnded = true;

	private boolean chunkSeen;

	private boolean ended;

	RawHttp(int port, int receiveBuffer, String request) {
		this(new Socket(), port, receiveBuffer, request);
	}

	RawHttp(Socket socket, int port, int receiveBuffer, String request) {
		this.socket = socket;
		try {
			if (receiveBuffer > 0) {
				this.socket.setReceiveBufferSize(receiveBuffer);
			}
			this.socket.setSoTimeout(10_000);
			this.socket.setTcpNoDelay(true);
			this.socket.connect(new InetSocketAddress("localhost", port));
			this.in = new BufferedInputStream(this.socket.getInputStream());
			write(request.getBytes(StandardCharsets.UTF_8));
			readHead();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static RawHttp get(int port, String path, String... headers) {
		return new RawHttp(port, 0, request("GET", port, path, headers));
	}

	static RawHttp post(int port, String path, String body, String... headers) {
		return new RawHttp(port, 0, request("POST", port, path, headers).stripTrailing() + "\r\nContent-Length: "
				+ body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
	}

	/**
	 * Make the head of a request.
	 * @param method the method
	 * @param port the port, for the host header
	 * @param path the path below {@code /realtime}
	 * @param headers whole header lines
	 * @return the head, with its blank line
	 */
	static String request(String method, int port, String path, String... headers) {
		StringBuilder head = new StringBuilder(method + " /realtime" + path + " HTTP/1.1\r\nHost: localhost:" + port);
		for (String header : headers) {
			head.append("\r\n").append(header);
		}
		return head.append("\r\n\r\n").toString();
	}

	int status() {
		return this.status;
	}

	String header(String name) {
		return this.headers.get(name);
	}

	Map<String, String> headers() {
		return this.headers;
	}

	final void write(byte[] bytes) throws IOException {
		this.socket.getOutputStream().write(bytes);
		this.socket.getOutputStream().flush();
	}

	final int read() throws IOException {
		int b = this.in.read();
		if (b < 0) {
			throw new EOFException("the server closed the connection");
		}
		return b;
	}

	final byte[] read(int count) throws IOException {
		byte[] bytes = this.in.readNBytes(count);
		if (bytes.length < count) {
			throw new EOFException("the server closed the connection");
		}
		return bytes;
	}

	private String readLine() throws IOException {
		StringBuilder line = new StringBuilder();
		int b = read();
		while (b != '\n') {
			line.append((char) b);
			b = read();
		}
		return line.toString().stripTrailing();
	}

	private void readHead() throws IOException {
		this.status = Integer.parseInt(readLine().split(" ")[1]);
		String line = readLine();
		while (!line.isEmpty()) {
			int colon = line.indexOf(':');
			this.headers.merge(line.substring(0, colon), line.substring(colon + 1).strip(), (a, b) -> a + ", " + b);
			line = readLine();
		}
	}

	/**
	 * Read the head of the response after this one.
	 * @return its status
	 */
	int nextHead() {
		try {
			this.headers.clear();
			this.chunkEnded = true;
			this.chunkSeen = false;
			this.ended = false;
			readHead();
			return this.status;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The next byte of the body.
	 * @return the byte, or -1 at the body's end
	 * @throws IOException if the connection broke before it
	 */
	private int bodyByte() throws IOException {
		if (!"chunked".equalsIgnoreCase(header("Transfer-Encoding"))) {
			return this.in.read();
		}
		if (this.chunkEnded) {
			if (this.chunkSeen) {
				// Not before: Jetty sends it with the next chunk.
				readLine();
			}
			this.chunkSeen = true;
			this.chunkLeft = Integer.parseInt(readLine(), 16);
			this.chunkEnded = false;
		}
		if (this.chunkLeft == 0) {
			readEnd();
			return -1;
		}
		int b = read();
		if (--this.chunkLeft == 0) {
			this.chunkEnded = true;
		}
		return b;
	}

	private void readEnd() throws IOException {
		if (!this.ended) {
			this.ended = true;
			readLine();
		}
	}

	/**
	 * Read one block of an event stream.
	 * @return its text with the blank line, or what was left at the stream's end
	 * @throws UncheckedIOException if the stream was not ended in order
	 */
	String block() {
		try {
			ByteArrayOutputStream block = new ByteArrayOutputStream();
			int last = 0;
			int b = bodyByte();
			while (b >= 0) {
				block.write(b);
				if (b == '\n' && last == '\n') {
					break;
				}
				last = b;
				b = bodyByte();
			}
			return block.toString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Read blocks up to the first that is not a heartbeat, which a busy machine may send
	 * before anything else.
	 * @return its text, as {@link #block()} has it
	 */
	String blockButHeartbeat() {
		String block = block();
		while (block.startsWith(": hb") || block.startsWith("event: rt.heartbeat")) {
			block = block();
		}
		return block;
	}

	/**
	 * Read the body to its end.
	 * @return the body
	 */
	String body() {
		try {
			String length = header("Content-Length");
			if (length != null) {
				return new String(read(Integer.parseInt(length)), StandardCharsets.UTF_8);
			}
			ByteArrayOutputStream body = new ByteArrayOutputStream();
			for (int b = bodyByte(); b >= 0; b = bodyByte()) {
				body.write(b);
			}
			return body.toString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Drop the connection. */
	void cut() {
		try {
			if (!this.socket.isClosed()) {
				this.socket.setSoLinger(true, 0);
				this.socket.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		cut();
	}

}
