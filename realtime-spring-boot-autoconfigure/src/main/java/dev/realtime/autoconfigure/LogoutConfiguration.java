package dev.realtime.autoconfigure;

import dev.realtime.RealtimeConnections;
import dev.realtime.security.LogoutConnections;
import dev.realtime.security.RealtimeServerLogoutHandler;
import dev.realtime.servlet.RealtimeLogoutHandler;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Where Spring Security is, a handler for the application to put into its security chain.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(name = { "org.springframework.security.core.Authentication",
		"org.springframework.security.web.authentication.logout.LogoutHandler" })
final class LogoutConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	static final class ReactiveConfiguration {

		@Bean
		@ConditionalOnMissingBean
		RealtimeServerLogoutHandler realtimeLogoutHandler(RealtimeConnections connections) {
			return new RealtimeServerLogoutHandler(new LogoutConnections(connections));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	static final class ServletConfiguration {

		@Bean
		@ConditionalOnMissingBean
		RealtimeLogoutHandler realtimeLogoutHandler(RealtimeConnections connections) {
			return new RealtimeLogoutHandler(new LogoutConnections(connections));
		}

	}

}
