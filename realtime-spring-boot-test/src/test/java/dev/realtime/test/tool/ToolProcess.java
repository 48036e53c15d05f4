package dev.realtime.test.tool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;

/**
 * A server program that runs until it is closed, or until this JVM ends. What it says is
 * in the file {@code log} of its directory.
 */
public final class ToolProcess implements AutoCloseable {

	private static final Duration START = Duration.ofSeconds(20);

	private final Process process;

	private final Thread hook;

	private ToolProcess(Process process) {
		this.process = process;
		this.hook = new Thread(process::destroyForcibly, "kill-" + process.pid());
		Runtime.getRuntime().addShutdownHook(this.hook);
	}

	/**
	 * Start a server, and wait until it listens.
	 * @param directory its working directory
	 * @param port its port
	 * @param command the program and its arguments
	 * @return the process
	 */
	public static ToolProcess start(Path directory, int port, List<String> command) {
		Path log = directory.resolve("log");
		try {
			ToolProcess started = new ToolProcess(new ProcessBuilder(command).directory(directory.toFile())
				.redirectErrorStream(true)
				.redirectOutput(log.toFile())
				.start());
			Awaitility.await()
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(10))
				.atMost(START)
				.until(() -> !started.process.isAlive() || listens(port));
			if (!started.process.isAlive()) {
				throw new IllegalStateException(command + " did not start: " + Files.readString(log));
			}
			return started;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean listens(int port) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
		try {
			if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
				throw new IllegalStateException(this.process.pid() + " does not end");
			}
			Runtime.getRuntime().removeShutdownHook(this.hook);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
