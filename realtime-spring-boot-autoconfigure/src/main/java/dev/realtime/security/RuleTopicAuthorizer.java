package dev.realtime.security;

import java.util.concurrent.atomic.AtomicBoolean;

import dev.realtime.RealtimeUser;
import dev.realtime.TopicAction;
import dev.realtime.TopicAuthorizer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Mono;

import org.springframework.core.log.LogMessage;

/**
 * Decides by the rules. Answers at once.
 *
 * @since 0.1.0
 */
public final class RuleTopicAuthorizer implements TopicAuthorizer {

	private static final Log logger = LogFactory.getLog(RuleTopicAuthorizer.class);

	private final TopicRules rules;

	private final AtomicBoolean told = new AtomicBoolean();

	public RuleTopicAuthorizer(TopicRules rules) {
		this.rules = rules;
	}

	@Override
	public Mono<Boolean> authorize(RealtimeUser user, TopicAction action, String topic) {
		String[] segments = TopicRules.segments(topic);
		TopicRule rule = this.rules.match(segments);
		if (rule == null) {
			withoutRule(topic);
			return Mono.just(false);
		}
		return Mono.just(rule.allows(user, action, segments));
	}

	/** Once where everybody looks: clients may ask for as many topics as they like. */
	private void withoutRule(String topic) {
		if (this.told.compareAndSet(false, true)) {
			logger.info("No rule names the topic \"" + topic + "\", so nobody may have it. If it is one of this"
					+ " application's, add a rule for it under realtime.topics, with pattern and subscribe."
					+ " Further topics without a rule are logged at DEBUG");
		}
		else {
			logger.debug(LogMessage.format("No rule names the topic \"%s\"", topic));
		}
	}

}
