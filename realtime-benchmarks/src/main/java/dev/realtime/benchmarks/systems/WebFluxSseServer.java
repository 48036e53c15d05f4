package dev.realtime.benchmarks.systems;

import java.util.Map;

import reactor.core.publisher.Flux;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * A peer: server-sent events as one writes them by hand with WebFlux, a controller that
 * returns a {@code Flux<ServerSentEvent>}. It opens with a comment, for WebFlux sends no
 * headers before the first element. Nothing of this library is running.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class WebFluxSseServer {

	/**
	 * Serve until the process is ended.
	 * @param arguments passed to Spring Boot
	 */
	public static void main(String[] arguments) {
		ReactiveApplication.run(WebFluxSseServer.class, Map.of("realtime.enabled", "false"), arguments);
	}

	@Bean
	HandWrittenTopics topics() {
		return new HandWrittenTopics();
	}

	@Bean
	RouterFunction<ServerResponse> publishing(HandWrittenTopics topics) {
		return publishRoute(topics);
	}

	static RouterFunction<ServerResponse> publishRoute(HandWrittenTopics topics) {
		return RouterFunctions.route()
			.POST("/publish",
					(request) -> request.bodyToMono(String.class)
						.doOnNext((payload) -> Topics.of(request).forEach((topic) -> topics.publish(topic, payload)))
						.then(ServerResponse.noContent().build()))
			.build();
	}

	/**
	 * The streams.
	 */
	@RestController
	static class Events {

		private final HandWrittenTopics topics;

		Events(HandWrittenTopics topics) {
			this.topics = topics;
		}

		@GetMapping(path = "/sse", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<ServerSentEvent<String>> events(@RequestParam String topic) {
			return this.topics.events(topic)
				.map((payload) -> ServerSentEvent.builder(payload).build())
				.startWith(ServerSentEvent.<String>builder().comment("hello").build());
		}

	}

}
