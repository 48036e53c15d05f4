package dev.realtime.autoconfigure;

import java.time.Clock;
import java.util.Random;

import dev.realtime.RealtimeAuthenticator;
import dev.realtime.RealtimeObserver;
import dev.realtime.RealtimePublisher;
import dev.realtime.RealtimeTokenVerifier;
import dev.realtime.TopicAuthorizer;
import dev.realtime.codec.FrameAllocator;
import dev.realtime.connection.ConnectionListener;
import dev.realtime.connection.ConnectionRegistry;
import dev.realtime.connection.Drain;
import dev.realtime.hub.Hub;
import dev.realtime.message.MessageDispatcher;
import dev.realtime.message.MessageHandlers;
import dev.realtime.security.AddressKeys;
import dev.realtime.security.OriginPolicy;
import dev.realtime.webflux.EdgeServices;
import dev.realtime.webflux.LaneResolver;
import dev.realtime.webflux.NettyFrameAllocator;
import dev.realtime.webflux.RealtimeCorsFilter;
import dev.realtime.webflux.RealtimeRoutes;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration for the HTTP edge of a reactive web application.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = RealtimeAutoConfiguration.class,
		beforeName = "org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration")
@ConditionalOnClass(name = "org.springframework.web.reactive.DispatcherHandler")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnBooleanProperty(name = "realtime.enabled", matchIfMissing = true)
@Import({ DetachConfiguration.class, MessageDispatchConfiguration.class })
@EnableConfigurationProperties({ LifecycleProperties.class, ServerProperties.class })
public final class RealtimeWebFluxAutoConfiguration {

	private final RealtimeProperties properties;

	RealtimeWebFluxAutoConfiguration(RealtimeProperties properties, LifecycleProperties lifecycle) {
		new PropertiesCheck(properties).drain(lifecycle.getTimeoutPerShutdownPhase());
		this.properties = properties;
	}

	@Bean
	@ConditionalOnMissingBean
	OriginPolicy realtimeOriginPolicy() {
		return new OriginPolicy(this.properties.getAllowedOrigins());
	}

	@Bean
	@ConditionalOnMissingBean
	AddressKeys realtimeAddressKeys(ServerProperties server, Environment environment) {
		return new AddressKeys(isForwardedHeadersHandled(server, environment));
	}

	private static boolean isForwardedHeadersHandled(ServerProperties server, Environment environment) {
		if (server.getForwardHeadersStrategy() != null) {
			return server.getForwardHeadersStrategy() != ServerProperties.ForwardHeadersStrategy.NONE;
		}
		CloudPlatform platform = CloudPlatform.getActive(environment);
		return platform != null && platform.isUsingForwardHeaders();
	}

	@Bean
	@ConditionalOnMissingBean
	ConnectionListener realtimeConnectionListener(ApplicationEventPublisher publisher) {
		return new ApplicationEventsConnectionListener(publisher, Clock.systemUTC());
	}

	@Bean
	@ConditionalOnMissingBean
	LaneResolver realtimeLaneResolver(Hub hub) {
		return new LaneResolver(hub, Runtime.getRuntime().availableProcessors(), Settings.userTimeout(this.properties));
	}

	@Bean
	@ConditionalOnMissingBean
	EdgeServices realtimeEdgeServices(LaneResolver lanes, ConnectionRegistry registry,
			RealtimeAuthenticator authenticator, TopicAuthorizer authorizer, OriginPolicy origins,
			AddressKeys addresses, ObjectProvider<RealtimeObserver> observers, ConnectionListener listener) {
		return new EdgeServices(lanes, registry, authenticator, authorizer, origins, addresses,
				RealtimeAutoConfiguration.observer(observers), listener);
	}

	@Bean
	@ConditionalOnMissingBean
	MessageHandlers realtimeMessageHandlers(EdgeServices services, RealtimePublisher publisher,
			ObjectProvider<MessageDispatcher> dispatchers, ObjectProvider<RealtimeTokenVerifier> verifiers) {
		return new MessageHandlers(Settings.messages(this.properties), services.authorizer(), publisher,
				dispatchers.getIfAvailable(() -> MessageDispatcher.NONE), verifiers.getIfAvailable(),
				services.observer());
	}

	@Bean
	@Order(-10)
	@ConditionalOnMissingBean
	RealtimeRoutes realtimeRoutes(EdgeServices services, MessageHandlers handlers) {
		return new RealtimeRoutes(Settings.edge(this.properties), services, handlers);
	}

	@Bean
	@ConditionalOnMissingBean
	RealtimeCorsFilter realtimeCorsFilter(OriginPolicy origins) {
		return new RealtimeCorsFilter(this.properties.getPath(), origins);
	}

	@Bean
	@ConditionalOnMissingBean
	Drain realtimeDrain(ConnectionRegistry registry) {
		return new Drain(registry, this.properties.getDrain().getDuration(), Schedulers.parallel(), new Random());
	}

	@Bean
	DrainLifecycle realtimeDrainLifecycle(Drain drain) {
		return new DrainLifecycle(drain);
	}

	@Bean
	EndpointReport realtimeEndpointReport() {
		return new EndpointReport(this.properties);
	}

	/**
	 * Where Netty is, frames live where it writes best from.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "reactor.netty.http.server.HttpServerResponse")
	@ConditionalOnProperty(name = "realtime.fast-path", havingValue = "auto", matchIfMissing = true)
	static class NettyFramesConfiguration {

		@Bean
		@ConditionalOnMissingBean(FrameAllocator.class)
		NettyFrameAllocator realtimeFrameAllocator() {
			return new NettyFrameAllocator();
		}

	}

}
