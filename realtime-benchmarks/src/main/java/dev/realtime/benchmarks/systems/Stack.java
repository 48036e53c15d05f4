package dev.realtime.benchmarks.systems;

import java.io.File;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a system has on its class path. This module has it all, which no application has,
 * and what is there decides what Spring Boot starts and what a JVM holds in memory.
 */
public enum Stack {

	/** WebFlux on Reactor Netty: this library, and what is written by hand. */
	REACTIVE(Jars.SERVLET, Jars.SOCKET_IO, Jars.METERS),

	/** The same with a registry of meters for Prometheus. */
	METERED(Jars.SERVLET, Jars.SOCKET_IO),

	/** Spring MVC on Tomcat, with STOMP over WebSocket. */
	SERVLET(Jars.REACTIVE, Jars.LIBRARY, Jars.NETTY, Jars.SOCKET_IO, Jars.METERS),

	/** Netty, netty-socketio and Jackson 2, no Spring. */
	SOCKET_IO(Jars.SERVLET, Jars.REACTIVE, Jars.LIBRARY, Jars.SPRING, Jars.METERS),

	/** What an application has that adds this library's starter to that of WebFlux. */
	STARTER(Jars.SERVLET, Jars.SOCKET_IO, Jars.REDIS, Jars.METERS),

	/** The same without this library, and what it brings along. */
	PLAIN(Jars.SERVLET, Jars.SOCKET_IO, Jars.REDIS, Jars.METERS, Jars.LIBRARY, Jars.MESSAGING);

	private final Pattern leftOut;

	Stack(String... leftOut) {
		this.leftOut = Pattern.compile("[/\\\\](?:" + String.join("|", leftOut) + ")");
	}

	/**
	 * The class path of a system of this kind.
	 * @param all the class path of this module, see {@code java.class.path}
	 * @return what of it belongs there
	 */
	public String classPath(String all) {
		return Arrays.stream(all.split(File.pathSeparator))
			.filter((entry) -> !this.leftOut.matcher(entry).find())
			.collect(Collectors.joining(File.pathSeparator));
	}

	/** How the names begin of what belongs together. */
	private static final class Jars {

		static final String SERVLET = "tomcat-|spring-webmvc-|spring-websocket-"
				+ "|spring-boot-(?:starter-)?(?:http-converter|servlet|tomcat|webmvc|websocket)-";

		static final String REACTIVE = "lettuce-|reactor-netty-|spring-data-|spring-webflux-"
				+ "|spring-boot-(?:starter-)?(?:data|http-codec|netty|reactor|webflux)-";

		/** As an archive, or as a module's directory. */
		static final String LIBRARY = "realtime-spring-boot-\\w+(?:-[\\w.-]+\\.jar|[/\\\\]target[/\\\\])";

		static final String METERS = "micrometer-(?:core|registry)-|prometheus-metrics-|spring-boot-micrometer-metrics-";

		static final String REDIS = "lettuce-|spring-data-|spring-boot-(?:starter-)?data-";

		static final String MESSAGING = "spring-messaging-";

		static final String NETTY = "netty-(?!socketio-)";

		static final String SOCKET_IO = "netty-socketio-|jackson-(?:core|databind)-2\\.";

		static final String SPRING = "spring-|reactor-|micrometer-|jackson-(?:core|databind)-3\\.";

		private Jars() {
		}

	}

}
