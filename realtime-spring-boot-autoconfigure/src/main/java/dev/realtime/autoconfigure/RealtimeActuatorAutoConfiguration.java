package dev.realtime.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

import dev.realtime.Transport;
import dev.realtime.actuate.ProblemDescriptor;
import dev.realtime.actuate.ReactiveRealtimeEndpointWebExtension;
import dev.realtime.actuate.RealtimeEndpoint;
import dev.realtime.actuate.RealtimeEndpointJmxExtension;
import dev.realtime.actuate.RealtimeEndpointWebExtension;
import dev.realtime.actuate.RealtimeInfoContributor;
import dev.realtime.actuate.RealtimeNode;
import dev.realtime.bus.RealtimeBus;
import dev.realtime.connection.ConnectionRegistry;
import dev.realtime.connection.Drain;
import dev.realtime.hub.Hub;
import reactor.core.scheduler.Schedulers;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration for the Actuator endpoint, and for what {@code /actuator/info} says.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { RealtimeAutoConfiguration.class, RealtimeWebFluxAutoConfiguration.class,
		RealtimeServerAutoConfiguration.class, RealtimeServletAutoConfiguration.class })
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean({ Hub.class, ConnectionRegistry.class })
@RegisterReflectionForBinding(ProblemDescriptor.class)
public final class RealtimeActuatorAutoConfiguration {

	@Bean
	RealtimeNode realtimeNode(RealtimeProperties properties, NodeName name, RealtimeBus bus,
			ObjectProvider<Engine> engines, ObjectProvider<EndpointReport> report, ObjectProvider<ServerInfo> server) {
		Set<String> endpoints = new LinkedHashSet<>();
		report.ifAvailable((served) -> endpoints.addAll(served.endpoints()));
		server.ifAvailable((info) -> endpoints.addAll(EndpointReport.ofServer(properties)));
		return new RealtimeNode(name.value(), Engine.nameOf(engines.getIfAvailable(), bus),
				RealtimeNode.class.getPackage().getImplementationVersion(), transports(properties, endpoints),
				List.copyOf(endpoints), Settings.shown(properties));
	}

	private static List<String> transports(RealtimeProperties properties, Set<String> endpoints) {
		List<String> transports = new ArrayList<>();
		for (Transport transport : Transport.values()) {
			String endpoint = switch (transport) {
				case SSE -> "/sse";
				case WEBSOCKET -> "/ws";
				case LONG_POLL -> "/poll";
			};
			if (endpoints.stream().anyMatch((served) -> served.endsWith(properties.getPath() + endpoint))) {
				transports.add(transport.name().toLowerCase(Locale.ROOT));
			}
		}
		return transports;
	}

	@Bean
	@ConditionalOnEnabledInfoContributor("realtime")
	@ConditionalOnMissingBean
	RealtimeInfoContributor realtimeInfoContributor(RealtimeNode node, ObjectProvider<ServerInfo> server) {
		ServerInfo info = server.getIfAvailable();
		return new RealtimeInfoContributor(node, (info != null) ? info.port() : null);
	}

	/**
	 * The endpoint, where it is exposed.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnAvailableEndpoint(RealtimeEndpoint.class)
	static class EndpointConfiguration {

		@Bean
		@ConditionalOnMissingBean
		RealtimeEndpoint realtimeEndpoint(RealtimeNode node, RealtimeBus bus, Hub hub, ConnectionRegistry registry,
				ObjectProvider<Drain> drain, ApplicationEventPublisher events) {
			// An application that only publishes has nobody to say goodbye to.
			return new RealtimeEndpoint(node, bus, hub, registry,
					drain.getIfAvailable(() -> new Drain(registry, Duration.ZERO, Schedulers.parallel(), new Random())),
					events);
		}

		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		ReactiveRealtimeEndpointWebExtension reactiveRealtimeEndpointWebExtension(RealtimeEndpoint endpoint) {
			return new ReactiveRealtimeEndpointWebExtension(endpoint);
		}

		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		@ConditionalOnClass(name = "org.springframework.web.servlet.DispatcherServlet")
		RealtimeEndpointWebExtension realtimeEndpointWebExtension(RealtimeEndpoint endpoint) {
			return new RealtimeEndpointWebExtension(endpoint);
		}

		@Bean
		@ConditionalOnMissingBean
		RealtimeEndpointJmxExtension realtimeEndpointJmxExtension(RealtimeEndpoint endpoint) {
			return new RealtimeEndpointJmxExtension(endpoint);
		}

	}

}
