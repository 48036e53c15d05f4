package dev.realtime.test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A node in a JVM of its own, which can be killed and paused.
 */
public final class ChildNode implements AutoCloseable {

	private static final String READY = "listens on ";

	private final Process process;

	private final CompletableFuture<Integer> port = new CompletableFuture<>();

	private ChildNode(Process process) {
		this.process = process;
		Thread reader = new Thread(this::read, "child-" + process.pid());
		reader.setDaemon(true);
		reader.start();
	}

	/**
	 * Start a node.
	 * @param properties pairs of {@code name=value}
	 * @return the node, which is about to start
	 */
	static ChildNode start(String... properties) {
		return start(TestApp.NettyServer.class, properties);
	}

	/**
	 * Start a node with more than the usual beans.
	 * @param server the configuration to start it with
	 * @param properties pairs of {@code name=value}
	 * @return the node, which is about to start
	 */
	public static ChildNode start(Class<?> server, String... properties) {
		String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
						"-XX:TieredStopAtLevel=1", ChildNode.class.getName(), server.getName()));
		command.addAll(Arrays.asList(properties));
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
		builder.environment().put("CLASSPATH", classPath);
		try {
			return new ChildNode(builder.start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Runs in the child, until its parent is gone.
	 * @param arguments the configuration's class and pairs of {@code name=value}
	 * @throws IOException never
	 * @throws ClassNotFoundException never
	 */
	public static void main(String[] arguments) throws IOException, ClassNotFoundException {
		String[] properties = Arrays.copyOfRange(arguments, 1, arguments.length);
		try (TestApp app = TestApp.start(Class.forName(arguments[0]), properties)) {
			System.out.write((READY + app.port() + '\n').getBytes(StandardCharsets.UTF_8));
			System.out.flush();
			while (System.in.read() >= 0) {
				// Nobody says anything.
			}
		}
		System.exit(0);
	}

	private void read() {
		StringBuilder said = new StringBuilder();
		try (BufferedReader out = new BufferedReader(
				new InputStreamReader(this.process.getInputStream(), StandardCharsets.UTF_8))) {
			for (String line = out.readLine(); line != null; line = out.readLine()) {
				if (line.startsWith(READY)) {
					this.port.complete(Integer.parseInt(line.substring(READY.length())));
				}
				said.append(line).append('\n');
			}
		}
		catch (IOException ex) {
			said.append(ex);
		}
		this.port.completeExceptionally(new IllegalStateException("The node has ended: " + said));
	}

	public int port() {
		return this.port.orTimeout(120, TimeUnit.SECONDS).join();
	}

	/**
	 * End it with {@code kill -9}.
	 */
	public void kill() {
		this.process.destroyForcibly();
		try {
			this.process.waitFor();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Ask it to end, as a platform does that restarts it ({@code SIGTERM}).
	 */
	void terminate() {
		signal("TERM");
	}

	/**
	 * Wait for its end.
	 * @param atMost how long to wait
	 * @return its exit code
	 */
	int awaitExit(Duration atMost) {
		return this.process.onExit().orTimeout(atMost.toMillis(), TimeUnit.MILLISECONDS).join().exitValue();
	}

	/**
	 * Stop it without its noticing ({@code SIGSTOP}).
	 */
	void pause() {
		signal("STOP");
	}

	void resume() {
		signal("CONT");
	}

	private void signal(String name) {
		try {
			int exit = new ProcessBuilder("kill", "-" + name, Long.toString(this.process.pid())).start().waitFor();
			if (exit != 0) {
				throw new IllegalStateException("kill ended with " + exit);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() {
		kill();
	}

}
