package dev.realtime.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A command of the README, run by a shell. Not thread-safe.
 */
final class Shell implements AutoCloseable {

	private static final Pattern CURL = Pattern.compile("^curl (?:.*\\\\\n)*.*$", Pattern.MULTILINE);

	private final Process process;

	private final BufferedReader output;

	/**
	 * Start a command.
	 * @param command of the README
	 * @param port of the application that runs here, instead of the one that the README
	 * has
	 */
	Shell(String command, int port) throws IOException {
		// Without a shell in between, which a killed one would leave behind.
		this.process = new ProcessBuilder("sh", "-c", "exec " + command.replace("localhost:8080", "localhost:" + port))
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		this.output = this.process.inputReader();
	}

	static List<String> curlsOfTheReadme() {
		try {
			String sample = Files.readString(Path.of("../README.md")).split("\n## The sample\n", 2)[1].split("\n## ",
					2)[0];
			return CURL.matcher(sample).results().map(MatchResult::group).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Reads until a line has the text. */
	void awaitLine(String text) throws IOException {
		List<String> lines = new ArrayList<>();
		String line = this.output.readLine();
		while (line != null && !line.contains(text)) {
			lines.add(line);
			line = this.output.readLine();
		}
		assertThat(line).as("after " + lines).isNotNull();
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
