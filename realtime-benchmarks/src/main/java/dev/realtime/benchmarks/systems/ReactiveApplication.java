package dev.realtime.benchmarks.systems;

import java.util.HashMap;
import java.util.Map;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;

/**
 * Starts a reactive Spring Boot application as every one of them is started here: on the
 * port in the environment variable {@code PORT}, quiet, without waiting at its end.
 */
final class ReactiveApplication {

	private ReactiveApplication() {
	}

	static void run(Class<?> configuration, Map<String, Object> properties, String[] arguments) {
		Map<String, Object> all = new HashMap<>();
		all.put("server.port", "${PORT:8080}");
		all.put("server.shutdown", "immediate");
		all.put("spring.reactor.netty.shutdown-quiet-period", "0s");
		all.put("logging.level.root", "warn");
		all.putAll(properties);
		SpringApplication application = new SpringApplication(configuration, MemoryRoute.class);
		application.setWebApplicationType(WebApplicationType.REACTIVE);
		application.setBannerMode(Banner.Mode.OFF);
		application.setDefaultProperties(all);
		application.run(arguments);
	}

}
