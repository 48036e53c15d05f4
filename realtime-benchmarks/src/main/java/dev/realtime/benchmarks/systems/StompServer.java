package dev.realtime.benchmarks.systems;

import java.util.Map;

import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

/**
 * A peer: STOMP over WebSocket with Spring's simple broker on Tomcat, as one gets it from
 * {@code spring-boot-starter-websocket}. What is not a default:
 * <ul>
 * <li>Tomcat takes 20,000 connections instead of 8,192, and keeps those of publishers
 * beyond 100 requests.
 * </ul>
 * What is: no heartbeats from the broker; outbound messages go through a pool of twice as
 * many threads as there are cores with an unbounded queue, so that two events published
 * in quick succession may reach a client in either order; a session is closed when a send
 * takes 10 seconds or 512 KB wait for it.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableWebSocketMessageBroker
public class StompServer implements WebSocketMessageBrokerConfigurer {

	/**
	 * Serve until the process is ended. The port is taken from the environment variable
	 * {@code PORT}.
	 * @param arguments passed to Spring Boot
	 */
	public static void main(String[] arguments) {
		SpringApplication application = new SpringApplication(StompServer.class, Publishing.class);
		application.setWebApplicationType(WebApplicationType.SERVLET);
		application.setDefaultProperties(Map.of("server.port", "${PORT:8080}", "server.tomcat.max-connections", "20000",
				"server.tomcat.accept-count", "8192", "server.tomcat.max-keep-alive-requests", "-1", "server.shutdown",
				"immediate"));
		application.run(arguments);
	}

	@Override
	public void registerStompEndpoints(StompEndpointRegistry registry) {
		registry.addEndpoint("/stomp").setAllowedOriginPatterns("*");
	}

	@Override
	public void configureMessageBroker(MessageBrokerRegistry registry) {
		registry.enableSimpleBroker("/topic");
	}

	/**
	 * Where events come from.
	 */
	@RestController
	public static class Publishing {

		private final SimpMessagingTemplate messaging;

		private final JsonMapper mapper;

		Publishing(SimpMessagingTemplate messaging, JsonMapper mapper) {
			this.messaging = messaging;
			this.mapper = mapper;
		}

		@GetMapping("/ready")
		void ready() {
			// It is.
		}

		@PostMapping("/publish")
		@ResponseStatus(HttpStatus.NO_CONTENT)
		void publish(@RequestParam String topic, @RequestBody byte[] payload) {
			// An object, as from an application: bytes would go out as binary messages.
			this.messaging.convertAndSend("/topic/" + topic, this.mapper.readTree(payload));
		}

	}

}
