package dev.realtime.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import dev.realtime.client.ClientScript;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Says once at start where clients connect.
 */
final class EndpointReport implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(EndpointReport.class);

	private final RealtimeProperties properties;

	private final String prefix;

	private final boolean streams;

	private final boolean tickets;

	private final boolean info;

	/**
	 * Create a report.
	 * @param properties the properties
	 * @param prefix what all paths of the application begin with
	 * @param streams whether streams are served here
	 * @param tickets whether tickets are issued
	 * @param info whether it is said where streams are served beside here
	 */
	EndpointReport(RealtimeProperties properties, String prefix, boolean streams, boolean tickets, boolean info) {
		this.properties = properties;
		this.prefix = prefix;
		this.streams = streams;
		this.tickets = tickets;
		this.info = info;
	}

	@Override
	public void afterSingletonsInstantiated() {
		logger.info("Realtime endpoints: " + String.join(", ", endpoints()));
	}

	/**
	 * What all paths of an application begin with.
	 * @param environment has the property
	 * @param property which one it is in this kind of application
	 * @return the prefix, without a slash at its end
	 */
	static String prefix(Environment environment, String property) {
		return StringUtils.trimTrailingCharacter(environment.getProperty(property, ""), '/');
	}

	/**
	 * What this application serves.
	 * @return methods and paths
	 */
	List<String> endpoints() {
		List<String> endpoints = new ArrayList<>();
		String path = this.prefix + this.properties.getPath();
		if (this.streams) {
			addStreams(endpoints, this.properties, path);
		}
		add(endpoints, this.tickets, "POST " + path + "/ticket");
		add(endpoints, this.info, "GET " + path + "/info");
		addClient(endpoints, this.properties, path);
		return endpoints;
	}

	/**
	 * What a server beside the application's own serves.
	 * @param properties the properties
	 * @return methods and paths
	 */
	static List<String> ofServer(RealtimeProperties properties) {
		List<String> endpoints = new ArrayList<>();
		addStreams(endpoints, properties, properties.getPath());
		addClient(endpoints, properties, properties.getPath());
		return endpoints;
	}

	private static void addStreams(List<String> endpoints, RealtimeProperties properties, String path) {
		add(endpoints, properties.getSse().isEnabled(), "GET " + path + "/sse");
		add(endpoints, properties.getWebsocket().isEnabled(), "GET " + path + "/ws");
		add(endpoints, properties.getLongPoll().isEnabled(), "GET " + path + "/poll");
		add(endpoints, true, "POST " + path + "/messages");
	}

	private static void addClient(List<String> endpoints, RealtimeProperties properties, String path) {
		add(endpoints, properties.getClient().isEnabled(), "GET " + path + ClientScript.NAME);
	}

	private static void add(List<String> endpoints, boolean enabled, String endpoint) {
		if (enabled) {
			endpoints.add(endpoint);
		}
	}

}
