package dev.realtime.autoconfigure;

import java.util.HashMap;
import java.util.Map;

import dev.realtime.server.RealtimeServerInitializedEvent;

import org.springframework.context.ApplicationListener;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;

/**
 * Publishes the port of the server beside the application's own as
 * {@code local.realtime.server.port}, where Spring Boot publishes those of its servers.
 */
final class LocalPort implements ApplicationListener<RealtimeServerInitializedEvent> {

	private static final String PROPERTY = "local.realtime.server.port";

	private static final String SOURCE = "server.ports";

	private final ConfigurableEnvironment environment;

	LocalPort(ConfigurableEnvironment environment) {
		this.environment = environment;
	}

	@Override
	@SuppressWarnings("unchecked")
	public void onApplicationEvent(RealtimeServerInitializedEvent event) {
		MutablePropertySources sources = this.environment.getPropertySources();
		PropertySource<?> source = sources.get(SOURCE);
		if (source == null) {
			source = new MapPropertySource(SOURCE, new HashMap<>());
			sources.addFirst(source);
		}
		((Map<String, Object>) source.getSource()).put(PROPERTY, event.getPort());
	}

}
