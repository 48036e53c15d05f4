package dev.realtime.benchmarks.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Starts JVMs like this one, and asks running ones.
 *
 * @since 0.1.0
 */
public final class Jvm {

	private static final Path BIN = Path.of(System.getProperty("java.home"), "bin");

	private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

	private Jvm() {
	}

	/**
	 * The command that runs a class.
	 * @param classPath where it is, with what it needs
	 * @param flags options of the JVM
	 * @param mainClass the class
	 * @param arguments its arguments
	 * @return the command
	 */
	public static List<String> command(String classPath, List<String> flags, String mainClass, List<String> arguments) {
		List<String> command = new ArrayList<>();
		command.add(BIN.resolve("java").toString());
		command.addAll(flags);
		// Their time can only be left out as long as they live.
		command.add("-XX:-UseDynamicNumberOfCompilerThreads");
		command.addAll(List.of("-cp", classPath, mainClass));
		command.addAll(arguments);
		return command;
	}

	/**
	 * Where the classes of this module and of its dependencies are, also where a build
	 * tool has loaded them itself.
	 * @return a class path
	 */
	public static String classPath() {
		if (Jvm.class.getClassLoader() instanceof URLClassLoader loader) {
			return Arrays.stream(loader.getURLs()).map(Jvm::file).collect(Collectors.joining(File.pathSeparator));
		}
		return System.getProperty("java.class.path");
	}

	private static String file(URL url) {
		try {
			return Path.of(url.toURI()).toString();
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException("No file: " + url, ex);
		}
	}

	/**
	 * Collect all garbage in a JVM and count what is left.
	 * @param pid the JVM's process
	 * @return bytes of live objects
	 */
	public static long liveHeapBytes(long pid) {
		// Collects before it counts.
		return total(jcmd(pid, "GC.class_histogram"));
	}

	/**
	 * Read a counter of a JVM.
	 * @param pid the JVM's process
	 * @param name the counter, as in {@code java.cls.loadedClasses}
	 * @return its value
	 */
	public static long counter(long pid, String name) {
		Matcher counter = Pattern.compile("(?m)^" + Pattern.quote(name) + "=(\\d+)")
			.matcher(jcmd(pid, "PerfCounter.print"));
		if (!counter.find()) {
			throw new IllegalStateException("There is no counter " + name);
		}
		return Long.parseLong(counter.group(1));
	}

	/**
	 * Find the sum in a class histogram.
	 * @param histogram what {@code jcmd PID GC.class_histogram} printed
	 * @return bytes
	 */
	static long total(String histogram) {
		Matcher total = TOTAL.matcher(histogram);
		if (!total.find()) {
			throw new IllegalStateException("No class histogram: " + histogram.lines().findFirst().orElse(""));
		}
		return Long.parseLong(total.group(1));
	}

	private static String jcmd(long pid, String command) {
		try {
			Process process = new ProcessBuilder(BIN.resolve("jcmd").toString(), Long.toString(pid), command)
				.redirectErrorStream(true)
				.start();
			return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
