package dev.realtime.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/**
 * The memory of processes, with what they share divided among those that share it.
 * Buffers of sockets in the kernel are not in it.
 */
final class ProportionalSetSize {

	private static final String FIELD = "Pss:";

	private ProportionalSetSize() {
	}

	/**
	 * Read the memory.
	 * @param pids the processes; those that are gone count nothing
	 * @return bytes
	 */
	static long bytes(Collection<Long> pids) {
		long bytes = 0;
		for (long pid : pids) {
			try {
				bytes += parse(Files.readString(Path.of("/proc", Long.toString(pid), "smaps_rollup")));
			}
			catch (IOException ex) {
				// It is gone.
			}
		}
		return bytes;
	}

	/**
	 * Parse {@code smaps_rollup}.
	 * @param text its content
	 * @return bytes
	 */
	static long parse(String text) {
		return text.lines()
			.filter((line) -> line.startsWith(FIELD))
			.mapToLong((line) -> Long.parseLong(line.substring(FIELD.length()).replace("kB", "").strip()) * 1024)
			.sum();
	}

}
