package dev.realtime.benchmarks.systems;

import java.util.Map;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * A peer: a WebSocket as one writes it by hand with WebFlux, a handler that sends a
 * {@code Flux} of text messages. Nothing of this library is running.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class WebFluxWebSocketServer {

	private static final int BEFORE_CONTROLLERS = -1;

	/**
	 * Serve until the process is ended.
	 * @param arguments passed to Spring Boot
	 */
	public static void main(String[] arguments) {
		ReactiveApplication.run(WebFluxWebSocketServer.class, Map.of("realtime.enabled", "false"), arguments);
	}

	@Bean
	HandWrittenTopics topics() {
		return new HandWrittenTopics();
	}

	@Bean
	HandlerMapping webSockets(HandWrittenTopics topics) {
		WebSocketHandler handler = (session) -> session.send(topics.events(topic(session)).map(session::textMessage))
			.and(session.receive().then());
		return new SimpleUrlHandlerMapping(Map.of("/ws", handler), BEFORE_CONTROLLERS);
	}

	private static String topic(WebSocketSession session) {
		String topic = UriComponentsBuilder.fromUri(session.getHandshakeInfo().getUri())
			.build()
			.getQueryParams()
			.getFirst("topic");
		return (topic != null) ? topic : "";
	}

	@Bean
	RouterFunction<ServerResponse> publishing(HandWrittenTopics topics) {
		return WebFluxSseServer.publishRoute(topics);
	}

}
