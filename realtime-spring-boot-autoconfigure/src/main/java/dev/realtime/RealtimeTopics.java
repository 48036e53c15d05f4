package dev.realtime;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Names of topics and types: what is valid, and how a user's name becomes one segment.
 *
 * @since 0.1.0
 */
public final class RealtimeTopics {

	private static final Pattern TOPIC = Pattern
		.compile("(?=.{1,200}$)(?:[A-Za-z0-9_:@/+-]|%[0-9A-Fa-f]{2})+(?:\\.(?:[A-Za-z0-9_:@/+-]|%[0-9A-Fa-f]{2})+)*");

	private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

	private static final String PLAIN = "_@:+-";

	private static final HexFormat HEX = HexFormat.of().withUpperCase();

	private RealtimeTopics() {
	}

	/**
	 * Whether a text is a topic: 1 to 200 characters of {@code [A-Za-z0-9_.:@/+-]} and
	 * {@code %XX}, without a leading, trailing or double dot.
	 * @param text the text
	 * @return {@code true} if it is
	 */
	public static boolean isValid(String text) {
		return text.length() <= 200 && TOPIC.matcher(text).matches();
	}

	/**
	 * Whether a text is a type: 1 to 64 characters of {@code [A-Za-z0-9_.-]}.
	 * @param text the text
	 * @return {@code true} if it is, reserved or not
	 */
	public static boolean isValidType(String text) {
		return TYPE.matcher(text).matches();
	}

	/**
	 * Whether a type belongs to the protocol.
	 * @param type the type
	 * @return {@code true} if it starts with {@code rt.}
	 */
	public static boolean isReservedType(String type) {
		return type.startsWith("rt.");
	}

	/**
	 * A user's own topic, {@code user.} and the encoded name.
	 * @param name the user's name
	 * @return the topic
	 * @throws InvalidTopicException if the name is blank or too long for a topic
	 */
	public static String user(String name) {
		String topic = "user." + encode(name);
		if (name.isBlank() || !isValid(topic)) {
			throw new InvalidTopicException(topic, "a user name must not be blank, nor longer than a topic can hold");
		}
		return topic;
	}

	/**
	 * Write a name as one segment of a topic: UTF-8 bytes outside
	 * {@code [A-Za-z0-9_@:+-]} become {@code %XX} in upper case, dots too, so that no
	 * name reaches into another's topics.
	 * @param name any text
	 * @return the segment
	 */
	public static String encode(String name) {
		StringBuilder segment = new StringBuilder(name.length());
		name.codePoints().forEach((c) -> {
			if (c < 128 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0)) {
				segment.append((char) c);
			}
			else {
				for (byte b : bytes(c)) {
					segment.append('%').append(HEX.toHexDigits(b));
				}
			}
		});
		return segment.toString();
	}

	/**
	 * UTF-8, and for half a surrogate pair what UTF-8 would be if it allowed it: as the
	 * question mark that Java makes of it, it would be another user's name.
	 */
	private static byte[] bytes(int c) {
		if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
			return new byte[] { (byte) (0xE0 | (c >> 12)), (byte) (0x80 | ((c >> 6) & 0x3F)),
					(byte) (0x80 | (c & 0x3F)) };
		}
		return Character.toString(c).getBytes(StandardCharsets.UTF_8);
	}

}
