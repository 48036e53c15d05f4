package dev.realtime.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(20)
class FrontTests {

	private Node a;

	private Node b;

	private Front front;

	@BeforeEach
	void start() throws IOException {
		this.a = new Node("a");
		this.b = new Node("b");
		this.front = new Front(0, Map.of("a", this.a.port(), "b", this.b.port()));
	}

	@AfterEach
	void stop() throws IOException {
		this.front.close();
		this.a.die();
		this.b.die();
	}

	@Test
	void whoComesForTheFirstTimeIsSentToOneAfterTheOther() throws IOException {
		Set<String> answered = new HashSet<>(Set.of(ask("GET / HTTP/1.1\r\n\r\n"), ask("GET / HTTP/1.1\r\n\r\n")));
		assertThat(answered).containsExactlyInAnyOrder("a", "b");
	}

	@Test
	void whoWasThereBeforeIsSentToTheSameNode() throws IOException {
		for (int i = 0; i < 5; i++) {
			assertThat(ask("GET / HTTP/1.1\r\nCookie: login=x; visit=b.1; x=visit\r\n\r\n")).isEqualTo("b");
		}
	}

	@Test
	void whenANodeIsGoneThenTheOtherOneAnswers() throws IOException {
		this.b.die();
		for (int i = 0; i < 3; i++) {
			assertThat(ask("GET / HTTP/1.1\r\nCookie: visit=b.1\r\n\r\n")).isEqualTo("a");
		}
	}

	@Test
	void whenANodeDiesThenWhoWasConnectedIsCut() throws IOException {
		try (Socket client = connect("GET / HTTP/1.1\r\nCookie: visit=b.1\r\n\r\n")) {
			assertThat(client.getInputStream().read()).isEqualTo('b');
			this.b.die();
			assertThat(client.getInputStream().read()).isEqualTo(-1);
		}
	}

	@Test
	void whenNobodyIsThereThenThatIsSaid() throws IOException {
		this.a.die();
		this.b.die();
		try (Socket client = connect("GET / HTTP/1.1\r\n\r\n")) {
			assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
				.startsWith("HTTP/1.1 503 ");
		}
	}

	private String ask(String head) throws IOException {
		try (Socket client = connect(head)) {
			return Character.toString(client.getInputStream().read());
		}
	}

	private Socket connect(String head) throws IOException {
		Socket client = new Socket(InetAddress.getLoopbackAddress(), this.front.port());
		client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
		return client;
	}

	/** Answers each connection with its name, and keeps it open. */
	private static final class Node {

		private final ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());

		private final Set<Socket> open = ConcurrentHashMap.newKeySet();

		private Node(String name) throws IOException {
			CompletableFuture.runAsync(() -> {
				while (!this.server.isClosed()) {
					try {
						Socket socket = this.server.accept();
						this.open.add(socket);
						socket.getOutputStream().write(name.getBytes(StandardCharsets.US_ASCII));
					}
					catch (IOException ex) {
						// Dead, or about to be.
					}
				}
			}, (task) -> new Thread(task, "node").start());
		}

		private int port() {
			return this.server.getLocalPort();
		}

		private void die() throws IOException {
			this.server.close();
			for (Socket socket : this.open) {
				socket.close();
			}
		}

	}

}
