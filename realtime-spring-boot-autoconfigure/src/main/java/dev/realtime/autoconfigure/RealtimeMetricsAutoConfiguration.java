package dev.realtime.autoconfigure;

import dev.realtime.actuate.BusMeterBinder;
import dev.realtime.actuate.ConnectionMeterBinder;
import dev.realtime.actuate.HubMeterBinder;
import dev.realtime.actuate.MicrometerRealtimeObserver;
import dev.realtime.bus.RealtimeBus;
import dev.realtime.connection.ConnectionRegistry;
import dev.realtime.hub.Hub;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for the meters.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = RealtimeAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, Hub.class })
@ConditionalOnBooleanProperty(name = "realtime.metrics.enabled", matchIfMissing = true)
public final class RealtimeMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	MicrometerRealtimeObserver micrometerRealtimeObserver(MeterRegistry registry) {
		return new MicrometerRealtimeObserver(registry);
	}

	@Bean
	@ConditionalOnMissingBean
	HubMeterBinder realtimeHubMeterBinder(Hub hub) {
		return new HubMeterBinder(hub);
	}

	@Bean
	@ConditionalOnMissingBean
	BusMeterBinder realtimeBusMeterBinder(RealtimeBus bus) {
		return new BusMeterBinder(bus);
	}

	@Bean
	@ConditionalOnMissingBean
	ConnectionMeterBinder realtimeConnectionMeterBinder(ConnectionRegistry connections) {
		return new ConnectionMeterBinder(connections);
	}

}
