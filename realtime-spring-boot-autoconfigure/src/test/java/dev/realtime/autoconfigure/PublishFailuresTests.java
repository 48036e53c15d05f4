package dev.realtime.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.realtime.Position;
import dev.realtime.RealtimeEvent;
import dev.realtime.RealtimePublisher;
import dev.realtime.RealtimeTopics;
import dev.realtime.bus.IdleBus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.ThrowingSupplier;
import reactor.core.publisher.Mono;

import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What {@code docs/failures.md} says of publishing is what the publisher throws.
 */
class PublishFailuresTests {

	private static AnnotationConfigApplicationContext context;

	@BeforeAll
	static void start() {
		context = new AnnotationConfigApplicationContext(IdleBus.class, JacksonAutoConfiguration.class,
				RealtimeAutoConfiguration.class);
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@TestFactory
	Stream<DynamicTest> failures() {
		Map<String, ThrowingSupplier<List<String>>> cases = new HashMap<>();
		cases.put("topic", () -> thrown((publisher) -> publisher.publish("orders..42", "x", 1)));
		cases.put("user-name", () -> thrown((publisher) -> RealtimeTopics.user(" ")));
		cases.put("type", () -> thrown((publisher) -> publisher.publish("orders.42", "order updated", 1)));
		cases.put("type-of-the-protocol", () -> thrown((publisher) -> publisher.publish("orders.42", "rt.order", 1)));
		cases.put("payload-of-no-json", () -> thrown((publisher) -> publisher.publish("orders.42", "x", new Object() {
			@SuppressWarnings("unused")
			public String getTotal() {
				throw new IllegalStateException("no total yet");
			}
		})));
		cases.put("payload-broken", () -> thrown((publisher) -> publisher.publish(json("{\"total\":}"))));
		cases.put("payload-too-deep", () -> thrown((publisher) -> publisher.publish(json("[".repeat(2000)))));
		cases.put("payload-too-large",
				() -> thrown((publisher) -> publisher.publish("orders.42", "x", "x".repeat(300_000))));
		cases.put("too-many-in-flight", () -> thrown((publisher) -> {
			IntStream.range(0, 10_000).forEach((i) -> publisher.send("orders.42", "x", i));
			CompletableFuture<Position> last = publisher.send("orders.42", "x", 10_000);
			return Mono.fromFuture(last);
		}));
		return FailureTable.PUBLISHING.tests(cases);
	}

	private static RealtimeEvent json(String text) {
		return RealtimeEvent.builder().topic("orders.42").type("x").json(text.getBytes(StandardCharsets.UTF_8)).build();
	}

	private static List<String> thrown(Publishing publishing) {
		RealtimePublisher publisher = context.getBean(RealtimePublisher.class);
		Throwable thrown = catchThrowable(() -> ((Mono<?>) publishing.with(publisher)).block(Duration.ofSeconds(10)));
		assertThat(thrown).isNotNull();
		return List.of(thrown.getClass().getSimpleName() + ": " + thrown.getMessage());
	}

	private interface Publishing {

		Object with(RealtimePublisher publisher);

	}

}
