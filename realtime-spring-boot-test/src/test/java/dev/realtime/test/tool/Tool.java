package dev.realtime.test.tool;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A program of this machine that a test runs.
 */
public enum Tool {

	/** Chromium, or Chrome. */
	BROWSER("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),

	/** Nginx. */
	NGINX("nginx"),

	/** HAProxy. */
	HAPROXY("haproxy"),

	/** The package manager of Node.js, which it brings along. */
	NPM("npm"),

	/** What checks the rules of Prometheus. */
	PROMTOOL("promtool");

	/** Where servers are on Debian, which the path of a plain user lacks. */
	private static final List<String> MORE_DIRECTORIES = List.of("/usr/local/sbin", "/usr/sbin");

	private final List<String> names;

	Tool(String... names) {
		this.names = List.of(names);
	}

	/**
	 * Find it: where the system property {@link #property()} says, else on the path.
	 * @return the program's file, if it is there
	 */
	public Optional<Path> find() {
		String given = System.getProperty(property());
		if (given != null) {
			return Optional.of(Path.of(given)).filter(Files::isExecutable);
		}
		return this.names.stream().flatMap(Tool::onThePath).findFirst();
	}

	/**
	 * The program's file, for those that {@link NeedsTool} let in.
	 * @return the file
	 */
	public Path path() {
		return find().orElseThrow(() -> new IllegalStateException(missing()));
	}

	String property() {
		return "realtime.test." + name().toLowerCase(Locale.ROOT);
	}

	String missing() {
		return "No " + String.join(", ", this.names) + " on the path; -D" + property() + "=file names one";
	}

	private static Stream<Path> onThePath(String name) {
		String path = System.getenv("PATH");
		return Stream
			.concat(Stream.of(((path != null) ? path : "").split(File.pathSeparator)), MORE_DIRECTORIES.stream())
			.filter((directory) -> !directory.isEmpty())
			.map((directory) -> Path.of(directory, name))
			.filter(Files::isExecutable);
	}

}
