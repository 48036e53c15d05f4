package dev.realtime.autoconfigure;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Says once at start that a servlet application publishes but serves no clients.
 */
final class ServletNotice implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(ServletNotice.class);

	private final String path;

	ServletNotice(String path) {
		this.path = path;
	}

	@Override
	public void afterSingletonsInstantiated() {
		logger.warn("Realtime: this is a servlet application, where " + this.path
				+ " is not served, so no client can connect. RealtimePublisher works, but its events reach nobody here."
				+ " To serve clients, set realtime.server.port: a server of Reactor Netty will serve them there");
	}

}
