package dev.realtime.autoconfigure;

import java.time.Clock;
import java.time.Duration;

import dev.realtime.RealtimeObserver;
import dev.realtime.RealtimePublisher;
import dev.realtime.RealtimeUser;
import dev.realtime.TopicAuthorizer;
import dev.realtime.bus.Retention;
import dev.realtime.connection.ConnectionLimits;
import dev.realtime.connection.ConnectionListener;
import dev.realtime.connection.ConnectionRegistry;
import dev.realtime.hub.DefaultRealtimePublisher;
import dev.realtime.hub.Hub;
import dev.realtime.hub.PayloadEncoder;
import dev.realtime.hub.Tracing;
import dev.realtime.local.LocalBus;
import dev.realtime.local.LocalBusSettings;
import dev.realtime.local.LocalUserQuota;
import dev.realtime.message.MessageDispatcher;
import dev.realtime.message.MessageHandlers;
import dev.realtime.message.MessageSettings;
import dev.realtime.security.AddressKeys;
import dev.realtime.security.OriginPolicy;
import dev.realtime.webflux.DetachPermit;
import dev.realtime.webflux.DetachTrial;
import dev.realtime.webflux.EdgeServices;
import dev.realtime.webflux.LaneResolver;
import dev.realtime.webflux.NettyFrameAllocator;
import dev.realtime.webflux.RequestWatchFilter;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Where the server is Reactor Netty, streams of server-sent events are detached from
 * their exchange once a trial has shown that it works.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(name = { "reactor.netty.http.server.HttpServerResponse",
		"org.springframework.boot.reactor.netty.NettyServerCustomizer" })
@ConditionalOnBooleanProperty(name = "realtime.sse.enabled", matchIfMissing = true)
@ConditionalOnProperty(name = { "realtime.fast-path", "realtime.sse.detach" }, havingValue = "auto",
		matchIfMissing = true)
final class DetachConfiguration {

	private static final Retention NOTHING = new Retention(0, Duration.ofMinutes(1));

	@Bean
	@ConditionalOnMissingBean
	DetachPermit realtimeDetachPermit() {
		return new DetachPermit();
	}

	@Bean
	RequestWatchFilter realtimeRequestWatchFilter(RealtimeProperties properties, DetachPermit permit) {
		return new RequestWatchFilter(properties.getPath(), permit);
	}

	@Bean
	DetachTrialLifecycle realtimeDetachTrial(RealtimeProperties properties, DetachPermit permit,
			ObjectProvider<NettyServerCustomizer> customizers, ApplicationContext context) {
		return new DetachTrialLifecycle(
				new DetachTrial(permit, customizers.orderedStream().toList(), () -> stage(properties)), context,
				OnServerPort.isSet(context.getEnvironment()));
	}

	/**
	 * The edge as the application has it, with an engine of its own, of which nobody
	 * hears.
	 */
	private static DetachTrial.Stage stage(RealtimeProperties properties) {
		RealtimeObserver observer = new RealtimeObserver() {
		};
		LocalBus bus = new LocalBus(LocalBusSettings.DEFAULTS);
		Hub hub = new Hub(bus, Settings.hub(properties), (topic) -> NOTHING, new NettyFrameAllocator(), observer,
				Tracing.NONE);
		RealtimePublisher publisher = new DefaultRealtimePublisher(bus,
				new PayloadEncoder(JsonMapper.builder().build(), MessageSettings.DEFAULTS.maxJsonDepth()),
				(topic) -> NOTHING, Settings.publisher(properties), observer, Tracing.NONE, Clock.systemUTC());
		TopicAuthorizer anybody = (user, action, topic) -> Mono.just(true);
		EdgeServices services = new EdgeServices(new LaneResolver(hub, 1, Settings.userTimeout(properties)),
				new ConnectionRegistry(ConnectionLimits.DEFAULTS, new LocalUserQuota(), observer),
				(handshake) -> Mono.just(RealtimeUser.ANONYMOUS), anybody,
				new OriginPolicy(properties.getAllowedOrigins()), new AddressKeys(true), observer,
				new ConnectionListener() {
				});
		return new DetachTrial.Stage(Settings.edge(properties), hub, services, new MessageHandlers(
				MessageSettings.DEFAULTS, anybody, publisher, MessageDispatcher.NONE, null, observer), publisher);
	}

}
