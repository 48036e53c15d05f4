package dev.realtime.message;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.realtime.RealtimeController;
import dev.realtime.actuate.observation.ObservationConventions;
import dev.realtime.actuate.observation.ObservationTracing;
import dev.realtime.actuate.observation.RealtimeMessageContext;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.MessageMapping;

import static io.micrometer.observation.tck.TestObservationRegistryAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages in their handlers, observed.
 */
class HandlerTracingTests {

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private final MessageFixture fixture = new MessageFixture();

	private final Scheduler blocking = Schedulers.newBoundedElastic(2, 10, "may-block");

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	HandlerTracingTests() {
		this.context.registerBean(ObservationRegistry.class, () -> this.registry);
		this.context.register(Handlers.class);
		this.context.refresh();
		this.fixture.dispatcher = new HandlerMethodDispatcher(this.context, JsonMapper.shared(), null,
				this.fixture.publisher, this.fixture::authorize, this.blocking, new ObservationTracing(this.registry,
						(topic) -> null, new ObservationConventions(null, null, null), false));
		this.fixture.settings(MessageSettings.DEFAULTS);
	}

	@AfterEach
	void stop() {
		this.context.close();
		this.blocking.dispose();
	}

	@Test
	void aHandlerRunsWithinTheObservationOfItsMessage() {
		answer("chat.say.lobby");
		answer("chat.later");
		assertThat(this.context.getBean(Handlers.class).seen).containsExactly("chat.say.{room}", "chat.later",
				"chat.later");
		assertThat(this.registry).hasNumberOfObservationsWithNameEqualTo("realtime.message", 2)
			.hasAnObservation((one) -> one.hasContextualNameEqualTo("handle chat.say.{room}")
				.hasLowCardinalityKeyValue("messaging.destination.template", "chat.say.{room}")
				.hasLowCardinalityKeyValue("messaging.operation.name", "handle")
				.hasLowCardinalityKeyValue("messaging.operation.type", "process")
				.hasHighCardinalityKeyValue("messaging.destination.name", "chat.say.lobby")
				.doesNotHaveError());
	}

	@Test
	void whatAHandlerIsCalledWithinIsTheParent() {
		Observation request = Observation.start("http", this.registry);
		this.fixture.handlers
			.answer(() -> new MessageParser(32).parse(MessageFixture.message("chat.later", "1", "{}")),
					this.fixture.handlers.newRateLimiter(),
					(message) -> this.fixture.handlers.handle(new Sender(MessageFixture.ALICE, () -> null), message))
			.contextWrite((subscriber) -> subscriber.put("micrometer.observation", request))
			.block(Duration.ofSeconds(5));
		assertThat(this.registry).hasObservationWithNameEqualTo("realtime.message")
			.that()
			.hasParentObservationEqualTo(request);
	}

	@Test
	void whatAHandlerFailsWithIsTheObservationsError() {
		answer("chat.broken");
		assertThat(this.registry).hasSingleObservationThat()
			.hasNameEqualTo("realtime.message")
			.hasBeenStopped()
			.thenError()
			.isInstanceOf(IllegalStateException.class);
	}

	@Test
	void whatNobodyHandlesIsNotObserved() {
		answer("chat.unheard-of");
		assertThat(this.registry).doesNotHaveAnyObservation();
	}

	private void answer(String type) {
		this.fixture.handlers
			.answer(() -> new MessageParser(32).parse(MessageFixture.message(type, "1", "{}")),
					this.fixture.handlers.newRateLimiter(),
					(message) -> this.fixture.handlers.handle(new Sender(MessageFixture.ALICE, () -> null), message))
			.block(Duration.ofSeconds(5));
	}

	@RealtimeController
	static class Handlers {

		final List<String> seen = new CopyOnWriteArrayList<>();

		private final ObservationRegistry registry;

		Handlers(ObservationRegistry registry) {
			this.registry = registry;
		}

		@MessageMapping("chat.say.{room}")
		void say(@DestinationVariable String room) {
			note(this.registry.getCurrentObservation());
		}

		@MessageMapping("chat.later")
		Mono<String> later() {
			note(this.registry.getCurrentObservation());
			return Mono.deferContextual((subscriber) -> {
				note(subscriber.get("micrometer.observation"));
				return Mono.just("later");
			});
		}

		@MessageMapping("chat.broken")
		void broken() {
			throw new IllegalStateException("broken");
		}

		private void note(Observation current) {
			this.seen.add(((RealtimeMessageContext) current.getContext()).pattern());
		}

	}

}
