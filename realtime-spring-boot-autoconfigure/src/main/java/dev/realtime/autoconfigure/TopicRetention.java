package dev.realtime.autoconfigure;

import java.util.function.Function;

import dev.realtime.bus.Retention;
import dev.realtime.security.TopicRule;
import dev.realtime.security.TopicRules;

/**
 * How long a topic's events are kept: as its rule says, else as the defaults do.
 *
 * @param rules the rules
 * @param defaults the defaults
 */
record TopicRetention(TopicRules rules, Retention defaults) implements Function<String, Retention> {

	@Override
	public Retention apply(String topic) {
		TopicRule rule = this.rules.match(topic);
		if (rule == null || (rule.maxEvents() == null && rule.maxAge() == null)) {
			return this.defaults;
		}
		return new Retention((rule.maxEvents() != null) ? rule.maxEvents() : this.defaults.maxEvents(),
				(rule.maxAge() != null) ? rule.maxAge() : this.defaults.maxAge());
	}

}
