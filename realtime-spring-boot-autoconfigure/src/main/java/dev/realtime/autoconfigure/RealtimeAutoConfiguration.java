package dev.realtime.autoconfigure;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;

import dev.realtime.RealtimeAuthenticator;
import dev.realtime.RealtimeObserver;
import dev.realtime.RealtimePublisher;
import dev.realtime.RealtimeTokenVerifier;
import dev.realtime.TopicAuthorizer;
import dev.realtime.bus.RealtimeBus;
import dev.realtime.codec.FrameAllocator;
import dev.realtime.codec.HeapFrameAllocator;
import dev.realtime.connection.ConnectionRegistry;
import dev.realtime.connection.Recheck;
import dev.realtime.connection.UserQuota;
import dev.realtime.hub.DefaultRealtimePublisher;
import dev.realtime.hub.Hub;
import dev.realtime.hub.PayloadEncoder;
import dev.realtime.hub.Tracing;
import dev.realtime.local.LocalUserQuota;
import dev.realtime.security.BearerTokenRealtimeAuthenticator;
import dev.realtime.security.OriginPolicy;
import dev.realtime.security.PrincipalRealtimeAuthenticator;
import dev.realtime.security.RuleTopicAuthorizer;
import dev.realtime.security.SpringSecurityRealtimeAuthenticator;
import dev.realtime.security.TopicRules;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Auto-configuration for what needs no web application: the engine, the hub, the
 * publisher, the rules and the registry.
 *
 * @since 0.1.0
 */
@AutoConfiguration(afterName = { "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
		"org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration",
		"org.springframework.boot.security.oauth2.server.resource.autoconfigure.servlet.OAuth2ResourceServerAutoConfiguration",
		"org.springframework.boot.security.oauth2.server.resource.autoconfigure.reactive.ReactiveOAuth2ResourceServerAutoConfiguration" })
@ConditionalOnBooleanProperty(name = "realtime.enabled", matchIfMissing = true)
@EnableConfigurationProperties(RealtimeProperties.class)
@Import({ RedisEngineConfiguration.class, LocalEngineConfiguration.class, TokenConfiguration.class,
		LogoutConfiguration.class, TicketConfiguration.class })
public final class RealtimeAutoConfiguration {

	private final RealtimeProperties properties;

	RealtimeAutoConfiguration(RealtimeProperties properties) {
		new PropertiesCheck(properties).run();
		this.properties = properties;
	}

	@Bean
	NodeName realtimeNodeName() {
		return new NodeName(NodeName.create(this.properties.getNodeId(), new SecureRandom()));
	}

	@Bean
	@ConditionalOnMissingBean
	TopicRules realtimeTopicRules(Environment environment) {
		return TopicRulesFactory.create(this.properties, environment);
	}

	@Bean
	@ConditionalOnMissingBean
	TopicAuthorizer realtimeTopicAuthorizer(TopicRules rules) {
		return new RuleTopicAuthorizer(rules);
	}

	@Bean
	@ConditionalOnMissingBean
	OriginPolicy realtimeOriginPolicy() {
		return new OriginPolicy(this.properties.getAllowedOrigins());
	}

	@Bean
	@ConditionalOnMissingBean
	RealtimePublisher realtimePublisher(RealtimeBus bus, TopicRules rules, ObjectProvider<JsonMapper> mappers,
			ObjectProvider<RealtimeObserver> observers, ObjectProvider<Tracing> tracing) {
		PayloadEncoder encoder = new PayloadEncoder(mappers.getIfUnique(() -> JsonMapper.builder().build()),
				this.properties.getMessages().getMaxJsonDepth());
		return new DefaultRealtimePublisher(bus, encoder, retention(rules), Settings.publisher(this.properties),
				observer(observers), tracing.getIfAvailable(() -> Tracing.NONE), Clock.systemUTC());
	}

