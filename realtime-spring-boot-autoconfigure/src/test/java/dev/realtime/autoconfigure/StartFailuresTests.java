package dev.realtime.autoconfigure;

import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.realtime.RealtimeController;
import dev.realtime.bus.RealtimeBus;
import dev.realtime.local.LocalBus;
import dev.realtime.local.LocalBusSettings;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.ThrowingSupplier;
import reactor.core.publisher.Flux;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.AbstractApplicationContextRunner;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code docs/failures.md} says of the start beyond properties is what one sees.
 */
class StartFailuresTests {

	private static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations.of(JacksonAutoConfiguration.class,
			LifecycleAutoConfiguration.class, RealtimeAutoConfiguration.class, RealtimeWebFluxAutoConfiguration.class,
			RealtimeServerAutoConfiguration.class, RealtimeServletAutoConfiguration.class);

	private final ApplicationContextRunner worker = new ApplicationContextRunner()
		.withConfiguration(AUTO_CONFIGURATIONS);

	private final ReactiveWebApplicationContextRunner reactive = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AUTO_CONFIGURATIONS);

	private final WebApplicationContextRunner servlet = new WebApplicationContextRunner()
		.withConfiguration(AUTO_CONFIGURATIONS);

	@TestFactory
	Stream<DynamicTest> failures() {
		Map<String, ThrowingSupplier<List<String>>> cases = new HashMap<>();
		cases.put("two-engines", () -> Failing.words(this.worker.withUserConfiguration(TwoEngines.class)));
		cases.put("redis-without-library",
				() -> Failing.words(this.worker.withClassLoader(new FilteredClassLoader("io.lettuce.core"))
					.withPropertyValues("realtime.bus.type=redis")));
		cases.put("redis-without-address",
				() -> Failing.words(this.worker.withPropertyValues("realtime.bus.type=redis")));
		cases.put("engine-ahead-of-time",
				() -> Failing.words(new ApplicationContextRunner().withUserConfiguration(LocalEngineAheadOfTime.class)
					.withPropertyValues("realtime.bus.type=redis")));
		cases.put("server-without-webflux",
				() -> Failing.words(this.servlet.withClassLoader(new FilteredClassLoader("reactor.netty.http.server"))
					.withPropertyValues("realtime.server.port=0")));
		cases.put("port-taken", this::portTaken);
		cases.put("handler-of-the-protocol", () -> Failing.words(this.reactive.withUserConfiguration(Reserved.class)));
		cases.put("handler-of-many", () -> Failing.words(this.reactive.withUserConfiguration(Many.class)));
		cases.put("handler-to-nowhere", () -> Failing.words(this.reactive.withUserConfiguration(Nowhere.class)));
		cases.put("handlers-of-one-type",
				() -> Failing.words(this.reactive.withUserConfiguration(First.class, Second.class)));
		return FailureTable.START.tests(cases);
	}

	@TestFactory
	Stream<DynamicTest> notices() {
		Map<String, ThrowingSupplier<List<String>>> cases = new HashMap<>();
		cases.put("servlet-without-port", () -> notice(this.servlet, "servlet application"));
		cases.put("heartbeat-too-long",
				() -> notice(this.reactive.withPropertyValues("realtime.sse.heartbeat-interval=2m"), "proxies"));
		return FailureTable.NOTICES.tests(cases);
	}

	private List<String> portTaken() throws Exception {
		try (ServerSocket taken = new ServerSocket(0)) {
			int port = taken.getLocalPort();
			List<String> words = Failing.words(this.servlet.withPropertyValues("realtime.server.port=" + port));
			assertThat(words.get(0)).contains("(" + port + ")");
			return words;
		}
	}

	private static List<String> notice(AbstractApplicationContextRunner<?, ?, ?> runner, String part) {
		try (Logged logged = new Logged()) {
			runner.run((context) -> assertThat(context.getStartupFailure()).isNull());
			return logged.lines(part);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class TwoEngines {

		@Bean
		RealtimeBus oneBus() {
			return new LocalBus(LocalBusSettings.DEFAULTS);
		}

		@Bean
		RealtimeBus otherBus() {
			return new LocalBus(LocalBusSettings.DEFAULTS);
		}

	}

	/** As beans are that were defined ahead of time: by name, and whatever is asked. */
	@Configuration(proxyBeanMethods = false)
	static class LocalEngineAheadOfTime {

		@Bean
		Engine realtimeEngine(Environment environment, ConfigurableListableBeanFactory beans) {
			return new LocalEngineConfiguration().realtimeEngine(environment, beans);
		}

	}

	@RealtimeController
	static class Reserved {

		@MessageMapping("rt.ping")
		void ping() {
		}

	}

	@RealtimeController
	static class Many {

		@MessageMapping("list")
		Flux<String> list() {
			return Flux.empty();
		}

	}

	@RealtimeController
	static class Nowhere {

		@MessageMapping("chat.say")
		@SendTo("room.{room}")
		String say() {
			return "";
		}

	}

	@RealtimeController
	static class First {

		@MessageMapping("chat.say")
		void say() {
		}

	}

	@RealtimeController
	static class Second {

		@MessageMapping("chat.say")
		void sayToo() {
		}

	}

}
