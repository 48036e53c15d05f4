package dev.realtime.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an application gets that adds the starter. A Redis library would turn its health
 * down and move its cache to a Redis that it does not have.
 */
class StarterTests {

	private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

	private static final Pattern DEPENDENCY = Pattern.compile("<dependency>.*?</dependency>", Pattern.DOTALL);

	@ParameterizedTest
	@ValueSource(strings = { "realtime-spring-boot-starter", "realtime-spring-boot-autoconfigure" })
	void whenTheStarterIsAddedThenNoLibraryForRedisComesAlong(String module) throws IOException {
		List<String> dependencies = DEPENDENCY.matcher(Files.readString(ROOT.resolve(module).resolve("pom.xml")))
			.results()
			.map(MatchResult::group)
			.toList();
		assertThat(dependencies).isNotEmpty()
			.filteredOn((dependency) -> dependency.contains("redis") || dependency.contains("lettuce"))
			.allMatch((dependency) -> dependency.contains("<optional>true</optional>")
					|| dependency.contains("<scope>test</scope>"));
	}

}
