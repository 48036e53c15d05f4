package dev.realtime.benchmarks.systems;

import java.util.Map;

import dev.realtime.RealtimeEvent;
import dev.realtime.RealtimePublisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * This library in an application of its own: {@code /realtime/sse} and
 * {@code /realtime/ws} for topic {@code public.T}. What is not a default: the caps on
 * connections are off, for all clients are anonymous and come from few addresses. With
 * {@code REDIS_PORT} in the environment it is one of several nodes.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class ProductServer {

	/** The last offsets of a range, in one request at a time. */
	private static final int CONCURRENCY = 256;

	/**
	 * Serve until the process is ended.
	 * @param arguments passed to Spring Boot
	 */
	public static void main(String[] arguments) {
		run(ProductServer.class, arguments);
	}

	static void run(Class<?> configuration, String[] arguments) {
		String redis = System.getenv("REDIS_PORT");
		ReactiveApplication.run(configuration,
				Map.of("realtime.connections.max", "0", "realtime.connections.max-per-user", "0",
						"realtime.connections.max-per-address", "0", "realtime.drain.duration", "0s",
						"realtime.bus.type", (redis != null) ? "redis" : "local", "spring.data.redis.port",
						(redis != null) ? redis : "6379"),
				arguments);
	}

	@Bean
	RouterFunction<ServerResponse> publishing(RealtimePublisher publisher) {
		return RouterFunctions.route().POST("/publish", (request) -> publish(publisher, request)).build();
	}

	private static Mono<ServerResponse> publish(RealtimePublisher publisher, ServerRequest request) {
		return request.bodyToMono(byte[].class)
			.flatMap((payload) -> Flux.fromIterable(Topics.of(request))
				.flatMap(
						(topic) -> publisher
							.publish(RealtimeEvent.builder().topic("public." + topic).json(payload).build()),
						CONCURRENCY)
				.then())
			.then(ServerResponse.noContent().build());
	}

}
