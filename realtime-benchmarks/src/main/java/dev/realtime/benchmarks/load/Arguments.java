package dev.realtime.benchmarks.load;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Arguments written as {@code name=value}. Immutable.
 */
final class Arguments {

	private final Map<String, String> values = new HashMap<>();

	Arguments(List<String> words) {
		for (String word : words) {
			int equals = word.indexOf('=');
			if (equals < 1) {
				throw new IllegalArgumentException("Not name=value: " + word);
			}
			this.values.put(word.substring(0, equals), word.substring(equals + 1));
		}
	}

	/**
	 * Read the arguments of a command.
	 * @param line the command's name and its arguments, with spaces between
	 * @return the arguments
	 */
	static Arguments ofCommand(String line) {
		List<String> words = Arrays.asList(line.strip().split("\\s+"));
		return new Arguments(words.subList(1, words.size()));
	}

	String text(String name, String otherwise) {
		return this.values.getOrDefault(name, otherwise);
	}

	String text(String name) {
		String value = this.values.get(name);
		if (value == null) {
			throw new IllegalArgumentException("Missing: " + name + "=…");
		}
		return value;
	}

	int number(String name, int otherwise) {
		String value = this.values.get(name);
		return (value != null) ? Integer.parseInt(value) : otherwise;
	}

	int number(String name) {
		return Integer.parseInt(text(name));
	}

	double decimal(String name) {
		return Double.parseDouble(text(name));
	}

	boolean flag(String name) {
		return Boolean.parseBoolean(this.values.get(name));
	}

}
