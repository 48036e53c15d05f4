package dev.realtime;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Place of an event in the log, written {@code epoch.offset}, as in {@code k3x9qa.10482}.
 * It is what {@link RealtimePublisher#publish} returns, the {@code id} of every delivered
 * event, and the cursor that a client hands back to resume.
 * <p>
 * Offsets count all events of the log, whatever their topic, and can only be compared
 * within one epoch. Immutable.
 *
 * @param epoch identity of a stretch of the log: 6 to 8 characters of {@code [a-z0-9]}
 * @param offset place within that stretch; the first event has 1, and 0 means "before the
 * first event"
 * @since 0.1.0
 */
public record Position(String epoch, long offset) {

	private static final Pattern TEXT = Pattern.compile("([a-z0-9]{6,8})\\.(0|[1-9][0-9]{0,17})");

	/**
	 * Create a position.
	 * @throws IllegalArgumentException if the offset is negative
	 */
	public Position {
		if (offset < 0) {
			throw new IllegalArgumentException("offset must not be negative: " + offset);
		}
	}

	/**
	 * Read what {@link #toString()} wrote.
	 * @param text any text, however long
	 * @return the position, or {@code null} if the text is none: a cursor of another
	 * version or deployment is no error, it is answered with a gap
	 */
	public static @Nullable Position parse(String text) {
		if (text.length() > 32) {
			return null;
		}
		Matcher matcher = TEXT.matcher(text);
		return matcher.matches() ? new Position(matcher.group(1), Long.parseLong(matcher.group(2))) : null;
	}

	@Override
	public String toString() {
		return this.epoch + '.' + this.offset;
	}

}
