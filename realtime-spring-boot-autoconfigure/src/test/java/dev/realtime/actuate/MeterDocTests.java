package dev.realtime.actuate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Meter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The reference in {@code docs/meters.md} is made from {@link RealtimeMeters}, by this
 * test if it is told to.
 */
class MeterDocTests {

	private static final Path DOCS = Path.of("").toAbsolutePath().resolveSibling("docs");

	private static final String BEGIN = "<!-- made from RealtimeMeters: do not edit -->\n";

	private static final String END = "<!-- made until here -->\n";

	private static final String COMMAND = "mvn -Dquick -pl realtime-spring-boot-autoconfigure test -Dtest=MeterDocTests -Drealtime.docs.write=true";

	@Test
	void thePageSaysWhatTheMetersSay() throws IOException {
		Path page = DOCS.resolve("meters.md");
		String text = Files.readString(page);
		int begin = text.indexOf(BEGIN) + BEGIN.length();
		String made = text.substring(0, begin) + reference() + text.substring(text.indexOf(END));
		if (Boolean.getBoolean("realtime.docs.write")) {
			Files.writeString(page, made);
			return;
		}
		assertThat(text).as("docs/meters.md is made anew by " + COMMAND).isEqualTo(made);
	}

	@Test
	void whatToLookAtIsThere() throws IOException {
		String table = Files.readString(DOCS.resolve("operations.md")).split("\n\\| to see \\|", 2)[1].split("\n\n",
				2)[0];
		assertThat(Arrays.stream(table.split("`"))
			.filter((word) -> word.matches("realtime\\.[a-z.]+"))
			.filter((word) -> !word.equals("realtime.connections.max"))).isNotEmpty()
			.isSubsetOf(Arrays.stream(RealtimeMeters.values()).map(RealtimeMeters::getName).toList());
	}

	private static String reference() {
		return "\n| meter | kind | tags | in Prometheus | tells |\n|---|---|---|---|---|\n"
				+ Arrays.stream(RealtimeMeters.values()).map(MeterDocTests::row).collect(Collectors.joining())
				+ "\n| tag | of | values |\n|---|---|---|\n"
				+ Arrays.stream(RealtimeMeters.values()).map(MeterDocTests::tags).collect(Collectors.joining())
				+ "\n| histogram | buckets, unless configured |\n|---|---|\n"
				+ Arrays.stream(RealtimeMeters.values())
					.filter((meter) -> !meter.objectives().isEmpty())
					.map((meter) -> "| `" + meter.getName() + "` | "
							+ meter.objectives().stream().map(MeterDocTests::text).collect(Collectors.joining(", "))
							+ " |\n")
					.collect(Collectors.joining())
				+ '\n';
	}

	private static String row(RealtimeMeters meter) {
		return "| `" + meter.getName() + "` | " + kind(meter) + " | "
				+ meter.keys().stream().map((key) -> '`' + key.name() + '`').collect(Collectors.joining(", ")) + " | "
				+ prometheus(meter) + " | " + meter.getDescription() + " |\n";
	}

	private static String tags(RealtimeMeters meter) {
		return meter.keys()
			.stream()
			.map((key) -> "| `" + key.name() + "` | `" + meter.getName() + "` | "
					+ key.values().stream().map((value) -> '`' + value + '`').collect(Collectors.joining(", "))
					+ " |\n")
			.collect(Collectors.joining());
	}

	private static String kind(RealtimeMeters meter) {
		String kind = (meter.getType() == Meter.Type.DISTRIBUTION_SUMMARY) ? "summary"
				: meter.getType().name().toLowerCase(Locale.ROOT);
		return (meter.getBaseUnit() != null && meter.getType() == Meter.Type.GAUGE) ? kind + ", " + meter.getBaseUnit()
				: kind;
	}

	private static String prometheus(RealtimeMeters meter) {
		String name = meter.getName().replace('.', '_')
				+ ((meter.getBaseUnit() != null) ? '_' + meter.getBaseUnit() : "");
		return switch (meter.getType()) {
			case COUNTER -> '`' + name + "_total`";
			case GAUGE -> '`' + name + '`';
			default -> '`' + name + "_count`, `_sum`, `_max`" + (meter.objectives().isEmpty() ? "" : ", `_bucket`");
		};
	}

	private static String text(Duration duration) {
		return (duration.toMillis() < 1000) ? duration.toMillis() + " ms"
				: (duration.toMillis() / 1000.0 + " s").replace(".0 ", " ");
	}

}
