package dev.realtime.autoconfigure;

import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.core.env.Environment;

/**
 * Whether forwarded headers are believed, as Spring Boot decides it for its own servers.
 */
final class ForwardedHeaders {

	private ForwardedHeaders() {
	}

	static boolean isHandled(ServerProperties server, Environment environment) {
		if (server.getForwardHeadersStrategy() != null) {
			return server.getForwardHeadersStrategy() != ServerProperties.ForwardHeadersStrategy.NONE;
		}
		CloudPlatform platform = CloudPlatform.getActive(environment);
		return platform != null && platform.isUsingForwardHeaders();
	}

}
