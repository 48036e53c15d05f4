package dev.realtime.autoconfigure;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import dev.realtime.Position;
import dev.realtime.RealtimePublisher;
import dev.realtime.actuate.observation.DefaultRealtimeBroadcastObservationConvention;
import dev.realtime.actuate.observation.DefaultRealtimeMessageObservationConvention;
import dev.realtime.actuate.observation.DefaultRealtimePublishObservationConvention;
import dev.realtime.actuate.observation.RealtimeBroadcastContext;
import dev.realtime.actuate.observation.RealtimeBroadcastObservationConvention;
import dev.realtime.actuate.observation.RealtimeMessageContext;
import dev.realtime.actuate.observation.RealtimeMessageObservationConvention;
import dev.realtime.actuate.observation.RealtimePublishContext;
import dev.realtime.actuate.observation.RealtimePublishObservationConvention;
import dev.realtime.bus.RealtimeBus;
import dev.realtime.hub.Hub;
import dev.realtime.hub.Tracing;
import dev.realtime.redis.fixture.RedisTest;
import dev.realtime.redis.fixture.SharedRedis;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link RealtimeObservationAutoConfiguration}, with the tracer that Spring
 * Boot configures and the spans that it makes.
 */
@RedisTest
class RealtimeObservationAutoConfigurationTests {

	private static final String TOPIC = "public.news";

	private static final String PLAIN = "\\{\"type\":\"headline\",\"topic\":\"public.news\",\"id\":\"\\w+.1\","
			+ "\"timestamp\":\\d+,\"payload\":1}";

	private final InMemorySpanExporter spans = InMemorySpanExporter.create();

	private final ScheduledExecutorService one = Executors.newSingleThreadScheduledExecutor();

	private final ScheduledExecutorService two = Executors.newSingleThreadScheduledExecutor();

