package dev.realtime.actuate;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import dev.realtime.CloseReason;
import dev.realtime.GapReason;
import dev.realtime.Transport;
import io.micrometer.common.docs.KeyName;

/**
 * A tag of a meter, with all values that it ever has.
 *
 * @param name its name
 * @param values its values
 */
record MeterKey(String name, List<String> values) implements KeyName {

	static final MeterKey TRANSPORT = of("transport",
			Arrays.stream(Transport.values()).map(MeterKey::word).toArray(String[]::new));

	/** Two reasons may share a word. */
	static final MeterKey CLOSE_REASON = of("reason",
			Arrays.stream(CloseReason.values()).map(CloseReason::word).distinct().toArray(String[]::new));

	/** Nobody is refused for these two. */
	static final MeterKey REFUSAL_REASON = of("reason",
			Arrays.stream(CloseReason.values())
				.filter((reason) -> reason != CloseReason.ANSWERED && reason != CloseReason.CLIENT_GONE)
				.map(CloseReason::word)
				.distinct()
				.toArray(String[]::new));

	static final MeterKey VERDICT = of("verdict",
			Stream.concat(Stream.of("ok"), Arrays.stream(GapReason.values()).map(GapReason::word))
				.toArray(String[]::new));

	static MeterKey of(String name, String... values) {
		return new MeterKey(name, List.of(values));
	}

	static String word(Transport transport) {
		return transport.name().toLowerCase(Locale.ROOT);
	}

	@Override
	public String asString() {
		return this.name;
	}

}
