package dev.realtime.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.realtime.RealtimeTopics;
import dev.realtime.RealtimeUser;
import org.jspecify.annotations.Nullable;

/**
 * A topic with variables, as in {@code room.{room}}: those of the mapping, and
 * {@code {user}}, the sender's encoded name.
 *
 * @param text the text
 */
record TopicTemplate(String text) {

	private static final String USER = "user";

	private static final Pattern VARIABLE = Pattern.compile("\\{([A-Za-z0-9_]+)(?::[^{}]*)?}");

	/**
	 * The variables of a pattern.
	 * @param pattern a template, or a mapping's pattern
	 * @return their names
	 */
	static List<String> variables(String pattern) {
		List<String> names = new ArrayList<>();
		Matcher matcher = VARIABLE.matcher(pattern);
		while (matcher.find()) {
			names.add(matcher.group(1));
		}
		return names;
	}

	/**
	 * What is wrong with this.
	 * @param known the variables that have a value
	 * @return a sentence, or {@code null} if nothing is
	 */
	@Nullable String problem(Set<String> known) {
		for (String name : variables(this.text)) {
			if (!name.equals(USER) && !known.contains(name)) {
				return "there is no variable {" + name + "} in the mapping";
			}
		}
		String example = VARIABLE.matcher(this.text).replaceAll("x");
		return RealtimeTopics.isValid(example) ? null : "this is no topic";
	}

	boolean needsUser() {
		return variables(this.text).contains(USER);
	}

	/**
	 * Whether the client chose a part of the topic.
	 * @return {@code true} if there is a variable other than its own name
	 */
	boolean hasClientText() {
		return variables(this.text).stream().anyMatch((name) -> !name.equals(USER));
	}

	/**
	 * Put the variables in.
	 * @param variables their values
	 * @param user whose name {@code {user}} is
	 * @return the topic, maybe too long to be one
	 */
	String expand(Map<String, String> variables, RealtimeUser user) {
		return VARIABLE.matcher(this.text).replaceAll((match) -> {
			String name = match.group(1);
			String value = name.equals(USER) ? RealtimeTopics.encode(user.name()) : variables.getOrDefault(name, "");
			return Matcher.quoteReplacement(value);
		});
	}

	@Override
	public String toString() {
		return this.text;
	}

}
