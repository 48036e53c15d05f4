package dev.realtime.sample;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Stands in front of several nodes as a load balancer does, on this machine: bytes go to
 * the node that the browser's cookie names, to the next one in turn if it names none, and
 * to another if that one does not answer. Knows nothing else about what passes.
 */
final class Front implements Closeable {

	private static final Pattern VISIT = Pattern.compile(Visits.COOKIE + "=([^.;\\s]+)\\.");

	private static final int HEAD = 16_384;

	private static final byte[] NOBODY = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
		.getBytes(StandardCharsets.US_ASCII);

	private final ExecutorService threads = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "front");
		thread.setDaemon(true);
		return thread;
	});

	private final AtomicInteger turn = new AtomicInteger();

	private final Map<String, Integer> nodes;

	private final ServerSocket server;

	/**
	 * Listen.
	 * @param port where, on the loopback interface; 0 for a free one
	 * @param nodes the ports of the nodes by their names
	 * @throws IOException if the port is taken
	 */
	Front(int port, Map<String, Integer> nodes) throws IOException {
		this.nodes = Map.copyOf(nodes);
		this.server = new ServerSocket(port, 0, InetAddress.getLoopbackAddress());
		this.threads.execute(this::accept);
	}

	int port() {
		return this.server.getLocalPort();
	}

	private void accept() {
		while (!this.server.isClosed()) {
			try {
				Socket client = this.server.accept();
				this.threads.execute(() -> serve(client));
			}
			catch (IOException ex) {
				// Closed, or a client that is gone already.
			}
		}
	}

	private void serve(Socket client) {
		try (client) {
			byte[] buffer = new byte[HEAD];
			int length = client.getInputStream().read(buffer);
			if (length <= 0) {
				return;
			}
			try (Socket node = connect(new String(buffer, 0, length, StandardCharsets.ISO_8859_1))) {
				if (node == null) {
					client.getOutputStream().write(NOBODY);
					return;
				}
				node.getOutputStream().write(buffer, 0, length);
				this.threads.execute(() -> pass(client, node));
				pass(node, client);
			}
		}
		catch (IOException ex) {
			// One of them is gone: so is the other now.
		}
	}

	private @Nullable Socket connect(String head) {
		for (int port : order(head)) {
			Socket node = new Socket();
			try {
				node.setTcpNoDelay(true);
				node.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
				return node;
			}
			catch (IOException ex) {
				close(node);
			}
		}
		return null;
	}

	private List<Integer> order(String head) {
		List<Integer> ports = new ArrayList<>(this.nodes.values());
		Matcher visit = VISIT.matcher(head);
		Integer known = visit.find() ? this.nodes.get(visit.group(1)) : null;
		if (known == null) {
			Collections.rotate(ports, this.turn.getAndIncrement());
		}
		else {
			ports.remove(known);
			ports.add(0, known);
		}
		return ports;
	}

	/** Passes bytes on until one side ends; then the other side ends too. */
	private static void pass(Socket from, Socket to) {
		try {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			in.transferTo(out);
			to.shutdownOutput();
		}
		catch (IOException ex) {
			close(from);
			close(to);
		}
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// It is gone anyway.
		}
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		this.threads.shutdownNow();
	}

}
