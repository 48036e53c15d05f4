package dev.realtime.autoconfigure;

import dev.realtime.actuate.RealtimeHealthIndicator;
import dev.realtime.bus.RealtimeBus;
import dev.realtime.connection.ConnectionRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for the health of the engine. There whatever the engine is, so that
 * a health group that names it is valid on every machine.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = RealtimeAutoConfiguration.class,
		beforeName = "org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration")
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean({ RealtimeBus.class, ConnectionRegistry.class })
@ConditionalOnEnabledHealthIndicator("realtime")
public final class RealtimeHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "realtimeHealthIndicator")
	RealtimeHealthIndicator realtimeHealthIndicator(RealtimeBus bus, ObjectProvider<Engine> engines,
			ConnectionRegistry registry) {
		return new RealtimeHealthIndicator(bus, Engine.nameOf(engines.getIfAvailable(), bus), registry);
	}

}
