package dev.realtime.autoconfigure;

import java.security.SecureRandom;
import java.time.Clock;

import dev.realtime.bus.RealtimeBus;
import dev.realtime.local.LocalBus;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * The engine of one node, where there is no other.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnMissingBean(RealtimeBus.class)
final class LocalEngineConfiguration {

	@Bean
	RealtimeBus realtimeBus(RealtimeProperties properties, Engine engine) {
		return new LocalBus(Settings.localBus(properties), Clock.systemUTC(), new SecureRandom());
	}

	@Bean
	Engine realtimeEngine(Environment environment, ConfigurableListableBeanFactory beans) {
		EngineChoice choice = EngineChoice.of(environment, beans, beans.getBeanClassLoader());
		if (choice.redis()) {
			// Never instead of the one that was asked for.
			if (choice.library()) {
				throw choice.differsFrom("local");
			}
			throw new EngineUnavailableException(
					"The realtime engine redis was asked for (" + choice.why()
							+ "), and the libraries that it needs are missing from the class path.",
					"Add " + EngineChoice.STARTER + " to the application, or set realtime.bus.type to local.");
		}
		return new Engine("local", choice.why(),
				"the clients of this node only; to reach other nodes, " + choice.remedy());
	}

}
