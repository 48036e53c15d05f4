package dev.realtime.autoconfigure;

import dev.realtime.RealtimeObserver;
import dev.realtime.bus.RealtimeBus;
import dev.realtime.connection.UserQuota;
import dev.realtime.redis.RedisBus;
import dev.realtime.redis.RedisRuntimeHints;
import dev.realtime.redis.RedisServers;
import dev.realtime.redis.RedisTicketStore;
import dev.realtime.redis.RedisUserQuota;
import dev.realtime.security.TicketStore;
import io.lettuce.core.RedisClient;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * The engine of many nodes, on connections of its own to the Redis that the application
 * uses: its templates and their settings stay as they are.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({ RedisClient.class, RedisConnectionFactory.class, DataRedisConnectionDetails.class })
@Conditional(RedisEngineConfiguration.OnRedisChosen.class)
@ConditionalOnMissingBean(RealtimeBus.class)
@ImportRuntimeHints(RedisRuntimeHints.class)
final class RedisEngineConfiguration {

	@Bean(destroyMethod = "close")
	RedisBus realtimeBus(RealtimeProperties properties, NodeName node, RedisServers servers, Environment environment,
			ObjectProvider<RealtimeObserver> observers) {
		String application = environment.getProperty("spring.application.name", "");
		return new RedisBus(servers, node.value(), Settings.redisBus(properties, application),
				RealtimeAutoConfiguration.observer(observers));
	}

	@Bean
	@ConditionalOnMissingBean
	UserQuota realtimeUserQuota(RedisBus bus, RealtimeProperties properties) {
		return new RedisUserQuota(bus, properties.getConnections().getLease());
	}

	@Bean
	@Conditional(OnTickets.class)
	@ConditionalOnMissingBean
	TicketStore realtimeTicketStore(RedisBus bus, RealtimeProperties properties) {
		return new RedisTicketStore(bus, properties.getTickets().getTtl());
	}

	@Bean
	RedisServers realtimeRedisServers(RealtimeProperties properties, Environment environment,
			ConfigurableListableBeanFactory beans, ObjectProvider<DataRedisConnectionDetails> details) {
		DataRedisConnectionDetails found = details.getIfAvailable();
		if (found == null) {
			throw new EngineUnavailableException(
					"The realtime engine redis has no bean of type DataRedisConnectionDetails that says where Redis is.",
					"Do not exclude DataRedisAutoConfiguration, or define such a bean, "
							+ "or set realtime.bus.type to local.");
		}
		// Of details that come from elsewhere the URL says nothing.
		boolean tls = environment.getProperty(EngineChoice.URL, "").startsWith("rediss:")
				&& EngineChoice.ownDetails(beans).isEmpty();
		return RedisServersFactory.create(found, tls, properties.getBus().getRedis().getCommandTimeout());
	}

	@Bean
	Engine realtimeEngine(Environment environment, ConfigurableListableBeanFactory beans, RedisServers servers,
			RealtimeProperties properties) {
		EngineChoice choice = EngineChoice.of(environment, beans, beans.getBeanClassLoader());
		if (!choice.redis()) {
			throw choice.differsFrom("redis");
		}
		return new Engine("redis", choice.why(), "all nodes that use the key prefix '"
				+ properties.getBus().getRedis().getKeyPrefix() + "' at " + servers.where());
	}

	/**
	 * Whether Redis is asked for.
	 */
	static final class OnRedisChosen extends SpringBootCondition implements ConfigurationCondition {

		@Override
		public ConfigurationPhase getConfigurationPhase() {
			return ConfigurationPhase.REGISTER_BEAN;
		}

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			ConfigurableListableBeanFactory beans = context.getBeanFactory();
			if (beans == null) {
				return ConditionOutcome.noMatch("there are no beans");
			}
			EngineChoice choice = EngineChoice.of(context.getEnvironment(), beans, context.getClassLoader());
			return new ConditionOutcome(choice.redis(),
					ConditionMessage.forCondition("Realtime engine").because(choice.why()));
		}

	}

}
