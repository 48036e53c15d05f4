package dev.realtime.benchmarks.systems;

import dev.realtime.RealtimeObserver;
import dev.realtime.Transport;
import dev.realtime.actuate.MicrometerRealtimeObserver;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.util.StringUtils;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * {@link ProductServer} with an observer that is on and off in turns while it works;
 * {@code GET /pairs} takes what came out of it. {@code OBSERVER} in the environment says
 * which: {@code meters}; {@code nothing}, so that on and off are the same; or
 * {@code busy}, which takes a known time for each delivery. The last two show what can be
 * told apart.
 */
@Configuration(proxyBeanMethods = false)
@Import(ProductServer.class)
public class SwitchedServer {

	/**
	 * Serve until the process is ended.
	 * @param arguments passed to Spring Boot
	 */
	public static void main(String[] arguments) {
		// The library's own meters could not be switched.
		ProductServer.run(SwitchedServer.class,
				StringUtils.addStringToArray(arguments, "--realtime.metrics.enabled=false"));
	}

	@Bean
	SwitchedObserver switchedObserver(MeterRegistry registry) {
		RealtimeObserver observer = switch (System.getenv().getOrDefault("OBSERVER", "nothing")) {
			case "meters" -> new MicrometerRealtimeObserver(registry);
			case "busy" -> new BusyObserver();
			default -> RealtimeObserver.NOOP;
		};
		return new SwitchedObserver(observer);
	}

	@Bean
	RouterFunction<ServerResponse> pairs(SwitchedObserver observer) {
		return RouterFunctions.route()
			.GET("/pairs", (request) -> ServerResponse.ok().bodyValue(observer.take()))
			.build();
	}

	/** Takes 130 ns for each delivery: some 5 % of a small event's at full rate. */
	private static final class BusyObserver implements RealtimeObserver {

		private static final long NANOS = 130;

		@Override
		public void eventsDelivered(Transport transport, int count) {
			long end = System.nanoTime() + count * NANOS;
			while (System.nanoTime() - end < 0) {
				Thread.onSpinWait();
			}
		}

	}

}
