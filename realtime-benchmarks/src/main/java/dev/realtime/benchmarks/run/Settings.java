package dev.realtime.benchmarks.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is run, and how.
 *
 * @param smoke whether it is only seen whether everything works
 * @param scenarios names of scenarios, all if empty
 * @param systems names of systems, all if empty
 * @param rounds how often everything is measured
 * @param seconds how long each measurement lasts
 * @param warmUpSeconds how long JVMs work before that
 * @param out where the report goes
 * @param peers where the peers are that are not written in Java
 * @param heap the heap of each server's JVM
 * @param clientLoops event loops of the load client
 * @param merge directories of earlier reports that are put together, instead of running
 * anything
 */
record Settings(boolean smoke, List<String> scenarios, List<String> systems, int rounds, double seconds,
		double warmUpSeconds, Path out, Path peers, String heap, int clientLoops, List<Path> merge) {

	static final String USAGE = "Options: --smoke --scenarios=A,B --systems=A,B --rounds=3 --seconds=10 --warm-up=20 "
			+ "--out=DIRECTORY --peers=DIRECTORY --heap=2g --client-loops=1 --merge=DIRECTORY,DIRECTORY";

	private static final Set<String> OPTIONS = Arrays.stream(USAGE.split("[ =]"))
		.filter((word) -> word.startsWith("--"))
		.collect(Collectors.toSet());

	private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

	private static final String MODULE = "realtime-benchmarks";

	/**
	 * Read the command line.
	 * @param arguments the options, see {@link #USAGE}
	 * @return what they say
	 */
	static Settings parse(String[] arguments) {
		Map<String, String> options = new HashMap<>();
		for (String argument : arguments) {
			String[] parts = argument.split("=", 2);
			if (!OPTIONS.contains(parts[0])) {
				throw new IllegalArgumentException("No such option: " + argument + ". " + USAGE);
			}
			options.put(parts[0].substring(2), (parts.length == 2) ? parts[1] : "true");
		}
		boolean smoke = options.containsKey("smoke");
		Path module = Files.isDirectory(Path.of(MODULE)) ? Path.of(MODULE) : Path.of(".");
		String now = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").format(LocalDateTime.now(ZoneOffset.UTC));
		return new Settings(smoke, list(options.getOrDefault("scenarios", "")),
				list(options.getOrDefault("systems", smoke ? Systems.PRODUCT_SSE + ',' + Systems.WEBFLUX_SSE : "")),
				Integer.parseInt(options.getOrDefault("rounds", smoke ? "1" : "3")),
				Double.parseDouble(options.getOrDefault("seconds", smoke ? "0.2" : "10")),
				Double.parseDouble(options.getOrDefault("warm-up", smoke ? "0.1" : "20")),
				Path.of(options.getOrDefault("out", module.resolve("target/benchmarks/" + now).toString())),
				Path.of(options.getOrDefault("peers", module.resolve("peers").toString())),
				options.getOrDefault("heap", smoke ? "128m" : "2g"),
				Integer.parseInt(options.getOrDefault("client-loops", "1")),
				list(options.getOrDefault("merge", "")).stream().map(Path::of).toList());
	}

	private static List<String> list(String value) {
		return value.isEmpty() ? List.of() : Arrays.asList(value.split(","));
	}

	/**
	 * How things are measured.
	 * @return a sentence
	 */
	String description() {
		return String.format(Locale.ROOT, "Rounds: %d. Each measurement lasts %.3g s, after up to %.3g s to warm up.",
				this.rounds, this.seconds, this.warmUpSeconds);
	}

	Sizes sizes() {
		return this.smoke ? Sizes.SMOKE : Sizes.FULL;
	}

	/**
	 * The flags of a server's JVM.
	 * @param small whether it is to give memory back, so that one sees what it holds
	 * @return the flags
	 */
	List<String> jvmFlags(boolean small) {
		List<String> flags = new ArrayList<>(
				List.of("-Dreactor.netty.ioWorkerCount=" + Runtime.getRuntime().availableProcessors()));
		flags.add("-Xmx" + this.heap);
		flags.addAll(small ? List.of("-Xms32m", "-XX:MinHeapFreeRatio=5", "-XX:MaxHeapFreeRatio=10")
				: List.of("-Xms" + this.heap));
		flags.addAll(this.smoke ? QUICK_START : List.of("-XX:+UseG1GC"));
		return flags;
	}

	/**
	 * The flags of the client's JVM, which allocates next to nothing.
	 * @return the flags
	 */
	List<String> clientFlags() {
		return this.smoke ? QUICK_START : List.of("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC");
	}

}
