package dev.realtime.test.guide;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The guide shows a test that runs: {@link NewsIT}.
 */
class GuideTests {

	@Test
	void theGuideShowsTheTestAsItIs() throws IOException {
		String guide = Files.readString(Path.of("../docs/guide.md"));
		String test = Files.readString(Path.of("src/test/java/dev/realtime/test/guide/NewsIT.java"));
		// Here servers of all kinds are on the class path, so that it has to be said
		// which.
		String shown = test.replaceFirst(",\\s+properties = \"[^\"]+\"", "");
		assertThat(guide).contains(shown.substring(shown.indexOf("import ")).replace("\t", "    ").strip());
	}

}
