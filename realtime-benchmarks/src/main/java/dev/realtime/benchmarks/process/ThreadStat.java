package dev.realtime.benchmarks.process;

/**
 * What {@code /proc/PID/stat} and {@code /proc/PID/task/TID/stat} say.
 *
 * @param name the thread's name, at most 15 characters
 * @param ticks the time it spent on a processor, in user and in kernel mode
 */
record ThreadStat(String name, long ticks) {

	/** Counted from the state, which follows the name. */
	private static final int USER = 11;

	private static final int KERNEL = 12;

	/**
	 * Parse a line.
	 * @param line the content of a {@code stat} file
	 * @return what it says
	 */
	static ThreadStat parse(String line) {
		int open = line.indexOf('(');
		int close = line.lastIndexOf(')');
		String[] fields = line.substring(close + 2).split(" ");
		return new ThreadStat(line.substring(open + 1, close),
				Long.parseLong(fields[USER]) + Long.parseLong(fields[KERNEL]));
	}

	/**
	 * Whether it is a thread that compiles for a JVM: young JVMs spend much on that.
	 * @return whether it is
	 */
	boolean compiles() {
		return this.name.startsWith("C1 CompilerThre") || this.name.startsWith("C2 CompilerThre");
	}

}
