package dev.realtime.sample.deployment;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

/**
 * A program of this machine that judges its own configuration.
 */
final class Program {

	/** Where servers are on Debian, which the path of a plain user lacks. */
	private static final List<String> MORE_DIRECTORIES = List.of("/usr/local/sbin", "/usr/sbin");

	private Program() {
	}

	/**
	 * Run one, and see that it ends well. The test is skipped where there is none, but
	 * fails where the environment says {@code CI=true}.
	 * @param name the program
	 * @param arguments its arguments
	 */
	static void check(String name, String... arguments) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(
				Stream.concat(Stream.of(find(name).toString()), Stream.of(arguments)).toList())
			.redirectErrorStream(true)
			.start();
		String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(said).isZero();
	}

	private static Path find(String name) {
		return Stream.concat(Stream.of(System.getenv("PATH").split(File.pathSeparator)), MORE_DIRECTORIES.stream())
			.map((directory) -> Path.of(directory, name))
			.filter(Files::isExecutable)
			.findFirst()
			.orElseGet(() -> missing(name));
	}

	private static Path missing(String name) {
		String reason = "No " + name + " on the path";
		if ("true".equals(System.getenv("CI"))) {
			throw new IllegalStateException(reason);
		}
		return abort(reason);
	}

}
