package dev.realtime.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import dev.realtime.RealtimeAuthenticator;
import dev.realtime.RealtimeObserver;
import dev.realtime.TopicAuthorizer;
import dev.realtime.client.ClientScript;
import dev.realtime.connection.ConnectionListener;
import dev.realtime.connection.ConnectionRegistry;
import dev.realtime.message.MessageHandlers;
import dev.realtime.security.AddressKeys;
import dev.realtime.security.NoCookieAuthenticator;
import dev.realtime.security.OriginPolicy;
import dev.realtime.security.Tickets;
import dev.realtime.server.RealtimeServer;
import dev.realtime.server.RealtimeServerHandler;
import dev.realtime.webflux.EdgeServices;
import dev.realtime.webflux.LaneResolver;
import dev.realtime.webflux.RealtimeCorsFilter;
import dev.realtime.webflux.RealtimeRoutes;
import dev.realtime.webflux.RequestWatchFilter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties.ForwardHeadersStrategy;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.web.server.WebFilter;

/**
 * Auto-configuration for a server beside the application's own. Nothing authenticates
 * there that browsers send by themselves.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { RealtimeAutoConfiguration.class, RealtimeWebFluxAutoConfiguration.class })
@ConditionalOnWebApplication
@ConditionalOnClass(
		name = { "org.springframework.web.reactive.DispatcherHandler", "reactor.netty.http.server.HttpServer",
				"org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory" })
@ConditionalOnBooleanProperty(name = "realtime.enabled", matchIfMissing = true)
@Conditional(OnServerPort.class)
@Import(EdgeConfiguration.class)
public final class RealtimeServerAutoConfiguration {

	static final String WEBFLUX = "org.springframework.web.reactive.DispatcherHandler";

	static final String NETTY = "reactor.netty.http.server.HttpServer";

	static final String FACTORY = "org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory";

	private final RealtimeProperties properties;

	RealtimeServerAutoConfiguration(RealtimeProperties properties) {
		this.properties = properties;
	}

	@Bean
	@ConditionalOnMissingBean
	RealtimeServer realtimeServer(ServerFactory factory, ServerEdge edge, ApplicationEventPublisher events) {
		return new RealtimeServer(factory.create(), edge.handler(),
				String.join(", ", EndpointReport.ofServer(this.properties)), events);
	}

	@Bean
	ServerFactory realtimeServerFactory(ServerProperties server, ConfigurableEnvironment environment,
			ObjectProvider<SslBundles> bundles, ObjectProvider<ReactorResourceFactory> resources,
			ObjectProvider<NettyServerCustomizer> customizers) {
		return new ServerFactory(this.properties.getServer(), server, environment, bundles.getIfAvailable(),
				resources.getIfUnique(), customizers.orderedStream().toList());
	}

	@Bean
	ServerEdge realtimeServerEdge(LaneResolver lanes, ConnectionRegistry registry, RealtimeAuthenticator authenticator,
			ObjectProvider<Tickets> tickets, TopicAuthorizer authorizer, OriginPolicy origins, AddressKeys addresses,
			ObjectProvider<RealtimeObserver> observers, ConnectionListener listener, MessageHandlers handlers,
			ObjectProvider<ClientScript> script, ObjectProvider<RequestWatchFilter> watch, ServerProperties server) {
		OriginPolicy pages = origins.withAnyPort();
		EdgeServices services = new EdgeServices(lanes, registry,
				TicketConfiguration.withTickets(new NoCookieAuthenticator(authenticator), tickets), authorizer, pages,
				addresses, RealtimeAutoConfiguration.observer(observers), listener);
		List<WebFilter> filters = new ArrayList<>();
		watch.ifAvailable(filters::add);
		filters.add(new RealtimeCorsFilter(this.properties.getPath(), pages, false));
		RealtimeRoutes routes = new RealtimeRoutes(Settings.edge(this.properties), services, handlers,
				script.getIfAvailable());
		return new ServerEdge(new RealtimeServerHandler(routes, filters,
				server.getForwardHeadersStrategy() == ForwardHeadersStrategy.FRAMEWORK));
	}

	@Bean
	ServerInfo realtimeServerInfo(ObjectProvider<RealtimeServer> server) {
		return new ServerInfo(() -> server.getObject().port(), this.properties.getPath(),
				this.properties.getServer().getPublicUrl());
	}

	@Bean
	LocalPort realtimeLocalPort(ConfigurableEnvironment environment) {
		return new LocalPort(environment);
	}

	/**
	 * No bean by itself: of beans that handle requests a reactive application has one.
	 *
	 * @param handler what the server serves
	 */
	record ServerEdge(HttpHandler handler) {

	}

}
