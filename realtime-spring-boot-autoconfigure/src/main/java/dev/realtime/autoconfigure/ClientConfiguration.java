package dev.realtime.autoconfigure;

import dev.realtime.client.ClientRuntimeHints;
import dev.realtime.client.ClientScript;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;

/**
 * The script with which pages connect, once in an application, however many servers it
 * has.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "realtime.client.enabled", matchIfMissing = true)
@ImportRuntimeHints(ClientRuntimeHints.class)
final class ClientConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ClientScript realtimeClientScript() {
		return ClientScript.load();
	}

}
