package dev.realtime.actuate.observation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import dev.realtime.InvalidPayloadException;
import dev.realtime.Position;
import dev.realtime.PublishedEvent;
import dev.realtime.RealtimeEvent;
import dev.realtime.TraceContext;
import dev.realtime.hub.Tracing.Broadcasting;
import dev.realtime.hub.Tracing.Publishing;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static io.micrometer.observation.tck.TestObservationRegistryAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link ObservationTracing}.
 */
class ObservationTracingTests {

	private static final RealtimeEvent EVENT = RealtimeEvent.builder().topic("orders.42").type("shipped").build();

	private static final Position POSITION = new Position("epochaa", 7);

	private static final ObservationConventions DEFAULTS = new ObservationConventions(null, null, null);

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private final List<TraceContext> carried = new ArrayList<>();

	@Test
	void aPublishIsObservedUntilItsReceipt() {
		StepVerifier.create(tracing().publish(EVENT, publishing(Mono.fromSupplier(() -> {
			assertThat(this.registry).hasSingleObservationThat().hasBeenStarted().isNotStopped();
			return POSITION;
		})))).expectNext(POSITION).verifyComplete();
		assertThat(this.registry).hasSingleObservationThat()
			.hasNameEqualTo("realtime.publish")
			.hasContextualNameEqualTo("publish orders.*")
			.hasLowCardinalityKeyValue("messaging.system", "realtime")
			.hasLowCardinalityKeyValue("messaging.operation.name", "publish")
			.hasLowCardinalityKeyValue("messaging.operation.type", "send")
			.hasLowCardinalityKeyValue("messaging.destination.template", "orders.*")
			.hasHighCardinalityKeyValue("messaging.destination.name", "orders.42")
			.hasHighCardinalityKeyValue("realtime.event.type", "shipped")
			.hasHighCardinalityKeyValue("messaging.message.id", "epochaa.7")
			.hasBeenStopped();
	}

	@Test
	void whenThereIsNoRuleThenTheNameHasNoTopic() {
		RealtimeEvent event = RealtimeEvent.builder().topic("who.knows").build();
		tracing().publish(event, publishing(Mono.empty())).block();
		assertThat(this.registry).hasSingleObservationThat()
			.hasContextualNameEqualTo("publish")
			.hasLowCardinalityKeyValue("messaging.destination.template", "none")
			.doesNotHaveHighCardinalityKeyValueWithKey("messaging.message.id")
			.hasBeenStopped();
	}

	@Test
	void whatAPublishFailsWithIsTheObservationsErrorThoughItIsThrown() {
		StepVerifier.create(tracing().publish(EVENT, (event, trace) -> {
			throw new InvalidPayloadException("not JSON", null);
		})).verifyError(InvalidPayloadException.class);
		assertThat(this.registry).hasSingleObservationThat()
			.hasBeenStopped()
			.thenError()
			.isInstanceOf(InvalidPayloadException.class);
	}

	@Test
	void whenAPublishIsCancelledThenItsObservationStops() {
		Disposable publish = tracing().publish(EVENT, publishing(Mono.never())).subscribe();
		publish.dispose();
		assertThat(this.registry).hasSingleObservationThat().hasBeenStopped();
	}

	@Test
	void whenWhatFollowsAPublishIsCancelledThenItsObservationHasStoppedOnce() {
		AtomicInteger stops = new AtomicInteger();
		this.registry.observationConfig().observationHandler(new ObservationHandler<>() {

			@Override
			public void onStop(Observation.Context context) {
				stops.incrementAndGet();
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return true;
			}

		});
		tracing().publish(EVENT, publishing(Mono.just(POSITION)))
			.flatMap((position) -> Mono.never())
			.subscribe()
			.dispose();
		assertThat(stops).hasValue(1);
	}

	@ParameterizedTest
	@CsvSource({ "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01, true",
			"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03, true",
			"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00, false",
			"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-02, false", "short, true" })
	void onlyATraceThatIsSampledIsCarried(String traceparent, boolean sampled) {
		this.registry.observationConfig().observationHandler(injecting("traceparent", traceparent));
		tracing().publish(EVENT, publishing(Mono.just(POSITION))).block();
		assertThat(this.carried)
			.containsExactly(sampled ? TraceContext.of(Map.of("traceparent", traceparent)) : TraceContext.NONE);
	}

	@ParameterizedTest
	@CsvSource({ "b3, 0, false", "b3, 80f198ee56343ba8-e457b5a2e4d86bd1-0, false",
			"b3, 80f198ee56343ba8-e457b5a2e4d86bd1-1-05e3ac9a4f6e3b90, true",
			"b3, 80f198ee56343ba8-e457b5a2e4d86bd1, true", "X-B3-Sampled, 0, false", "X-B3-Sampled, 1, true" })
	void onlyATraceThatIsSampledIsCarriedInTheFormOfB3(String field, String value, boolean sampled) {
		this.registry.observationConfig().observationHandler(injecting(field, value));
		tracing().publish(EVENT, publishing(Mono.just(POSITION))).block();
		assertThat(this.carried).containsExactly(sampled ? TraceContext.of(Map.of(field, value)) : TraceContext.NONE);
	}

