package dev.realtime.benchmarks.jmh;

import java.util.ArrayList;
import java.util.List;

import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Measures the parts of the hot path. Takes JMH's own options ({@code FanOut -f 1 -prof
 * gc}, {@code -rf json -rff file}), or {@code quick} before them: one short iteration of
 * each in this process, which proves that they run and measures nothing.
 */
public final class HotPaths {

	private static final String LOGGING = "logback.configurationFile";

	private static final String QUIET = "quiet-logback.xml";

	private static final TimeValue MOMENT = TimeValue.milliseconds(50);

	private HotPaths() {
	}

	/**
	 * Measure.
	 * @param arguments options of JMH
	 * @throws CommandLineOptionException if there is no such option
	 * @throws RunnerException if one of them fails
	 */
	public static void main(String[] arguments) throws CommandLineOptionException, RunnerException {
		System.setProperty(LOGGING, QUIET);
		List<String> options = new ArrayList<>(List.of(arguments));
		boolean quick = options.remove("quick");
		ChainedOptionsBuilder builder = new OptionsBuilder()
			.parent(new CommandLineOptions(options.toArray(String[]::new)))
			.shouldFailOnError(true)
			.jvmArgsPrepend("-D" + LOGGING + '=' + QUIET);
		if (quick) {
			builder.forks(0).warmupIterations(0).measurementIterations(1).measurementTime(MOMENT);
		}
		new Runner(builder.build()).run();
	}

}
