package dev.realtime.security;

import java.util.List;

import dev.realtime.RealtimeTopics;
import org.jspecify.annotations.Nullable;

/**
 * Which topics a rule is for. {@code *} is one segment, {@code **} any number of them,
 * none included, {@code {user}} the caller's encoded name; everything else is literal and
 * compares exactly. Immutable.
 * <p>
 * A pattern with {@code {user}} is for the topics of all users, and lets each only into
 * their own: what names another user is refused there and then, and not left to a later,
 * wider rule.
 *
 * @since 0.1.0
 */
public final class TopicPattern {

	private static final String ONE = "*";

	private static final String ANY = "**";

	private static final String USER = "{user}";

	private final String text;

	private final List<String> segments;

	/** Where {@code {user}} stands, -1 if nowhere. */
	private final int user;

	/**
	 * Whether {@code {user}} is counted from the topic's end, since it follows an ANY.
	 */
	private final boolean fromEnd;

	private TopicPattern(String text) {
		this.text = text;
		this.segments = List.of(text.split("\\.", -1));
		this.segments.forEach(this::check);
		this.user = this.segments.indexOf(USER);
		int any = this.segments.indexOf(ANY);
		this.fromEnd = any >= 0 && any < this.user;
		if (this.user != this.segments.lastIndexOf(USER)) {
			throw invalid(USER + " may stand in it once");
		}
		if (this.user >= 0 && any != this.segments.lastIndexOf(ANY)) {
			throw invalid("with " + USER + ", ** may stand in it once");
		}
	}

	/**
	 * Read a pattern.
	 * @param text segments of a topic, {@code *}, {@code **} or {@code {user}}, with dots
	 * in between
	 * @return the pattern
	 * @throws IllegalArgumentException if no topic could ever match
	 */
	public static TopicPattern parse(String text) {
		return new TopicPattern(text);
	}

	private void check(String segment) {
		boolean wildcard = segment.equals(ONE) || segment.equals(ANY) || segment.equals(USER);
		if (wildcard || RealtimeTopics.isValid(segment)) {
			return;
		}
		if (segment.isEmpty()) {
			throw invalid("it must not be empty, nor have a leading, trailing or double dot");
		}
		if (segment.contains(ONE) || segment.contains(USER)) {
			throw invalid(
					"*, ** and " + USER + " stand for whole segments between dots, but not in \"" + segment + "\"");
		}
		throw invalid("\"" + segment + "\" cannot be part of a topic; allowed are [A-Za-z0-9_:@/+-] and %XX");
	}

	private IllegalArgumentException invalid(String reason) {
		return new IllegalArgumentException("The topic pattern \"" + this.text + "\" is invalid: " + reason);
	}

	/**
	 * Whether topics of this pattern have an owner.
	 * @return {@code true} if {@code {user}} stands in it
	 */
	public boolean hasOwner() {
		return this.user >= 0;
	}

	/**
	 * Whether a topic is of this pattern, whoever asks: {@code {user}} is any one segment
	 * here.
	 * @param topic the topic's segments
	 * @return {@code true} if it is
	 */
	boolean matches(String[] topic) {
		int size = this.segments.size();
		int at = 0;
		int any = -1;
		int afterAny = 0;
		int i = 0;
		// Only the last ** is ever tried again: linear in topic times pattern.
		while (i < topic.length) {
			String segment = (at < size) ? this.segments.get(at) : null;
			if (ANY.equals(segment)) {
				any = at++;
				afterAny = i;
			}
			else if (segment != null && matches(segment, topic[i])) {
				at++;
				i++;
			}
			else if (any >= 0) {
				at = any + 1;
				i = ++afterAny;
			}
			else {
				return false;
			}
		}
		while (at < size && this.segments.get(at).equals(ANY)) {
			at++;
		}
		return at == size;
	}

	private static boolean matches(String segment, String actual) {
		return segment.equals(ONE) || segment.equals(USER) || segment.equals(actual);
	}

	/**
	 * The encoded name of a topic's owner.
	 * @param topic the segments of a topic that matches
	 * @return what stands at {@code {user}}, or {@code null} if topics of this pattern
	 * have no owner
	 */
	@Nullable String owner(String[] topic) {
		if (this.user < 0) {
			return null;
		}
		return topic[this.fromEnd ? topic.length - this.segments.size() + this.user : this.user];
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof TopicPattern pattern && this.text.equals(pattern.text);
	}

	@Override
	public int hashCode() {
		return this.text.hashCode();
	}

	@Override
	public String toString() {
		return this.text;
	}

}
