package dev.realtime.security;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Rules for topics in their order: the first whose pattern matches decides alone, both on
 * access and on retention; a topic without a rule is nobody's. Define a bean of this type
 * to replace the list under {@code realtime.topics}. Immutable.
 *
 * @since 0.1.0
 */
public final class TopicRules {

	private static final TopicRule OWN_TOPIC = new TopicRule(TopicPattern.parse("user.{user}"), Access.OWNER,
			Access.NOBODY);

	private static final TopicRule PUBLIC_TOPICS = new TopicRule(TopicPattern.parse("public.**"), Access.ANYONE,
			Access.NOBODY);

	private final List<TopicRule> rules;

	private TopicRules(List<TopicRule> rules) {
		this.rules = List.copyOf(rules);
	}

	/**
	 * Create rules.
	 * @param rules the rules in their order
	 * @return the rules
	 * @throws IllegalArgumentException if two have the same pattern
	 */
	public static TopicRules of(List<TopicRule> rules) {
		Map<TopicPattern, Integer> seen = new HashMap<>();
		for (int i = 0; i < rules.size(); i++) {
			TopicPattern pattern = rules.get(i).pattern();
			Integer before = seen.putIfAbsent(pattern, i);
			if (before != null) {
				throw new IllegalArgumentException("topics[" + i + "] has the pattern \"" + pattern + "\" of topics["
						+ before + "] and would never be reached");
			}
		}
		return new TopicRules(rules);
	}

	/**
	 * Add a rule at the end. It is left out if there is one of its pattern, which comes
	 * first and decides.
	 * @param rule the rule
	 * @return these rules and the new one
	 */
	public TopicRules append(TopicRule rule) {
		if (this.rules.stream().anyMatch((other) -> other.pattern().equals(rule.pattern()))) {
			return this;
		}
		List<TopicRule> all = new ArrayList<>(this.rules);
		all.add(rule);
		return new TopicRules(all);
	}

	/**
	 * Add the two built-in rules at the end: users may subscribe to {@code user.} and
	 * their own encoded name, everybody to {@code public.**}.
	 * @return these rules and the built-in ones
	 */
	public TopicRules appendBuiltIn() {
		return append(OWN_TOPIC).append(PUBLIC_TOPICS);
	}

	/**
	 * The rules in their order.
	 * @return the rules
	 */
	public List<TopicRule> asList() {
		return this.rules;
	}

	/**
	 * The rule that decides on a topic.
	 * @param topic a valid topic
	 * @return the rule, or {@code null} if there is none
	 */
	public @Nullable TopicRule match(String topic) {
		return match(segments(topic));
	}

	@Nullable TopicRule match(String[] topic) {
		for (TopicRule rule : this.rules) {
			if (rule.pattern().matches(topic)) {
				return rule;
			}
		}
		return null;
	}

	static String[] segments(String topic) {
		return topic.split("\\.", -1);
	}

	@Override
	public String toString() {
		return this.rules.toString();
	}

}
