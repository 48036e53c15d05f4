package dev.realtime.security;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

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

	private final AtomicBoolean toldOfTopic = new AtomicBoolean();

	private final AtomicBoolean toldOfNobody = new AtomicBoolean();

	public RuleTopicAuthorizer(TopicRules rules) {
		this.rules = rules;
	}

	@Override
	public Mono<Boolean> authorize(RealtimeUser user, TopicAction action, String topic) {
		String[] segments = TopicRules.segments(topic);
		TopicRule rule = this.rules.match(segments);
		if (rule == null) {
			tell(this.toldOfTopic,
					() -> "No rule names the topic \"" + topic + "\", so nobody may have it. If it is one of this"
							+ " application's, add a rule for it under realtime.topics, with pattern and subscribe."
							+ " Further topics without a rule are logged at DEBUG");
			return Mono.just(false);
		}
		boolean allowed = rule.allows(user, action, segments);
		if (!allowed && user.isAnonymous()) {
			tell(this.toldOfNobody, () -> "The rule \"" + rule.pattern() + "\" keeps the topic \"" + topic
					+ "\" from a client that is not logged in. If its user is, see to it that the session or token comes"
					+ " along; if there is no login, the rule has to say anyone. Further ones are logged at DEBUG");
		}
		return Mono.just(allowed);
	}

	/** Once where everybody looks: clients may ask for as many topics as they like. */
	private static void tell(AtomicBoolean told, Supplier<String> message) {
		if (told.compareAndSet(false, true)) {
			logger.info(message.get());
		}
		else {
			logger.debug(LogMessage.of(message));
		}
	}

}
