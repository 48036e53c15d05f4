package dev.realtime.security;

import dev.realtime.RealtimeUser;
import dev.realtime.TopicAction;
import dev.realtime.TopicAuthorizer;
import reactor.core.publisher.Mono;

/**
 * Decides by the rules. Answers at once.
 *
 * @since 0.1.0
 */
public final class RuleTopicAuthorizer implements TopicAuthorizer {

	private final TopicRules rules;

	public RuleTopicAuthorizer(TopicRules rules) {
		this.rules = rules;
	}

	@Override
	public Mono<Boolean> authorize(RealtimeUser user, TopicAction action, String topic) {
		String[] segments = TopicRules.segments(topic);
		TopicRule rule = this.rules.match(segments);
		return Mono.just(rule != null && rule.allows(user, action, segments));
	}

}
