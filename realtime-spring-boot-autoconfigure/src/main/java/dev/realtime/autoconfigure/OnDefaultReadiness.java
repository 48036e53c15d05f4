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

	private static final String GROUP = "management.endpoint.health.group.readiness.";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		Binder binder = Binder.get(context.getEnvironment());
		boolean named = isSet(binder, "include") || isSet(binder, "exclude");
		return new ConditionOutcome(!named, ConditionMessage.forCondition("Readiness")
			.because(GROUP + "include or exclude is " + (named ? "set" : "not set")));
	}

	private static boolean isSet(Binder binder, String name) {
		return binder.bind(GROUP + name, Bindable.setOf(String.class)).isBound();
	}

}
