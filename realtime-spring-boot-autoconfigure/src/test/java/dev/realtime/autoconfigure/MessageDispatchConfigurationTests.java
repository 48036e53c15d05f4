package dev.realtime.autoconfigure;

import dev.realtime.RealtimeController;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MessageDispatchConfiguration}.
 */
class MessageDispatchConfigurationTests {

	private final ReactiveWebApplicationContextRunner runner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, LifecycleAutoConfiguration.class,
				HttpHandlerAutoConfiguration.class, WebFluxAutoConfiguration.class, RealtimeAutoConfiguration.class,
				RealtimeWebFluxAutoConfiguration.class))
		.withUserConfiguration(Threads.class);

	@Test
	void handlersThatMayBlockRunOnThreadsOfTheirOwn() {
		this.runner.run((context) -> assertThat(send(context)).contains("\"rt.ack\"").contains("realtime-message-"));
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void whereThreadsAreVirtualTheirsAreToo() {
		this.runner.withPropertyValues("spring.threads.virtual.enabled=true")
			.run((context) -> assertThat(send(context)).contains("realtime-message-").contains("VirtualThread"));
	}

	@Test
	void whenTheApplicationBringsASchedulerThenItIsUsed() {
		this.runner.withUserConfiguration(OwnScheduler.class)
			.run((context) -> assertThat(send(context)).contains("of-the-application-"));
	}

	@Test
	void theSchedulerIsNobodyElses() {
		this.runner.withUserConfiguration(AnyScheduler.class)
			.run((context) -> assertThat(context.getBean(AnyScheduler.class).found).isNull());
	}

	@Test
	void withoutSpringsMessagingThereAreNoHandlers() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.messaging"))
			.run((context) -> assertThat(send(context)).contains("\"unknown_type\""));
	}

	private static String send(ApplicationContext context) {
		return WebTestClient.bindToApplicationContext(context)
			.build()
			.post()
			.uri("/realtime/messages")
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue("{\"type\":\"thread\",\"id\":\"1\"}")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
	}

	@RealtimeController
	static class Threads {

		@MessageMapping("thread")
		String thread() {
			return Thread.currentThread().getName() + ' ' + Thread.currentThread();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AnyScheduler {

		final @Nullable Scheduler found;

		AnyScheduler(ObjectProvider<Scheduler> schedulers) {
			this.found = schedulers.getIfAvailable();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnScheduler {

		@Bean
		Scheduler realtimeMessageScheduler() {
			return Schedulers.newSingle("of-the-application");
		}

	}

}
