package dev.realtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table of packages in {@code docs/architecture.md} is the one that the build checks.
 */
class ArchitectureDocTests {

	private static final Path DOC = Path.of("").toAbsolutePath().resolveSibling("docs/architecture.md");

	private static final Pattern ROW = Pattern.compile("^\\| `(\\w+)` \\|[^|]+\\|([^|]*)\\|$", Pattern.MULTILINE);

	private static final Pattern NAME = Pattern.compile("`(\\w+)`");

	@Test
	void theTableOfPackagesIsTheLaw() throws IOException {
		String packages = Files.readString(DOC).split("\n## Packages\n", 2)[1].split("\n## ", 2)[0];
		Map<String, Set<String>> shown = new TreeMap<>();
		ROW.matcher(packages).results().forEach((row) -> shown.put(row.group(1), names(row.group(2))));
		assertThat(shown.remove("autoconfigure")).isEmpty();
		assertThat(shown).isEqualTo(ArchitectureTests.MAY_IMPORT);
	}

	private static Set<String> names(String cell) {
		return NAME.matcher(cell).results().map((MatchResult name) -> name.group(1)).collect(Collectors.toSet());
	}

}
