package dev.realtime.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code docs/security.md} says of tests: each row of its tables has one, and each
 * that is named is there.
 */
class SecurityDocTests {

	private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

	private static final Pattern TEST = Pattern.compile("`(\\w+(?:Tests|IT|Conformance|Contract))(?:\\.(\\w+))?`");

	@Test
	void eachTestThatIsNamedExists() throws IOException {
		Map<String, Path> sources = sources();
		List<String> missing = new ArrayList<>();
		for (String row : rows()) {
			for (MatchResult test : tests(row)) {
				Path source = sources.get(test.group(1) + ".java");
				String method = test.group(2);
				if (source == null || (method != null && !Files.readString(source).contains("void " + method + "("))) {
					missing.add(test.group());
				}
			}
		}
		assertThat(missing).isEmpty();
	}

	@Test
	void eachAttackIsShownByATest() throws IOException {
		assertThat(rows()).hasSizeGreaterThan(40).allSatisfy((row) -> assertThat(tests(row)).as(row).isNotEmpty());
	}

	private static List<MatchResult> tests(String row) {
		return TEST.matcher(row).results().toList();
	}

	/** All rows of all tables whose last column says what shows it. */
	private static List<String> rows() throws IOException {
		List<String> rows = new ArrayList<>();
		boolean shown = false;
		for (String line : Files.readAllLines(ROOT.resolve("docs/security.md"))) {
			if (!line.startsWith("|")) {
				shown = false;
			}
			else if (line.endsWith("| shown by |")) {
				shown = true;
			}
			else if (shown && !line.startsWith("|---") && !line.startsWith("| ---")) {
				rows.add(line);
			}
		}
		return rows;
	}

	private static Map<String, Path> sources() throws IOException {
		try (Stream<Path> files = Files.walk(ROOT, 12)) {
			return files
				.filter((file) -> file.toString().endsWith(".java") && file.toString().contains("src/test/java"))
				.collect(Collectors.toMap((file) -> file.getFileName().toString(), (file) -> file,
						(first, second) -> first));
		}
	}

}
