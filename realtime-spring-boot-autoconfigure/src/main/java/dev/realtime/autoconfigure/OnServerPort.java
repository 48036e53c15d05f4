package dev.realtime.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * Whether a server beside the application's own is asked for.
 */
final class OnServerPort extends SpringBootCondition {

	static final String PROPERTY = "realtime.server.port";

	static boolean isSet(Environment environment) {
		return StringUtils.hasText(environment.getProperty(PROPERTY));
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		boolean set = isSet(context.getEnvironment());
		return new ConditionOutcome(set,
				ConditionMessage.forCondition("Realtime server").because(PROPERTY + (set ? " is set" : " is not set")));
	}

}
