package dev.realtime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Hostile texts, made by damaging good ones. The same ones in each run, unless
 * {@code -Drealtime.fuzz.cases} asks for more than 20,000; what fails is cut down to what
 * it takes to fail.
 */
public final class Fuzz {

	private static final int CASES = Integer.getInteger("realtime.fuzz.cases", 20_000);

	private static final List<String> HOSTILE = List.of("\r", "\n", "\r\n", "\n\n", "\0", "\t", " ", "\u2028", "\u2029",
			"\uFEFF", "\uD800", "\uDC00", "\u202E", "é", "K", "İ", "😀", ".", "..", "*", "**", "{user}", "%", "%00",
			"%2e", "%2E", "%0A", "%zz", "/", "//", "\\", ":", "@", "#", "?", "&", ",", ";", "=", "'", "\"", "\\\"", "{",
			"}", "[", "]", "{\"a\":", "\\ud800", "\\u0000", "null", "-0", "1e999", "NaN", "0", "1",
			"99999999999999999999", "18446744073709551616", "~", "rt.", "data: ", "id: ", "event: ", "retry: 0",
			"user.", "public.", "https://", "HTTPS://", "null", "[::1]", ":443", ":0", "a".repeat(300),
			"[".repeat(100));

	private Fuzz() {
	}

	/**
	 * Check a property of texts.
	 * @param property throws where it does not hold
	 * @param good what to damage
	 */
	public static void texts(Consumer<String> property, String... good) {
		for (int seed = 0; seed < CASES; seed++) {
			Random random = new Random(seed);
			String text = damaged(good[random.nextInt(good.length)], good, random);
			Throwable failure = failure(property, text);
			if (failure != null) {
				String smallest = shrunk(property, text);
				throw new AssertionError("Seed " + seed + " fails with \"" + escaped(smallest) + '"',
						failure(property, smallest));
			}
		}
	}

	/**
	 * Check a property of bytes.
	 * @param property throws where it does not hold
	 * @param good what to damage
	 */
	public static void bytes(Consumer<byte[]> property, String... good) {
		texts((text) -> property.accept(text.getBytes(StandardCharsets.ISO_8859_1)), good);
	}

	/**
	 * Check something that is made with random numbers.
	 * @param cases how many
	 * @param property throws where it does not hold
	 */
	public static void seeds(int cases, Consumer<Random> property) {
		for (int seed = 0; seed < Math.max(cases, CASES / 20_000 * cases); seed++) {
			Throwable failure = failure(property, new Random(seed));
			if (failure != null) {
				throw new AssertionError("Seed " + seed + " fails", failure);
			}
		}
	}

	/**
	 * Damage a text.
	 * @param text the text
	 * @param others what else there is to take from
	 * @param random how
	 * @return what has become of it
	 */
	public static String damaged(String text, String[] others, Random random) {
		StringBuilder damaged = new StringBuilder(text);
		for (int times = random.nextInt(5); times > 0; times--) {
			int from = random.nextInt(damaged.length() + 1);
			int to = Math.min(damaged.length(), from + random.nextInt(8));
			switch (random.nextInt(6)) {
				case 0 -> damaged.delete(from, to);
				case 1 -> damaged.insert(from, damaged.substring(from, to).repeat(1 + random.nextInt(20)));
				case 2 -> damaged.insert(from, others[random.nextInt(others.length)]);
				case 3 -> damaged.insert(from, (char) random.nextInt(random.nextBoolean() ? 256 : 65_536));
				default -> damaged.insert(from, HOSTILE.get(random.nextInt(HOSTILE.size())));
			}
		}
		return damaged.toString();
	}

	private static <T> Throwable failure(Consumer<T> property, T value) {
		try {
			property.accept(value);
			return null;
		}
		catch (Throwable ex) {
			return ex;
		}
	}

	private static String shrunk(Consumer<String> property, String text) {
		String smallest = text;
		for (int size = Math.max(1, text.length() / 2); size > 0; size /= 2) {
			for (String candidate : without(smallest, size)) {
				if (candidate.length() < smallest.length() && failure(property, candidate) != null) {
					smallest = candidate;
				}
			}
		}
		return smallest;
	}

	private static List<String> without(String text, int size) {
		List<String> candidates = new ArrayList<>();
		for (int from = 0; from + size <= text.length(); from += size) {
			candidates.add(text.substring(0, from) + text.substring(from + size));
		}
		return candidates;
	}

	private static String escaped(String text) {
		return text.chars()
			.mapToObj((c) -> (c >= ' ' && c < 127) ? Character.toString(c) : String.format("\\u%04x", c))
			.collect(Collectors.joining());
	}

}
