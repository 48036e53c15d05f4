package dev.realtime.sample;

import org.jspecify.annotations.Nullable;

/**
 * What the machine and this JVM are doing at one moment.
 *
 * @param node which node this is
 * @param cpu how busy the processors are
 * @param heap the Java heap
 * @param gc garbage collection since the JVM started
 * @param threads live threads
 * @param connections open realtime streams
 * @param uptimeMillis how long the JVM has been running
 */
record Figures(String node, Cpu cpu, Heap heap, Gc gc, int threads, long connections, long uptimeMillis) {

	/**
	 * How busy the processors are, from 0 to 1.
	 *
	 * @param machine the whole machine, or {@code null} while nothing is known
	 * @param process this JVM, or {@code null} while nothing is known
	 * @param cores how many processors there are
	 */
	record Cpu(@Nullable Double machine, @Nullable Double process, int cores) {

	}

	/**
	 * The Java heap, in bytes.
	 *
	 * @param used what objects take, garbage included
	 * @param committed what the JVM has taken from the machine
	 * @param max what it may take at most, or -1 if unknown
	 */
	record Heap(long used, long committed, long max) {

	}

	/**
	 * Garbage collection since the JVM started.
	 *
	 * @param collections how many there were
	 * @param millis how long they took together
	 */
	record Gc(long collections, long millis) {

	}

}
