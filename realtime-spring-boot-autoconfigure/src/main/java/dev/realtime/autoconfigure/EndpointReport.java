package dev.realtime.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Says once at start where clients connect.
 */
final class EndpointReport implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(EndpointReport.class);

	private final RealtimeProperties properties;

	EndpointReport(RealtimeProperties properties) {
		this.properties = properties;
	}

	@Override
	public void afterSingletonsInstantiated() {
		List<String> endpoints = new ArrayList<>();
		add(endpoints, this.properties.getSse().isEnabled(), "GET", "/sse");
		add(endpoints, this.properties.getWebsocket().isEnabled(), "GET", "/ws");
		add(endpoints, this.properties.getLongPoll().isEnabled(), "GET", "/poll");
		add(endpoints, true, "POST", "/messages");
		logger.info("Realtime endpoints: " + String.join(", ", endpoints));
	}

	private void add(List<String> endpoints, boolean enabled, String method, String name) {
		if (enabled) {
			endpoints.add(method + " " + this.properties.getPath() + name);
		}
	}

}
