package dev.realtime.autoconfigure;

import dev.realtime.client.ClientScript;
import dev.realtime.security.OriginPolicy;
import dev.realtime.security.TicketIssuer;
import dev.realtime.servlet.EntryHandlerMapping;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration for what a Spring MVC application serves itself: tickets, where the
 * server is that serves streams, and the script that connects to it.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { RealtimeAutoConfiguration.class, RealtimeServerAutoConfiguration.class })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(
		name = { "jakarta.servlet.http.HttpServletRequest", "org.springframework.web.servlet.DispatcherServlet" })
@ConditionalOnBooleanProperty(name = "realtime.enabled", matchIfMissing = true)
@Conditional(OnEntries.class)
@Import(ClientConfiguration.class)
public final class RealtimeServletAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	EntryHandlerMapping realtimeEntryHandlerMapping(RealtimeProperties properties, OriginPolicy origins,
			ObjectProvider<TicketIssuer> issuer, ObjectProvider<ServerInfo> info, ObjectProvider<ClientScript> script) {
		return new EntryHandlerMapping(properties.getPath(), origins, issuer.getIfAvailable(), info.getIfAvailable(),
				script.getIfAvailable());
	}

	@Bean
	EndpointReport realtimeEndpointReport(RealtimeProperties properties, ObjectProvider<TicketIssuer> issuer,
			ObjectProvider<ServerInfo> info, Environment environment) {
		return new EndpointReport(properties, EndpointReport.prefix(environment, "server.servlet.context-path"), false,
				issuer.getIfAvailable() != null, info.getIfAvailable() != null);
	}

}
