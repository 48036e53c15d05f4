package dev.realtime.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import dev.realtime.client.ClientScript;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Says once at start where clients connect.
 */
final class EndpointReport implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(EndpointReport.class);

	private final RealtimeProperties properties;

	private final boolean streams;

	private final boolean tickets;

	private final boolean info;

	/**
	 * Create a report.
	 * @param properties the properties
	 * @param streams whether streams are served here
	 * @param tickets whether tickets are issued
	 * @param info whether it is said where streams are served beside here
	 */
	EndpointReport(RealtimeProperties properties, boolean streams, boolean tickets, boolean info) {
		this.properties = properties;
		this.streams = streams;
		this.tickets = tickets;
		this.info = info;
	}

	@Override
	public void afterSingletonsInstantiated() {
		logger.info("Realtime endpoints: " + String.join(", ", endpoints()));
	}

	/**
	 * What this application serves.
	 * @return methods and paths
	 */
	List<String> endpoints() {
		List<String> endpoints = new ArrayList<>();
		if (this.streams) {
			addStreams(endpoints, this.properties);
		}
		add(endpoints, this.tickets, "POST " + this.properties.getPath() + "/ticket");
		add(endpoints, this.info, "GET " + this.properties.getPath() + "/info");
		addClient(endpoints, this.properties);
		return endpoints;
	}

	/**
	 * What a server beside the application's own serves.
	 * @param properties the properties
	 * @return methods and paths
	 */
	static List<String> ofServer(RealtimeProperties properties) {
		List<String> endpoints = new ArrayList<>();
		addStreams(endpoints, properties);
		addClient(endpoints, properties);
		return endpoints;
	}

	private static void addStreams(List<String> endpoints, RealtimeProperties properties) {
		add(endpoints, properties.getSse().isEnabled(), "GET " + properties.getPath() + "/sse");
		add(endpoints, properties.getWebsocket().isEnabled(), "GET " + properties.getPath() + "/ws");
		add(endpoints, properties.getLongPoll().isEnabled(), "GET " + properties.getPath() + "/poll");
		add(endpoints, true, "POST " + properties.getPath() + "/messages");
	}

	private static void addClient(List<String> endpoints, RealtimeProperties properties) {
		add(endpoints, properties.getClient().isEnabled(), "GET " + properties.getPath() + ClientScript.NAME);
	}

	private static void add(List<String> endpoints, boolean enabled, String endpoint) {
		if (enabled) {
			endpoints.add(endpoint);
		}
	}

}
