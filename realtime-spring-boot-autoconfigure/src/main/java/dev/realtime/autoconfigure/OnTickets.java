package dev.realtime.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Whether tickets are issued and accepted.
 */
final class OnTickets extends SpringBootCondition {

	private static final String PROPERTY = "realtime.tickets.enabled";

	static boolean isEnabled(Environment environment) {
		Enabled enabled = Binder.get(environment).bind(PROPERTY, Enabled.class).orElse(Enabled.AUTO);
		return (enabled == Enabled.AUTO) ? OnServerPort.isSet(environment) : enabled == Enabled.TRUE;
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		boolean enabled = isEnabled(context.getEnvironment());
		return new ConditionOutcome(enabled,
				ConditionMessage.forCondition("Realtime tickets")
					.because(PROPERTY + (enabled ? " or " : " and ") + OnServerPort.PROPERTY
							+ (enabled ? " say so" : " do not")));
	}

}
