package dev.realtime.benchmarks.load;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes one JSON object on one line. A library for this would take as long to start as
 * the rest of the client.
 */
final class JsonLine {

	private JsonLine() {
	}

	/**
	 * Write an object.
	 * @param values numbers that are finite, and texts
	 * @return the line, without its end
	 */
	static String of(Map<String, ?> values) {
		return values.entrySet()
			.stream()
			.map((entry) -> text(entry.getKey()) + ':' + value(entry.getValue()))
			.collect(Collectors.joining(",", "{", "}"));
	}

	private static String value(Object value) {
		return (value instanceof Number) ? value.toString() : text(value.toString());
	}

	private static String text(String text) {
		StringBuilder quoted = new StringBuilder("\"");
		for (int i = 0; i < text.length(); i++) {
			char next = text.charAt(i);
			if (next == '"' || next == '\\') {
				quoted.append('\\').append(next);
			}
			else if (next < ' ') {
				quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) next));
			}
			else {
				quoted.append(next);
			}
		}
		return quoted.append('"').toString();
	}

}
