package dev.realtime.benchmarks.run;

import java.util.List;

import dev.realtime.benchmarks.systems.Stack;

/**
 * All systems. Their sources are the main classes in
 * {@code dev.realtime.benchmarks.systems} and the directories in {@code peers}.
 */
final class Systems {

	static final String PRODUCT_SSE = "realtime-sse";

	static final String PRODUCT_WEBSOCKET = "realtime-ws";

	static final String WEBFLUX_SSE = "webflux-sse";

	static final String SWITCHED_METERS = "switched-meters";

	private static final String UNMETERED_SSE = "unmetered-sse";

	private static final String UNMETERED_WEBSOCKET = "unmetered-ws";

	private static final String SERVERS = "dev.realtime.benchmarks.systems.";

	private Systems() {
	}

	static List<SystemUnderTest> all() {
		return List.of(
				SystemUnderTest
					.java(PRODUCT_SSE, SERVERS + "ProductServer", Stack.REACTIVE,
							Endpoint.sse().at("/realtime/sse?topic=public.{topic}").publishingToAll(), PRODUCT_SSE)
					.replaying(),
				SystemUnderTest.java(PRODUCT_WEBSOCKET, SERVERS + "ProductServer", Stack.REACTIVE,
						Endpoint.webSocket().at("/realtime/ws?topic=public.{topic}").publishingToAll(),
						PRODUCT_WEBSOCKET),
				metered(UNMETERED_SSE, UNMETERED_SSE, "sse").with("REALTIME_METRICS_ENABLED", "false"),
				metered("metered-sse", UNMETERED_SSE, "sse"),
				metered(UNMETERED_WEBSOCKET, UNMETERED_WEBSOCKET, "ws").with("REALTIME_METRICS_ENABLED", "false"),
				metered("metered-ws", UNMETERED_WEBSOCKET, "ws"), switched(SWITCHED_METERS, "meters"),
				switched("switched-nothing", "nothing"), switched("switched-busy", "busy"),
				SystemUnderTest.java(WEBFLUX_SSE, SERVERS + "WebFluxSseServer", Stack.REACTIVE,
						Endpoint.sse().publishingToAll(), PRODUCT_SSE),
				SystemUnderTest.java("webflux-ws", SERVERS + "WebFluxWebSocketServer", Stack.REACTIVE,
						Endpoint.webSocket().publishingToAll(), PRODUCT_WEBSOCKET),
				SystemUnderTest.java("stomp", SERVERS + "StompServer", Stack.SERVLET, Endpoint.stomp(),
						PRODUCT_WEBSOCKET),
				SystemUnderTest.java("netty-socketio", SERVERS + "SocketIoServer", Stack.SOCKET_IO, Endpoint.socketIo(),
						PRODUCT_WEBSOCKET),
				script("nchan-sse", List.of("nchan/run.sh"), Endpoint.sse()).replaying(),
				script("nchan-sse-2", List.of("nchan/run.sh"), Endpoint.sse()).with("WORKERS", "2").replaying(),
				script("nchan-ws", List.of("nchan/run.sh"), Endpoint.webSocket()),
				script("nchan-ws-2", List.of("nchan/run.sh"), Endpoint.webSocket()).with("WORKERS", "2"),
				script("node-sse", List.of("node/run.sh", "sse"), Endpoint.sse()),
				script("node-ws", List.of("node/run.sh", "ws"), Endpoint.webSocket()),
				script("node-socketio", List.of("node/run.sh", "socketio"), Endpoint.socketIo()),
				script("c", List.of("c/run.sh"), Endpoint.sse()),
				script("c-merging", List.of("c/run.sh", "-m"), Endpoint.sse()));
	}

	/** This library in an application with meters; in one of two they are not its own. */
	private static SystemUnderTest metered(String name, String baseline, String path) {
		Endpoint endpoint = path.equals("sse") ? Endpoint.sse() : Endpoint.webSocket();
		return SystemUnderTest.java(name, SERVERS + "ProductServer", Stack.METERED,
				endpoint.at("/realtime/" + path + "?topic=public.{topic}").publishingToAll(), baseline);
	}

	/** This library with an observer that is on and off in turns. */
	private static SystemUnderTest switched(String name, String observer) {
		return SystemUnderTest
			.java(name, SERVERS + "SwitchedServer", Stack.METERED,
					Endpoint.sse().at("/realtime/sse?topic=public.{topic}"), PRODUCT_SSE)
			.with(SystemUnderTest.OBSERVER, observer);
	}

	private static SystemUnderTest script(String name, List<String> command, Endpoint endpoint) {
		return SystemUnderTest.script(name, command, endpoint,
				endpoint.dialect().equals("sse") ? PRODUCT_SSE : PRODUCT_WEBSOCKET);
	}

}
