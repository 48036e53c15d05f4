package dev.realtime.autoconfigure;

import dev.realtime.RealtimeAuthenticator;
import dev.realtime.RealtimeObserver;
import dev.realtime.TopicAuthorizer;
import dev.realtime.client.ClientScript;
import dev.realtime.connection.ConnectionListener;
import dev.realtime.connection.ConnectionRegistry;
import dev.realtime.message.MessageHandlers;
import dev.realtime.security.AddressKeys;
import dev.realtime.security.OriginPolicy;
import dev.realtime.security.TicketIssuer;
import dev.realtime.security.Tickets;
import dev.realtime.webflux.EdgeServices;
import dev.realtime.webflux.EntryRoutes;
import dev.realtime.webflux.LaneResolver;
import dev.realtime.webflux.RealtimeCorsFilter;
import dev.realtime.webflux.RealtimeRoutes;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
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
@Import(EdgeConfiguration.class)
public final class RealtimeWebFluxAutoConfiguration {

	private final RealtimeProperties properties;

	RealtimeWebFluxAutoConfiguration(RealtimeProperties properties) {
		this.properties = properties;
	}

	@Bean
	@ConditionalOnMissingBean
	EdgeServices realtimeEdgeServices(LaneResolver lanes, ConnectionRegistry registry,
			RealtimeAuthenticator authenticator, ObjectProvider<Tickets> tickets, TopicAuthorizer authorizer,
			OriginPolicy origins, AddressKeys addresses, ObjectProvider<RealtimeObserver> observers,
			ConnectionListener listener) {
		return new EdgeServices(lanes, registry, TicketConfiguration.withTickets(authenticator, tickets), authorizer,
				origins, addresses, RealtimeAutoConfiguration.observer(observers), listener);
	}

	@Bean
	@Order(-10)
	@ConditionalOnMissingBean
	RealtimeRoutes realtimeRoutes(EdgeServices services, MessageHandlers handlers,
			ObjectProvider<ClientScript> script) {
		return new RealtimeRoutes(Settings.edge(this.properties), services, handlers, script.getIfAvailable());
	}

	@Bean
	@Order(-10)
	@Conditional(OnEntries.class)
	@ConditionalOnMissingBean
	EntryRoutes realtimeEntryRoutes(OriginPolicy origins, ObjectProvider<TicketIssuer> issuer,
			ObjectProvider<ServerInfo> info) {
		return new EntryRoutes(this.properties.getPath(), origins, issuer.getIfAvailable(), info.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean
	RealtimeCorsFilter realtimeCorsFilter(OriginPolicy origins) {
		return new RealtimeCorsFilter(this.properties.getPath(), origins);
	}

	@Bean
	EndpointReport realtimeEndpointReport(ObjectProvider<TicketIssuer> issuer, ObjectProvider<ServerInfo> info,
			Environment environment) {
		return new EndpointReport(this.properties, EndpointReport.prefix(environment, "spring.webflux.base-path"), true,
				issuer.getIfAvailable() != null, info.getIfAvailable() != null);
	}

}
