package dev.realtime.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The Maven commands that pages show name modules, classes, profiles, options and plugins
 * that exist. Those that start the sample are run by the sample's own tests.
 */
class CommandDocTests {

	private static final Pattern COMMAND = Pattern.compile("(?:^|`)(mvn (?:[^`\n]*\\\\\n)*[^`\n]*)", Pattern.MULTILINE);

	private static final Pattern MODULE = Pattern.compile("-pl ([\\w,-]+)");

	private static final Pattern CLASS = Pattern.compile("(?:mainClass|main-class)=([\\w.]+)");

	private static final Pattern PROFILE = Pattern.compile("spring\\.profiles\\.active=(\\w+)");

	private static final Pattern OPTION = Pattern.compile("(?<=\\s)-D([\\w.-]+)");

	private static final Pattern GOAL = Pattern.compile("(?<=\\s)([a-z-]+):[a-z-]+(?=\\s|$)");

	/** What Maven's own plugins and Spring Boot's read. */
	private static final Set<String> WELL_KNOWN = Set.of("test", "it.test", "exec.mainClass", "exec.args",
			"spring-boot.run.main-class", "spring-boot.run.arguments", "maven.compiler.failOnWarning", "skipITs",
			"skipTests", "surefire.failIfNoSpecifiedTests", "failsafe.failIfNoSpecifiedTests",
			"spring-boot.build-image.imageName");

	static Stream<String> commands() throws IOException {
		try (Stream<Path> modules = Files.list(Markdown.ROOT)) {
			List<Markdown> readmes = modules.map((directory) -> directory.resolve("README.md"))
				.filter(Files::exists)
				.map(Markdown::read)
				.toList();
			return Stream.concat(Markdown.all(), readmes.stream())
				.flatMap((page) -> all(COMMAND, page.text()))
				.map((command) -> command.replace("\\\n", " "));
		}
	}

	@Test
	void thereAreSome() throws IOException {
		assertThat(commands()).hasSizeGreaterThan(10);
	}

	@ParameterizedTest
	@MethodSource("commands")
	void whatACommandNamesExists(String command) throws IOException {
		String poms = poms();
		assertThat(all(MODULE, command).flatMap((modules) -> Stream.of(modules.split(","))))
			.allMatch((module) -> Files.exists(Markdown.ROOT.resolve(module).resolve("pom.xml")));
		assertThat(all(CLASS, command)).allMatch(CommandDocTests::isSource);
		String sample = Markdown.read(Markdown.ROOT.resolve("realtime-sample-app/src/main/resources/application.yml"))
			.text();
		assertThat(all(PROFILE, command)).allMatch((profile) -> sample.contains("on-profile: " + profile + '\n'));
		assertThat(all(OPTION, command)).allMatch((option) -> WELL_KNOWN.contains(option)
				|| poms.contains("<name>" + option + "</name>") || isReadByATest(option));
		assertThat(all(GOAL, command)).allMatch((plugin) -> poms.contains("<artifactId>" + plugin + "-maven-plugin<"));
	}

	private static String poms() throws IOException {
		StringBuilder poms = new StringBuilder();
		try (Stream<Path> modules = Files.list(Markdown.ROOT)) {
			Stream<Path> all = Stream.concat(Stream.of(Markdown.ROOT), modules);
			for (Path pom : all.map((module) -> module.resolve("pom.xml")).filter(Files::exists).toList()) {
				poms.append(Files.readString(pom));
			}
		}
		return poms.toString();
	}

	private static boolean isSource(String name) {
		String file = name.replace('.', '/') + ".java";
		return Stream.of("realtime-sample-app/src/test", "realtime-sample-app/src/main", "realtime-benchmarks/src/main")
			.anyMatch((sources) -> Files.exists(Markdown.ROOT.resolve(sources).resolve("java").resolve(file)));
	}

	private static boolean isReadByATest(String option) {
		return Stream.of("realtime-spring-boot-autoconfigure", "realtime-spring-boot-test")
			.map((module) -> Markdown.ROOT.resolve(module).resolve("src"))
			.flatMap(CommandDocTests::sources)
			.anyMatch((source) -> Markdown.read(source).text().contains('"' + option + '"'));
	}

	private static Stream<Path> sources(Path directory) {
		try (Stream<Path> all = Files.walk(directory)) {
			return all.filter((path) -> path.toString().endsWith(".java")).toList().stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Stream<String> all(Pattern pattern, String text) {
		return pattern.matcher(text).results().map((match) -> match.group(1));
	}

}