	@Bean
	@ConditionalOnMissingBean
	Hub realtimeHub(RealtimeBus bus, TopicRules rules, ObjectProvider<FrameAllocator> allocators,
			ObjectProvider<RealtimeObserver> observers, ObjectProvider<Tracing> tracing) {
		return new Hub(bus, Settings.hub(this.properties), retention(rules),
				allocators.getIfAvailable(HeapFrameAllocator::new), observer(observers),
				tracing.getIfAvailable(() -> Tracing.NONE));
	}

	@Bean
	@Fallback
	@ConditionalOnMissingBean
	ConnectionRegistry realtimeConnections(UserQuota quota, ObjectProvider<RealtimeObserver> observers) {
		return new ConnectionRegistry(Settings.limits(this.properties), quota, observer(observers));
	}

	@Bean
	@ConditionalOnMissingBean
	UserQuota realtimeUserQuota() {
		return new LocalUserQuota();
	}

	@Bean
	@ConditionalOnWebApplication
	RecheckLifecycle realtimeRecheckLifecycle(ConnectionRegistry registry, TopicAuthorizer authorizer) {
		Duration interval = this.properties.getSecurity().getRecheckInterval();
		return new RecheckLifecycle(interval.isZero() ? null
				: new Recheck(registry, authorizer, interval, Schedulers.parallel(), new Random()));
	}

	@Bean
	@ConditionalOnMissingBean(ServletNotice.class)
	EngineReport realtimeEngineReport(RealtimeBus bus, ObjectProvider<Engine> engines) {
		return new EngineReport(bus, engines.getIfAvailable());
	}

	private TopicRetention retention(TopicRules rules) {
		return new TopicRetention(rules, Settings.retention(this.properties));
	}

	static RealtimeObserver observer(ObjectProvider<RealtimeObserver> observers) {
		return CompositeRealtimeObserver.of(observers.orderedStream().toList());
	}

	private static RealtimeAuthenticator withTokens(RealtimeAuthenticator authenticator,
			ObjectProvider<RealtimeTokenVerifier> verifiers) {
		RealtimeTokenVerifier verifier = verifiers.getIfAvailable();
		return (verifier != null) ? new BearerTokenRealtimeAuthenticator(authenticator, verifier) : authenticator;
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "org.springframework.security.core.Authentication")
	static final class SecurityConfiguration {

		@Bean
		@ConditionalOnMissingBean
		RealtimeAuthenticator realtimeAuthenticator(ObjectProvider<RealtimeTokenVerifier> verifiers) {
			return withTokens(new SpringSecurityRealtimeAuthenticator(), verifiers);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("org.springframework.security.core.Authentication")
	static final class PrincipalConfiguration {

		@Bean
		@ConditionalOnMissingBean
		RealtimeAuthenticator realtimeAuthenticator(ObjectProvider<RealtimeTokenVerifier> verifiers) {
			return withTokens(new PrincipalRealtimeAuthenticator(), verifiers);
		}

	}

	/**
	 * A servlet application publishes, but serves no clients by itself.
	 */
	@Configuration(proxyBeanMethods = false)
	@Conditional(OnNoServerPort.class)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	static final class ServletConfiguration {

		@Bean
		ServletNotice realtimeServletNotice(RealtimeProperties properties) {
			return new ServletNotice(properties.getPath());
		}

	}

	/**
	 * A server that is asked for must not be missing silently.
	 */
	@Configuration(proxyBeanMethods = false)
	@Conditional(OnServerPort.class)
	@ConditionalOnWebApplication
	static final class ServerConfiguration {

		ServerConfiguration(RealtimeProperties properties, ApplicationContext context) {
			ClassLoader loader = context.getClassLoader();
			new Check(OnServerPort.PROPERTY, properties.getServer().getPort()).that(
					ClassUtils.isPresent(RealtimeServerAutoConfiguration.WEBFLUX, loader)
							&& ClassUtils.isPresent(RealtimeServerAutoConfiguration.NETTY, loader)
							&& ClassUtils.isPresent(RealtimeServerAutoConfiguration.FACTORY, loader),
					"that server needs WebFlux and Reactor Netty",
					"add spring-boot-starter-webflux to the application");
		}

	}

}
