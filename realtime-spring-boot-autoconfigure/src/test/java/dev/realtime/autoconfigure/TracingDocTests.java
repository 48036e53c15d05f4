package dev.realtime.autoconfigure;

import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.realtime.actuate.observation.DefaultRealtimeBroadcastObservationConvention;
import dev.realtime.actuate.observation.DefaultRealtimeMessageObservationConvention;
import dev.realtime.actuate.observation.DefaultRealtimePublishObservationConvention;
import dev.realtime.actuate.observation.RealtimeObservationDocumentation;
import dev.realtime.actuate.observation.RealtimeObservationDocumentation.Key;
import io.micrometer.common.docs.KeyName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tables of docs/tracing.md have the observations and the keys that there are.
 */
class TracingDocTests {

	private static final Pattern OBSERVATION = Pattern.compile("^\\| `(realtime\\.\\w+)` \\|[^|]+\\| `\\w+ ",
			Pattern.MULTILINE);

	private static final Pattern KEY = Pattern.compile("^\\| `([a-z.]+)` \\|[^|]+\\| (spans(?: and meters)?) \\|$",
			Pattern.MULTILINE);

	@Test
	void theObservationsAreThoseThatAreMade() throws IOException {
		assertThat(found(OBSERVATION)).containsExactlyInAnyOrder(
				new DefaultRealtimePublishObservationConvention().getName(),
				new DefaultRealtimeBroadcastObservationConvention().getName(),
				new DefaultRealtimeMessageObservationConvention().getName());
	}

	@Test
	void theKeysAreThoseOfSpansAndOfMeters() throws IOException {
		Set<String> low = Arrays.stream(RealtimeObservationDocumentation.values())
			.flatMap((observation) -> Stream.of(observation.getLowCardinalityKeyNames()))
			.map(KeyName::asString)
			.collect(Collectors.toSet());
		Set<String> expected = Arrays.stream(Key.values())
			.map((key) -> key.asString() + (low.contains(key.asString()) ? " spans and meters" : " spans"))
			.collect(Collectors.toSet());
		Set<String> shown = KEY.matcher(text())
			.results()
			.map((row) -> row.group(1) + ' ' + row.group(2))
			.collect(Collectors.toSet());
		assertThat(shown).isEqualTo(expected);
	}

	/** What the documentation may name. */
	static Set<String> names() throws IOException {
		Set<String> names = found(OBSERVATION);
		names.addAll(found(KEY));
		return names;
	}

	private static Set<String> found(Pattern pattern) throws IOException {
		return pattern.matcher(text())
			.results()
			.map((row) -> row.group(1))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static String text() throws IOException {
		return Markdown.read(Markdown.ROOT.resolve("docs/tracing.md")).text();
	}

}