	private final ApplicationContextRunner plain = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ObservationAutoConfiguration.class, DataRedisAutoConfiguration.class,
				RealtimeAutoConfiguration.class, RealtimeObservationAutoConfiguration.class));

	private final ApplicationContextRunner traced = this.plain
		.withConfiguration(AutoConfigurations.of(MicrometerTracingAutoConfiguration.class,
				OpenTelemetrySdkAutoConfiguration.class, OpenTelemetryTracingAutoConfiguration.class))
		.withPropertyValues("management.tracing.sampling.probability=1")
		.withBean(SpanProcessor.class, () -> SimpleSpanProcessor.create(this.spans));

	@AfterEach
	void stop() {
		this.one.shutdownNow();
		this.two.shutdownNow();
	}

	@Test
	void theTraceThatPublishedAnEventGoesOnInItsBroadcast() {
		this.traced.run((context) -> {
			ListeningConnection first = listen(context, this.one);
			ListeningConnection second = listen(context, this.two);
			Position position = publishWithin("checkout", context);
			SpanData broadcast = awaitSpan("broadcast public.**");
			assertThat(first.envelopes).hasSize(1).allMatch((envelope) -> envelope.matches(PLAIN));
			assertThat(second.envelopes).hasSize(1);
			SpanData publish = awaitSpan("publish public.**");
			SpanData checkout = awaitSpan("checkout");
			assertThat(this.spans.getFinishedSpanItems()).hasSize(3)
				.allMatch((span) -> span.getTraceId().equals(checkout.getTraceId()));
			assertThat(publish.getParentSpanId()).isEqualTo(checkout.getSpanId());
			assertThat(publish.getKind()).isEqualTo(SpanKind.PRODUCER);
			assertThat(broadcast.getParentSpanId()).isEqualTo(publish.getSpanId());
			assertThat(broadcast.getKind()).isEqualTo(SpanKind.CONSUMER);
			assertThat(tag(broadcast, "realtime.fanout")).isEqualTo("2");
			assertThat(tag(broadcast, "messaging.destination.name")).isEqualTo(TOPIC);
			assertThat(tag(publish, "messaging.message.id")).isEqualTo(tag(broadcast, "messaging.message.id"))
				.isEqualTo(position.toString());
		});
	}

	@Test
	void aReplayIsNoBroadcastWhetherItComesFromTheLogOrFromMemory() {
		this.traced.run((context) -> {
			String start = new Position(publishWithin("checkout", context).epoch(), 0).toString();
			for (ScheduledExecutorService lane : List.of(this.one, this.two)) {
				ListeningConnection late = ListeningConnection.open(context.getBean(Hub.class), lane, TOPIC, start);
				await().until(() -> late.envelopes.size() == 1);
				assertThat(late.envelopes).allMatch((envelope) -> envelope.matches(PLAIN));
			}
			assertThat(this.spans.getFinishedSpanItems()).extracting(SpanData::getName)
				.containsExactlyInAnyOrder("checkout", "publish public.**");
		});
	}

	@Test
	void whenClientsAreToSeeItThenTheEnvelopeNamesTheSpanThatPublishedWhateverThatIsCalled() {
		RealtimePublishObservationConvention own = new DefaultRealtimePublishObservationConvention() {

			@Override
			public String getContextualName(RealtimePublishContext context) {
				return "mine";
			}

		};
		this.traced.withPropertyValues("realtime.events.traceparent=true")
			.withBean(RealtimePublishObservationConvention.class, () -> own)
			.run((context) -> {
				ListeningConnection connection = listen(context, this.one);
				publishWithin("checkout", context);
				SpanData publish = awaitSpan("mine");
				await().until(() -> connection.envelopes.size() == 1);
				assertThat(connection.envelopes.peek()).containsPattern(",\"traceparent\":\"00-" + publish.getTraceId()
						+ '-' + publish.getSpanId() + "-0[13]\",\"payload\":");
			});
	}

	@Test
	void whenTheApplicationNamesBroadcastsAndMessagesThenTheyAreCalledSo() {
		RealtimeBroadcastObservationConvention broadcast = new DefaultRealtimeBroadcastObservationConvention() {

			@Override
			public String getContextualName(RealtimeBroadcastContext context) {
				return "my broadcast";
			}

		};
		RealtimeMessageObservationConvention message = new DefaultRealtimeMessageObservationConvention() {

			@Override
			public String getContextualName(RealtimeMessageContext context) {
				return "my message";
			}

		};
		this.traced.withBean(RealtimeBroadcastObservationConvention.class, () -> broadcast)
			.withBean(RealtimeMessageObservationConvention.class, () -> message)
			.run((context) -> {
				listen(context, this.one);
				publishWithin("checkout", context);
				context.getBean(Tracing.class).handle("chat", Set.of("chat"), Mono.empty()).block();
				awaitSpan("my broadcast");
				awaitSpan("my message");
			});
	}

	@Test
	void whenTheApplicationTracesItselfThenOursBacksOff() {
		this.plain.withBean(Tracing.class, () -> Tracing.NONE)
			.run((context) -> assertThat(context.getBean(Tracing.class)).isSameAs(Tracing.NONE));
	}

	@Test
	void whenATraceIsNotSampledOrThereIsNoTracerOrItIsSwitchedOffThenNothingIsCarried() {
		for (ApplicationContextRunner runner : List.of(this.plain,
				this.traced.withPropertyValues("management.tracing.sampling.probability=0"),
				this.traced.withPropertyValues("management.observations.enable.realtime=false"))) {
			runner.withPropertyValues("realtime.events.traceparent=true").run((context) -> {
				ListeningConnection connection = listen(context, this.one);
				publishWithin("checkout", context);
				await().until(() -> connection.envelopes.size() == 1);
				assertThat(connection.envelopes).allMatch((envelope) -> envelope.matches(PLAIN));
				assertThat(this.spans.getFinishedSpanItems()).extracting(SpanData::getName).isSubsetOf("checkout");
			});
		}
	}

	@Test
	void withRedisTheTraceGoesOnOnTheOtherNodeAndOneWithoutTracerShowsNothing(SharedRedis redis) {
		String[] properties = { "spring.data.redis.url=" + redis.address().uri().toURI(),
				"realtime.bus.redis.key-prefix=" + redis.prefix(), "realtime.events.traceparent=true" };
		this.traced.withPropertyValues(properties)
			.run((publishing) -> this.traced.withPropertyValues(properties)
				.run((receiving) -> this.plain.withPropertyValues(properties).run((untraced) -> {
					for (ApplicationContext node : List.of(publishing, receiving, untraced)) {
						await().until(() -> node.getBean(RealtimeBus.class).status().up());
					}
					ListeningConnection connection = listen(receiving, this.one);
					ListeningConnection other = listen(untraced, this.two);
					publishWithin("checkout", publishing);
					SpanData broadcast = awaitSpan("broadcast public.**");
					SpanData publish = awaitSpan("publish public.**");
					assertThat(broadcast.getTraceId()).isEqualTo(awaitSpan("checkout").getTraceId());
					assertThat(broadcast.getParentSpanId()).isEqualTo(publish.getSpanId());
					assertThat(broadcast.getParentSpanContext().isRemote()).isTrue();
					assertThat(connection.envelopes).hasSize(1).allMatch((one) -> one.contains(publish.getSpanId()));
					await().until(() -> other.envelopes.size() == 1);
					assertThat(other.envelopes).allMatch((envelope) -> envelope.matches(PLAIN));
					assertThat(this.spans.getFinishedSpanItems()).hasSize(3);
				})));
	}

	@Test
	void withoutObservationsNothingIsConfiguredAndEventsArePublishedAllTheSame() {
		for (ApplicationContextRunner runner : List.of(
				this.plain.withClassLoader(new FilteredClassLoader(ObservationRegistry.class)),
				new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(RealtimeAutoConfiguration.class,
						RealtimeObservationAutoConfiguration.class)))) {
			runner.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(Tracing.class);
				assertThat(context.getBean(RealtimePublisher.class).send(TOPIC, "headline", 1)).isCompleted();
			});
		}
		this.plain.withPropertyValues("realtime.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(Tracing.class));
	}

	private static ListeningConnection listen(ApplicationContext context, ScheduledExecutorService executor)
			throws Exception {
		return ListeningConnection.open(context.getBean(Hub.class), executor, TOPIC, null);
	}

	private static Position publishWithin(String name, ApplicationContext context) {
		return Observation.createNotStarted(name, context.getBean(ObservationRegistry.class))
			.observe(() -> context.getBean(RealtimePublisher.class).send(TOPIC, "headline", 1).join());
	}

	private SpanData awaitSpan(String name) {
		return await(name).until(() -> this.spans.getFinishedSpanItems()
			.stream()
			.filter((span) -> span.getName().equals(name))
			.findFirst()
			.orElse(null), (span) -> span != null);
	}

	private static String tag(SpanData span, String name) {
		return span.getAttributes().get(AttributeKey.stringKey(name));
	}

}
