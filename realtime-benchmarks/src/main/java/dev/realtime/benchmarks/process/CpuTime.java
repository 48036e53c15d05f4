package dev.realtime.benchmarks.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/**
 * The processor time of processes, without JVM compiler threads; garbage collection is
 * counted. Compiler threads must not come and go.
 */
final class CpuTime {

	/** The kernel's USER_HZ, the same on all Linux machines. */
	private static final double TICKS_PER_SECOND = 100;

	private CpuTime() {
	}

	/**
	 * Read the time since the processes started.
	 * @param pids the processes; those that are gone count nothing
	 * @return seconds, exact to 10 ms for each thread
	 */
	static double seconds(Collection<Long> pids) {
		long ticks = 0;
		for (long pid : pids) {
			ticks += ticks(Path.of("/proc", Long.toString(pid)));
		}
		return ticks / TICKS_PER_SECOND;
	}

	private static long ticks(Path process) {
		long ticks = read(process);
		try (DirectoryStream<Path> threads = Files.newDirectoryStream(process.resolve("task"))) {
			for (Path thread : threads) {
				ticks -= compiling(thread);
			}
		}
		catch (IOException ex) {
			return 0;
		}
		return ticks;
	}

	private static long read(Path directory) {
		try {
			return ThreadStat.parse(Files.readString(directory.resolve("stat"))).ticks();
		}
		catch (IOException | UncheckedIOException ex) {
			return 0;
		}
	}

	private static long compiling(Path thread) {
		try {
			ThreadStat stat = ThreadStat.parse(Files.readString(thread.resolve("stat")));
			return stat.compiles() ? stat.ticks() : 0;
		}
		catch (IOException | UncheckedIOException ex) {
			return 0;
		}
	}

}
