package dev.realtime.autoconfigure;

import dev.realtime.actuate.observation.ObservationConventions;
import dev.realtime.actuate.observation.ObservationTracing;
import dev.realtime.actuate.observation.RealtimeBroadcastObservationConvention;
import dev.realtime.actuate.observation.RealtimeMessageObservationConvention;
import dev.realtime.actuate.observation.RealtimePublishObservationConvention;
import dev.realtime.hub.Hub;
import dev.realtime.hub.Tracing;
import dev.realtime.security.TopicRule;
import dev.realtime.security.TopicRules;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for observations, and with them for traces.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = RealtimeAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean({ ObservationRegistry.class, Hub.class })
public final class RealtimeObservationAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	Tracing realtimeTracing(RealtimeProperties properties, ObservationRegistry registry, TopicRules rules,
			ObjectProvider<RealtimePublishObservationConvention> publish,
			ObjectProvider<RealtimeBroadcastObservationConvention> broadcast,
			ObjectProvider<RealtimeMessageObservationConvention> message) {
		return new ObservationTracing(registry, (topic) -> {
			TopicRule rule = rules.match(topic);
			return (rule != null) ? rule.pattern().toString() : null;
		}, new ObservationConventions(publish.getIfAvailable(), broadcast.getIfAvailable(), message.getIfAvailable()),
				properties.getEvents().isTraceparent());
	}

}
