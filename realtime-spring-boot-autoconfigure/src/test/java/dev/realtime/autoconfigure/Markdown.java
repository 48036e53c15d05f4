package dev.realtime.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A page of the documentation.
 *
 * @param path where it is
 * @param text all of it
 */
record Markdown(Path path, String text) {

	static final Path ROOT = Path.of("").toAbsolutePath().getParent();

	private static final Pattern FENCED = Pattern.compile("^ *```.*?^ *```$", Pattern.MULTILINE | Pattern.DOTALL);

	private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);

	private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

	static Markdown read(Path path) {
		try {
			return new Markdown(path, Files.readString(path));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The README, the change log and everything in {@code docs}. */
	static Stream<Markdown> all() throws IOException {
		try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
			List<Path> pages = docs.filter((path) -> path.toString().endsWith(".md")).sorted().toList();
			return Stream
				.concat(Stream.of("README.md", "CHANGELOG.md", "CONTRIBUTING.md").map(ROOT::resolve), pages.stream())
				.map(Markdown::read);
		}
	}

	/** The fenced blocks of a language. */
	List<String> blocks(String language) {
		Matcher matcher = Pattern.compile("^```" + language + "\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
			.matcher(this.text);
		return matcher.results().map((block) -> block.group(1)).toList();
	}

	/** All but the fenced blocks. */
	String prose() {
		return FENCED.matcher(this.text).replaceAll("");
	}

	/** Where links lead to, those to other sites left out. */
	List<String> links() {
		return LINK.matcher(prose())
			.results()
			.map((link) -> link.group(1))
			.filter((link) -> !link.contains("://"))
			.toList();
	}

	/** What a link to a heading has after its {@code #}. */
	Set<String> anchors() {
		return HEADING.matcher(prose())
			.results()
			.map((heading) -> heading.group(1)
				.toLowerCase(Locale.ROOT)
				.replaceAll("[^\\p{IsAlphabetic}\\p{IsDigit} _-]", "")
				.replace(' ', '-'))
			.collect(Collectors.toSet());
	}

	@Override
	public String toString() {
		return ROOT.relativize(this.path).toString();
	}

}
