package dev.realtime.autoconfigure;

import dev.realtime.actuate.ReadinessGroup;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/**
 * Auto-configuration that makes the health of the engine a part of readiness, unless the
 * application itself says what that is made of. After the one that makes the group: both
 * have the lowest precedence, and what is registered last sees what the others made.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = RealtimeHealthAutoConfiguration.class,
		afterName = "org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration")
@ConditionalOnClass({ HealthEndpointGroupsPostProcessor.class, SecurityContext.class })
@ConditionalOnBean(name = "realtimeHealthIndicator")
@ConditionalOnBooleanProperty(name = "management.health.realtime.readiness", matchIfMissing = true)
@Conditional(OnDefaultReadiness.class)
public final class RealtimeReadinessAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ReadinessGroup realtimeReadinessGroup() {
		return new ReadinessGroup("realtime");
	}

}
