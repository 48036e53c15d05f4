package dev.realtime.autoconfigure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.realtime.security.Access;
import dev.realtime.security.TopicPattern;
import dev.realtime.security.TopicRule;
import dev.realtime.security.TopicRules;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.log.LogMessage;

/**
 * Makes the rules of {@code realtime.topics}, that of the user's own topic, and the
 * built-in ones; refuses what could not work, naming the element.
 */
final class TopicRulesFactory {

	private static final Log logger = LogFactory.getLog(TopicRulesFactory.class);

	private static final ConfigurationPropertyName TOPICS = ConfigurationPropertyName.of("realtime.topics");

	private TopicRulesFactory() {
	}

	static TopicRules create(RealtimeProperties properties, Environment environment) {
		TopicRules rules = TopicRules.of(listed(properties.getTopics()));
		TopicPattern userTopic = userTopic(properties.getUserTopic().getPattern());
		if (properties.getUserTopic().isEnabled()) {
			rules = rules.append(new TopicRule(userTopic, Access.OWNER, Access.NOBODY));
		}
		TopicRules all = properties.isBuiltInTopics() ? rules.appendBuiltIn() : rules;
		logger.debug(LogMessage.of(() -> "Topic rules: " + all + ", realtime.topics from " + source(environment)));
		return all;
	}

	private static String source(Environment environment) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source.containsDescendantOf(TOPICS) == ConfigurationPropertyState.PRESENT) {
				// Its name only: the text form of a property source may hold secrets.
				return (source.getUnderlyingSource() instanceof PropertySource<?> named) ? named.getName() : "a map";
			}
		}
		return "nowhere";
	}

	private static List<TopicRule> listed(List<RealtimeTopicProperties> topics) {
		List<TopicRule> rules = new ArrayList<>(topics.size());
		Map<TopicPattern, Integer> seen = new HashMap<>();
		for (int i = 0; i < topics.size(); i++) {
			TopicRule rule = rule("realtime.topics[" + i + "]", topics.get(i));
			Integer earlier = seen.putIfAbsent(rule.pattern(), i);
			new Check("realtime.topics[" + i + "].pattern", rule.pattern()).that(earlier == null,
					"realtime.topics[" + earlier + "] has the same pattern and decides", "remove one of them");
			rules.add(rule);
		}
		return rules;
	}

	private static TopicRule rule(String name, RealtimeTopicProperties topic) {
		Check missing = new Check(name + ".pattern", topic.getPattern());
		String text = (topic.getPattern() != null) ? topic.getPattern() : "";
		missing.that(!text.isBlank(), "every rule needs a pattern", "give all of this element in one place: "
				+ "a list is taken whole from the one source that sets any of its elements");
		TopicPattern pattern = pattern(missing, text);
		Access subscribe = access(name + ".subscribe", topic.getSubscribe(), pattern);
		Access publish = access(name + ".publish", topic.getPublish(), pattern);
		return new TopicRule(pattern, subscribe, publish, topic.getMaxEvents(), topic.getMaxAge());
	}

	private static TopicPattern userTopic(String text) {
		Check check = new Check("realtime.user-topic.pattern", text);
		TopicPattern pattern = pattern(check, text);
		check.that(pattern.hasOwner() && !text.contains("*"),
				"it names one topic for each user: {user} has to stand in it once, and no *",
				"write it as in user.{user}");
		return pattern;
	}

	private static TopicPattern pattern(Check check, String text) {
		try {
			return TopicPattern.parse(text);
		}
		catch (IllegalArgumentException ex) {
			throw check.failure(ex.getMessage(), "write it as in orders.*: * is one segment between dots, "
					+ "** any number, {user} the caller's name");
		}
	}

	private static Access access(String name, String text, TopicPattern pattern) {
		Check check = new Check(name, text);
		try {
			Access access = Access.parse(text);
			check.that(!access.equals(Access.OWNER) || pattern.hasOwner(), "nothing says who the owner is",
					"write {user} in the pattern where the owner's name stands");
			return access;
		}
		catch (IllegalArgumentException ex) {
			throw check.failure(ex.getMessage(), "take one of those; a role is written as in role:ADMIN");
		}
	}

}
