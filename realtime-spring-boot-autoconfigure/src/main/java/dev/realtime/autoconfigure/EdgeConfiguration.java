package dev.realtime.autoconfigure;

import java.time.Clock;
import java.util.Random;

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
import dev.realtime.security.FailSafeTopicAuthorizer;
import dev.realtime.webflux.LaneResolver;
import dev.realtime.webflux.NettyFrameAllocator;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/**
 * What the HTTP edge works with, once in an application, however many servers it has.
 */
@Configuration(proxyBeanMethods = false)
@Import({ ClientConfiguration.class, DetachConfiguration.class, MessageDispatchConfiguration.class })
@EnableConfigurationProperties({ LifecycleProperties.class, ServerProperties.class })
final class EdgeConfiguration {

	private final RealtimeProperties properties;

	EdgeConfiguration(RealtimeProperties properties, LifecycleProperties lifecycle) {
		new PropertiesCheck(properties).web(lifecycle.getTimeoutPerShutdownPhase());
		this.properties = properties;
	}

	@Bean
	@ConditionalOnMissingBean
	AddressKeys realtimeAddressKeys(ServerProperties server, Environment environment) {
		return new AddressKeys(ForwardedHeaders.isHandled(server, environment));
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
	MessageHandlers realtimeMessageHandlers(TopicAuthorizer authorizer, RealtimePublisher publisher,
			ObjectProvider<MessageDispatcher> dispatchers, ObjectProvider<RealtimeTokenVerifier> verifiers,
			ObjectProvider<RealtimeObserver> observers) {
		return new MessageHandlers(Settings.messages(this.properties), new FailSafeTopicAuthorizer(authorizer),
				publisher, dispatchers.getIfAvailable(() -> MessageDispatcher.NONE), verifiers.getIfAvailable(),
				RealtimeAutoConfiguration.observer(observers));
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
