package dev.realtime.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Whether the application leaves it to others what is in the health group
 * {@code readiness}.
 */
final class OnDefaultReadiness extends SpringBootCondition {

	private static final String INCLUDE = "management.endpoint.health.group.readiness.include";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		boolean named = Binder.get(context.getEnvironment()).bind(INCLUDE, Bindable.setOf(String.class)).isBound();
		return new ConditionOutcome(!named, ConditionMessage.forCondition("Readiness")
			.because(named ? INCLUDE + " is set" : INCLUDE + " is not set"));
	}

}
