package dev.realtime.actuate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table of meters in {@code docs/operations.md} has all there are.
 */
class MeterDocTests {

	private static final Path DOC = Path.of("").toAbsolutePath().resolveSibling("docs/operations.md");

	private static final Pattern NAME = Pattern.compile("`(realtime\\.[a-z.]+)`");

	@Test
	void theTableHasEveryMeter() throws IOException {
		String table = Files.readString(DOC).split("\n\\| meter \\|", 2)[1].split("\n\n", 2)[0];
		List<String> shown = NAME.matcher(table).results().map((name) -> name.group(1)).toList();
		assertThat(shown).containsExactlyInAnyOrderElementsOf(
				Arrays.stream(RealtimeMeter.values()).map((meter) -> "realtime." + dotted(meter)).toList());
	}

	private static String dotted(RealtimeMeter meter) {
		return meter.name().toLowerCase(Locale.ROOT).replace('_', '.');
	}

}
