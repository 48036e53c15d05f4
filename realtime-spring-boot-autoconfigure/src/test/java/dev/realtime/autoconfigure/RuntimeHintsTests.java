package dev.realtime.autoconfigure;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import dev.realtime.RealtimeController;
import dev.realtime.actuate.ClosedDescriptor;
import dev.realtime.actuate.ConnectionsDescriptor;
import dev.realtime.actuate.DrainDescriptor;
import dev.realtime.actuate.ProblemDescriptor;
import dev.realtime.actuate.RealtimeDescriptor;
import dev.realtime.redis.RedisBus;
import org.junit.jupiter.api.Test;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.web.context.reactive.AnnotationConfigReactiveWebApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.MessageMapping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is found by name at run time is known ahead of time.
 */
class RuntimeHintsTests {

	@Test
	void whenTheEngineIsRedisThenItsScriptsAndWhatItKeepsAsJsonAreKnown() throws Exception {
		RuntimeHints hints = process("realtime.bus.type=redis");
		try (Stream<Path> files = Files.list(Path.of("src/main/resources/dev/realtime/redis"))) {
			List<String> scripts = files.map((file) -> "dev/realtime/redis/" + file.getFileName()).toList();
			assertThat(scripts).hasSizeGreaterThan(10)
				.allMatch((script) -> RuntimeHintsPredicates.resource().forResource(script).test(hints));
		}
		Class<?> ticket = Class.forName(RedisBus.class.getPackageName() + ".TicketText");
		assertThat(RuntimeHintsPredicates.reflection().onType(ticket)).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(ticket.getDeclaredMethods()[0]))
			.accepts(hints);
	}

	@Test
	void whenTheScriptIsServedThenItIsKnown() {
		RuntimeHints hints = process("realtime.bus.type=local");
		assertThat(RuntimeHintsPredicates.resource().forResource("dev/realtime/client/realtime.js")).accepts(hints);
		assertThat(RuntimeHintsPredicates.resource().forResource("dev/realtime/redis/publish.lua")).rejects(hints);
		assertThat(RuntimeHintsPredicates.resource().forResource("dev/realtime/client/realtime.js"))
			.rejects(process("realtime.client.enabled=false", "realtime.bus.type=local"));
	}

	@Test
	void whatHandlesMessagesAndWhatItTakesAndReturnsAreKnown() throws Exception {
		RuntimeHints hints = process("realtime.bus.type=local");
		Method say = Chat.class.getDeclaredMethod("say", Said.class);
		Method failed = Chat.class.getDeclaredMethod("failed", IllegalStateException.class);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(say)).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(failed)).accepts(hints);
		for (Class<?> payload : List.of(Said.class, Line.class)) {
			assertThat(RuntimeHintsPredicates.reflection()
				.onConstructorInvocation(payload.getDeclaredConstructor(String.class))).accepts(hints);
			assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(payload.getDeclaredMethod("text")))
				.accepts(hints);
		}
	}

	@Test
	void whatActuatorAnswersIsKnown() throws Exception {
		RuntimeHints hints = process("management.endpoints.web.exposure.include=realtime");
		for (Class<?> answer : List.of(RealtimeDescriptor.class, ConnectionsDescriptor.class, ClosedDescriptor.class,
				DrainDescriptor.class, ProblemDescriptor.class)) {
			for (RecordComponent component : answer.getRecordComponents()) {
				assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(component.getAccessor()))
					.as(component.toString())
					.accepts(hints);
			}
		}
	}

	@Test
	void eachBeanCanBeDefinedAheadOfTime() {
		InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
		process(files, "realtime.bus.type=redis", "realtime.server.port=0");
		assertThat(files.getGeneratedFiles(Kind.SOURCE).keySet())
			.anyMatch((name) -> name.contains("RealtimeAutoConfiguration"))
			.anyMatch((name) -> name.contains("RedisEngineConfiguration"))
			.anyMatch((name) -> name.contains("RealtimeServerAutoConfiguration"));
	}

	private static RuntimeHints process(String... properties) {
		return process(new InMemoryGeneratedFiles(), properties);
	}

	private static RuntimeHints process(InMemoryGeneratedFiles files, String... properties) {
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get("com.example", "Application")), files);
		try (AnnotationConfigReactiveWebApplicationContext context = new AnnotationConfigReactiveWebApplicationContext()) {
			TestPropertyValues.of(properties).applyTo(context);
			context.register(AutoConfigurations.getClasses(AutoConfigurations.of(JacksonAutoConfiguration.class,
					LifecycleAutoConfiguration.class, DataRedisAutoConfiguration.class, RealtimeAutoConfiguration.class,
					RealtimeWebFluxAutoConfiguration.class, RealtimeServerAutoConfiguration.class,
					EndpointAutoConfiguration.class, WebEndpointAutoConfiguration.class,
					RealtimeActuatorAutoConfiguration.class)));
			context.register(Chat.class);
			new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
			generation.writeGeneratedContent();
		}
		return generation.getRuntimeHints();
	}

	@RealtimeController
	static class Chat {

		@MessageMapping("chat.say")
		Line say(Said said) {
			return new Line(said.text());
		}

		@MessageExceptionHandler
		Line failed(IllegalStateException ex) {
			return new Line("no");
		}

	}

	record Said(String text) {

	}

	record Line(String text) {

	}

}