	@Test
	void whenNobodyObservesThenThePublishIsWhatItIsWithoutThis() {
		Mono<Position> publish = Mono.just(POSITION);
		ObservationTracing silent = new ObservationTracing(ObservationRegistry.create(), (topic) -> topic, DEFAULTS,
				false);
		assertThat(silent.publish(EVENT, publishing(publish))).isSameAs(publish);
		assertThat(silent.handle("a", Set.of("a"), publish)).isSameAs(publish);
		assertThat(silent.broadcast(event())).isNull();
		assertThat(this.carried).containsExactly(TraceContext.NONE);
	}

	@Test
	void whenAnObservationIsSwitchedOffThenTheOthersGoOn() {
		this.registry.observationConfig()
			.observationPredicate((name, context) -> !(context instanceof RealtimePublishContext));
		tracing().publish(EVENT, publishing(Mono.deferContextual((subscriber) -> {
			assertThat(subscriber.isEmpty()).isTrue();
			return Mono.just(POSITION);
		}))).block();
		assertThat(this.carried).containsExactly(TraceContext.NONE);
		assertThat(this.registry).doesNotHaveAnyObservation();
		assertThat(tracing().broadcast(event())).isNotNull();
	}

	@Test
	void aBroadcastHasItsFanoutWhenItEnds() {
		Broadcasting broadcasting = tracing().broadcast(event());
		assertThat(this.registry).hasSingleObservationThat().hasBeenStarted().isNotStopped();
		broadcasting.end(3);
		assertThat(this.registry).hasSingleObservationThat()
			.hasNameEqualTo("realtime.broadcast")
			.hasContextualNameEqualTo("broadcast orders.*")
			.hasLowCardinalityKeyValue("messaging.operation.name", "broadcast")
			.hasLowCardinalityKeyValue("messaging.operation.type", "process")
			.hasHighCardinalityKeyValue("messaging.message.id", "epochaa.7")
			.hasHighCardinalityKeyValue("realtime.fanout", "3")
			.hasBeenStopped();
	}

	@Test
	void whenAConventionFailsThenTheBroadcastGoesOnUnobserved() {
		RealtimeBroadcastObservationConvention first = new DefaultRealtimeBroadcastObservationConvention() {

			@Override
			public KeyValues getLowCardinalityKeyValues(RealtimeBroadcastContext context) {
				throw new IllegalStateException("broken");
			}

		};
		assertThat(tracing(new ObservationConventions(null, first, null)).broadcast(event())).isNull();
		RealtimeBroadcastObservationConvention last = new DefaultRealtimeBroadcastObservationConvention() {

			@Override
			public String getContextualName(RealtimeBroadcastContext context) {
				throw new IllegalStateException("broken");
			}

		};
		Broadcasting broadcasting = tracing(new ObservationConventions(null, last, null)).broadcast(event());
		assertThatNoException().isThrownBy(() -> broadcasting.end(1));
	}

	@Test
	void theApplicationsConventionsNameThings() {
		RealtimePublishObservationConvention own = new DefaultRealtimePublishObservationConvention() {

			@Override
			public String getContextualName(RealtimePublishContext context) {
				return "mine " + context.pattern();
			}

		};
		tracing(new ObservationConventions(own, null, null)).publish(EVENT, publishing(Mono.just(POSITION))).block();
		assertThat(this.registry).hasSingleObservationThat().hasContextualNameEqualTo("mine orders.*");
	}

	private ObservationTracing tracing() {
		return tracing(DEFAULTS);
	}

	private ObservationTracing tracing(ObservationConventions conventions) {
		return new ObservationTracing(this.registry, (topic) -> topic.startsWith("orders.") ? "orders.*" : null,
				conventions, false);
	}

	private Publishing publishing(Mono<Position> receipt) {
		return (event, trace) -> {
			this.carried.add(trace);
			return receipt;
		};
	}

	private static PublishedEvent event() {
		return new PublishedEvent("orders.42", "shipped", POSITION, 3, 5, new byte[] { '1' }, null,
				TraceContext.of(Map.of("traceparent", "00-1-2-01")));
	}

	private static ObservationHandler<Observation.Context> injecting(String field, String value) {
		return new ObservationHandler<>() {

			@Override
			public void onStart(Observation.Context context) {
				RealtimePublishContext publish = (RealtimePublishContext) context;
				publish.getSetter().set(publish.getCarrier(), field, value);
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return context instanceof RealtimePublishContext;
			}

		};
	}

}
