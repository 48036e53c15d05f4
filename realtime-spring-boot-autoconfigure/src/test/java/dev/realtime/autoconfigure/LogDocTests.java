package dev.realtime.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whoever looks for a line of the log finds it in the documentation, and the lines that
 * it shows are written.
 */
class LogDocTests {

	private static final Path SOURCES = Markdown.ROOT.resolve("realtime-spring-boot-autoconfigure/src/main/java");

	private static final Pattern STATEMENT = Pattern.compile("logger\\.(info|warn|error)\\((.*?)\\);\n",
			Pattern.DOTALL);

	private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

	private static final Pattern SHOWN = Pattern.compile("`(?:INFO|WARN|ERROR) ([^`]+)`");

	@Test
	void everyLineAboveDebugIsOnAPage() throws IOException {
		String pages = Markdown.all().map(Markdown::text).collect(Collectors.joining());
		List<String> lines = sources().flatMap((source) -> STATEMENT.matcher(source).results())
			.map((statement) -> longestLiteral(statement.group(2)))
			.filter((text) -> !text.isEmpty())
			.toList();
		assertThat(lines).hasSizeGreaterThan(30).filteredOn((line) -> !pages.contains(line)).isEmpty();
	}

	@Test
	void everyLineThatIsShownIsWritten() throws IOException {
		List<String> literals = sources()
			.flatMap((source) -> LITERAL.matcher(source.replaceAll("\"\\s*\\+ \"", "")).results())
			.map((literal) -> literal.group(1))
			.toList();
		String section = Markdown.read(Markdown.ROOT.resolve("docs/failures.md"))
			.text()
			.split("## In the log while it runs", 2)[1];
		assertThat(SHOWN.matcher(section).results().map(LogDocTests::longestPart)).hasSizeGreaterThan(20)
			.allMatch((part) -> literals.stream().anyMatch((literal) -> literal.contains(part)));
	}

	private static Stream<String> sources() throws IOException {
		try (Stream<Path> files = Files.walk(SOURCES)) {
			return files.filter((file) -> file.toString().endsWith(".java"))
				.map(Markdown::read)
				.map(Markdown::text)
				.toList()
				.stream();
		}
	}

	/** The rest of a statement is names and values. */
	private static String longestLiteral(String statement) {
		return LITERAL.matcher(statement)
			.results()
			.map((literal) -> literal.group(1).strip())
			.max(Comparator.comparingInt(String::length))
			.orElse("");
	}

	private static String longestPart(MatchResult shown) {
		return Stream.of(shown.group(1).split("…"))
			.max(Comparator.comparingInt(String::length))
			.map(String::strip)
			.orElseThrow();
	}

}
