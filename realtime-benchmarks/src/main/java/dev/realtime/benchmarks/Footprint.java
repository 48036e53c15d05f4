package dev.realtime.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.realtime.benchmarks.process.ChildProcess;
import dev.realtime.benchmarks.process.Jvm;
import dev.realtime.benchmarks.systems.EmptyServer;
import dev.realtime.benchmarks.systems.Stack;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * What the starter adds to an empty WebFlux application: its start, and what it holds
 * when nobody is there. Both are started in turns; the machine should do nothing else.
 */
public final class Footprint {

	private static final Log logger = LogFactory.getLog(Footprint.class);

	private static final int ROUNDS = 9;

	private static final Pattern STARTED = Pattern.compile("Started EmptyServer in ([\\d.]+) seconds");

	/** The library tries something out after the start, and then gives it back. */
	private static final long REST_SECONDS = 4;

	private static final List<String> FLAGS = List.of("-Xms256m", "-Xmx256m", "-XX:+UseG1GC");

	private final Path log;

	private final Map<Stack, List<Sample>> samples = new EnumMap<>(Stack.class);

	private Footprint(Path log) {
		this.log = log;
	}

	/**
	 * Measure, and log a table in Markdown.
	 * @param arguments how many rounds, by default nine
	 * @throws IOException if there is no place for a log
	 * @throws InterruptedException if it is interrupted
	 */
	public static void main(String[] arguments) throws IOException, InterruptedException {
		Footprint footprint = new Footprint(Files.createTempFile("footprint", ".log"));
		int rounds = (arguments.length > 0) ? Integer.parseInt(arguments[0]) : ROUNDS;
		// The first of each warms up what the machine keeps of files.
		footprint.round();
		footprint.samples.clear();
		for (int i = 0; i < rounds; i++) {
			footprint.round();
		}
		logger.warn(footprint.report());
	}

	private void round() throws IOException, InterruptedException {
		for (Stack stack : List.of(Stack.PLAIN, Stack.STARTER)) {
			this.samples.computeIfAbsent(stack, (key) -> new ArrayList<>()).add(measure(stack));
		}
	}

	private Sample measure(Stack stack) throws IOException, InterruptedException {
		List<String> command = Jvm.command(stack.classPath(Jvm.classPath()), FLAGS, EmptyServer.class.getName(),
				List.of("--server.port=0"));
		try (ChildProcess server = ChildProcess.start(command, Map.of(), this.log, true)) {
			double seconds = started(server.output());
			double cpuSeconds = server.cpuSeconds();
			TimeUnit.SECONDS.sleep(REST_SECONDS);
			return new Sample(seconds * 1000, cpuSeconds * 1000, Jvm.liveHeapBytes(server.pid()) / 1024.0,
					Jvm.counter(server.pid(), "java.cls.loadedClasses"), Jvm.counter(server.pid(), "java.threads.live"),
					server.pssBytes() / 1024.0 / 1024);
		}
	}

	private static double started(BufferedReader output) throws IOException {
		for (String line = output.readLine(); line != null; line = output.readLine()) {
			Matcher started = STARTED.matcher(line);
			if (started.find()) {
				return Double.parseDouble(started.group(1));
			}
		}
		throw new IllegalStateException("It did not start");
	}

	private String report() {
		return String.format(Locale.ROOT,
				"%n| | start, ms | CPU of it, ms | live heap, KB | loaded classes | threads | PSS, MB |%n"
						+ "|---|---|---|---|---|---|---|%n%s%s",
				row("empty", Stack.PLAIN), row("with the starter", Stack.STARTER));
	}

	private String row(String name, Stack stack) {
		List<Sample> all = this.samples.getOrDefault(stack, List.of());
		return String.format(Locale.ROOT, "| %s | %s | %s | %s | %s | %s | %s |%n", name,
				spread(all.stream().mapToDouble(Sample::startMillis).toArray()),
				spread(all.stream().mapToDouble(Sample::cpuMillis).toArray()),
				spread(all.stream().mapToDouble(Sample::heapKilobytes).toArray()),
				spread(all.stream().mapToDouble(Sample::classes).toArray()),
				spread(all.stream().mapToDouble(Sample::threads).toArray()),
				spread(all.stream().mapToDouble(Sample::pssMegabytes).toArray()));
	}

	private static String spread(double[] values) {
		Arrays.sort(values);
		return String.format(Locale.ROOT, "%,.0f (%,.0f, %,.0f)", values[values.length / 2], values[0],
				values[values.length - 1]);
	}

	/**
	 * What one start came to.
	 *
	 * @param startMillis what Spring Boot says that it took
	 * @param cpuMillis processor time until then, without that of compilers
	 * @param heapKilobytes objects that are alive when it has come to rest
	 * @param classes classes that were loaded
	 * @param threads threads that live
	 * @param pssMegabytes proportional set size of the process
	 */
	private record Sample(double startMillis, double cpuMillis, double heapKilobytes, double classes, double threads,
			double pssMegabytes) {

	}

}
