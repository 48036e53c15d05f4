package dev.realtime;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a tracer hands from the one who publishes an event to those who broadcast it:
 * names and values as the headers of a request have them, W3C's {@code traceparent} among
 * them. It travels with the event and is never interpreted on the way. Immutable.
 *
 * @since 0.1.0
 */
public final class TraceContext {

	/** Nothing, as where tracing is off. */
	public static final TraceContext NONE = new TraceContext("");

	/** The member of W3C's that names the trace and the span that published. */
	public static final String TRACEPARENT = "traceparent";

	/** How long the text may be; a tracer that wants more carries less. */
	private static final int MAX_LENGTH = 4096;

	private final String text;

	private TraceContext(String text) {
		this.text = text;
	}

	/**
	 * Make a context of what a tracer wrote. What is not printable ASCII, and what is
	 * beyond 4,096 characters in all, is left out.
	 * @param fields names, without a colon, and values
	 * @return the context
	 */
	public static TraceContext of(Map<String, String> fields) {
		StringBuilder text = new StringBuilder();
		fields.forEach((name, value) -> {
			String line = name + ':' + value + '\n';
			boolean proper = !name.isEmpty() && name.indexOf(':') < 0 && isPrintable(name) && isPrintable(value);
			if (proper && text.length() + line.length() <= MAX_LENGTH) {
				text.append(line);
			}
		});
		return text.isEmpty() ? NONE : new TraceContext(text.toString());
	}

	/**
	 * Read what {@link #text()} wrote.
	 * @param text the text, from whomever
	 * @return the context, or {@link #NONE} if there is something else in the text
	 */
	public static TraceContext parse(String text) {
		boolean proper = !text.isEmpty() && text.length() <= MAX_LENGTH && isPrintable(text.replace("\n", ""));
		return proper ? new TraceContext(text) : NONE;
	}

	private static boolean isPrintable(String text) {
		return text.chars().allMatch((c) -> c >= ' ' && c <= '~');
	}

	/**
	 * Whether there is nothing.
	 * @return {@code true} if no tracer wrote anything
	 */
	public boolean isEmpty() {
		return this.text.isEmpty();
	}

	/**
	 * What a tracer wrote under a name.
	 * @param name the name, in the case it was written in
	 * @return the value, or {@code null} if there is none
	 */
	public @Nullable String get(String name) {
		String start = name + ':';
		return this.text.lines()
			.filter((line) -> line.startsWith(start))
			.map((line) -> line.substring(start.length()))
			.findFirst()
			.orElse(null);
	}

	/**
	 * All of it, for engines.
	 * @return a line for each name, {@code name:value}, in ASCII; empty if there is none
	 */
	public String text() {
		return this.text;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof TraceContext context && this.text.equals(context.text);
	}

	@Override
	public int hashCode() {
		return this.text.hashCode();
	}

	@Override
	public String toString() {
		return "TraceContext[" + this.text.strip().replace('\n', ' ') + ']';
	}

}
