package dev.realtime.benchmarks.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A process that is stopped, with all that it started, by {@link #close()}, and at the
 * latest when this JVM ends.
 *
 * @since 0.1.0
 */
public final class ChildProcess implements AutoCloseable {

	private static final Set<ChildProcess> RUNNING = ConcurrentHashMap.newKeySet();

	private static final long GRACE_SECONDS = 5;

	private static boolean ending;

	static {
		Runtime.getRuntime().addShutdownHook(new Thread(ChildProcess::end, "stop-children"));
	}

	private final Process process;

	private final Path log;

	private ChildProcess(Process process, Path log) {
		this.process = process;
		this.log = log;
	}

	private static void end() {
		synchronized (RUNNING) {
			ending = true;
		}
		RUNNING.forEach(ChildProcess::close);
	}

	/**
	 * Start a process.
	 * @param command the command and its arguments
	 * @param environment what to add to this JVM's environment
	 * @param log where its standard error goes, and its standard output unless that is
	 * asked for
	 * @param dialogue whether its standard output is to be read
	 * @return the process
	 * @throws IllegalStateException if this JVM is ending
	 */
	public static ChildProcess start(List<String> command, Map<String, String> environment, Path log,
			boolean dialogue) {
		ProcessBuilder builder = new ProcessBuilder(command);
		builder.environment().putAll(environment);
		builder.redirectError(log.toFile());
		if (!dialogue) {
			builder.redirectErrorStream(true);
			builder.redirectOutput(log.toFile());
		}
		synchronized (RUNNING) {
			if (ending) {
				throw new IllegalStateException("Nothing is started any more");
			}
			try {
				ChildProcess child = new ChildProcess(builder.start(), log);
				RUNNING.add(child);
				return child;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

	public Writer input() {
		return this.process.outputWriter(StandardCharsets.UTF_8);
	}

	public BufferedReader output() {
		return this.process.inputReader(StandardCharsets.UTF_8);
	}

	public boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * How the process ended.
	 * @return its exit code
	 * @throws IllegalStateException if it has not ended
	 */
	public int exitCode() {
		try {
			return this.process.exitValue();
		}
		catch (IllegalThreadStateException ex) {
			throw new IllegalStateException("It is still running", ex);
		}
	}

	public long pid() {
		return this.process.pid();
	}

	/**
	 * The process and all that it started.
	 * @return their ids
	 */
	public List<Long> tree() {
		List<Long> pids = new ArrayList<>();
		pids.add(this.process.pid());
		this.process.descendants().forEach((child) -> pids.add(child.pid()));
		return pids;
	}

	/**
	 * The processor time that the tree has used, without JVM compiler threads.
	 * @return seconds
	 */
	public double cpuSeconds() {
		return CpuTime.seconds(tree());
	}

	/**
	 * The tree's memory, shared parts divided among those that share them.
	 * @return bytes
	 */
	public long pssBytes() {
		return ProportionalSetSize.bytes(tree());
	}

	/**
	 * The end of what the process wrote to its log.
	 * @return the last line that is not empty, or an empty text
	 */
	public String lastWords() {
		try {
			List<String> lines = Files.readAllLines(this.log).stream().filter((line) -> !line.isBlank()).toList();
			return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
		}
		catch (IOException ex) {
			return "";
		}
	}

	@Override
	public void close() {
		if (!RUNNING.remove(this)) {
			return;
		}
		Collection<ProcessHandle> descendants = this.process.descendants().toList();
		this.process.destroy();
		try {
			this.process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.process.destroyForcibly();
		descendants.forEach(ProcessHandle::destroyForcibly);
	}

}
