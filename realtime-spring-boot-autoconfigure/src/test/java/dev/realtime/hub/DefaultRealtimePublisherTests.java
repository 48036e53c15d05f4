package dev.realtime.hub;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.realtime.BusUnavailableException;
import dev.realtime.EventTooLargeException;
import dev.realtime.InvalidPayloadException;
import dev.realtime.InvalidTopicException;
import dev.realtime.InvalidTypeException;
import dev.realtime.LogLines;
import dev.realtime.Position;
import dev.realtime.PublishOutcomeUnknownException;
import dev.realtime.PublishRejectedException;
import dev.realtime.RealtimeEvent;
import dev.realtime.RealtimeObserver;
import dev.realtime.bus.IdleBus;
import dev.realtime.bus.Publication;
import dev.realtime.bus.Retention;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DefaultRealtimePublisher}.
 */
class DefaultRealtimePublisherTests {

	private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.006Z");

	private static final Position POSITION = new Position("k3x9qa", 7);

	private final FakeBus bus = new FakeBus();

	private final List<String> outcomes = new ArrayList<>();

	private final List<String> reasons = new ArrayList<>();

	private final AtomicReference<Instant> now = new AtomicReference<>(NOW);

	private final LogLines log = new LogLines(DefaultRealtimePublisher.class);

	private final DefaultRealtimePublisher publisher = publisher(new PublisherSettings(100, 2));

	@AfterEach
	void stopListening() {
		this.log.close();
	}

	@Test
	void whenPublishIsNotSubscribedThenNothingHappens() {
		Mono<Position> cold = this.publisher.publish("orders.1", "order.updated", Map.of("a", 1));
		assertThat(this.bus.publications).isEmpty();
		assertThat(cold).isNotNull();
	}

	@Test
	void whenPublishIsSubscribedTwiceThenItPublishesAnew() {
		List<Integer> data = new ArrayList<>(List.of(1));
		Mono<Position> cold = this.publisher.publish("orders.1", "order.updated", data);
		StepVerifier.create(cold).expectNext(POSITION).verifyComplete();
		data.add(2);
		StepVerifier.create(cold).expectNext(POSITION).verifyComplete();
		assertThat(this.bus.publications).extracting(DefaultRealtimePublisherTests::payload)
			.containsExactly("[1]", "[1,2]");
		assertThat(this.outcomes).containsExactly("ok", "ok");
	}

	@Test
	void whenAnEventIsPublishedThenAllItsPartsReachTheBus() {
		RealtimeEvent event = RealtimeEvent.builder()
			.topic("orders.1")
			.type("order.updated")
			.data("x")
			.timestamp(Instant.ofEpochMilli(42))
			.idempotencyKey("key")
			.messageId("m1")
			.build();
		StepVerifier.create(this.publisher.publish(event)).expectNext(POSITION).verifyComplete();
		assertThat(this.bus.publications).singleElement().satisfies((publication) -> {
			assertThat(publication.topic()).isEqualTo("orders.1");
			assertThat(publication.type()).isEqualTo("order.updated");
			assertThat(payload(publication)).isEqualTo("\"x\"");
			assertThat(publication.timestamp()).isEqualTo(42);
			assertThat(publication.idempotencyKey()).isEqualTo("key");
			assertThat(publication.messageId()).isEqualTo("m1");
			assertThat(publication.ephemeral()).isFalse();
			assertThat(publication.retention()).isEqualTo(new Retention("orders.1".length(), Duration.ofMinutes(1)));
		});
	}

	@Test
	void whenAnEventHasNoTimestampThenItIsTheMomentOfPublishing() {
		StepVerifier.create(this.publisher.publishToUser("a.b", "x", null)).expectNext(POSITION).verifyComplete();
		assertThat(this.bus.publications).singleElement().satisfies((publication) -> {
			assertThat(publication.topic()).isEqualTo("user.a%2Eb");
			assertThat(publication.timestamp()).isEqualTo(NOW.toEpochMilli());
		});
	}

	@Test
	void whatIsPublishedToAUserIsFollowedAsEverythingElse() {
		List<String> followed = new ArrayList<>();
		Tracing tracing = new Tracing() {

			@Override
			public Mono<Position> publish(RealtimeEvent event, Publishing publishing) {
				followed.add(event.topic());
				return Tracing.super.publish(event, publishing);
			}

		};
		DefaultRealtimePublisher publisher = publisher(new PublisherSettings(100, 2), tracing);
		publisher.send("orders.1", "x", 1);
		publisher.sendToUser("alice", "x", 1);
		StepVerifier.create(publisher.publishToUser("bob", "x", 1)).expectNext(POSITION).verifyComplete();
		assertThat(followed).containsExactly("orders.1", "user.alice", "user.bob");
	}

	@Test
	void whenUsersTopicsHaveAnotherNameThenItIsPublishedTo() {
		DefaultRealtimePublisher publisher = publisher(new PublisherSettings(100, 2, "account.{user}.news"));
		StepVerifier.create(publisher.publishToUser("a.b", "x", 1)).expectNext(POSITION).verifyComplete();
		publisher.sendToUser("carol", "x", 1);
		assertThat(this.bus.publications).extracting(Publication::topic)
			.containsExactly("account.a%2Eb.news", "account.carol.news");
		StepVerifier.create(publisher.publishToUser(" ", "x", 1)).verifyError(InvalidTopicException.class);
	}

	@Test
	void whenJsonIsGivenThenTheSameArrayIsPassedOn() {
		byte[] json = " {\"a\" :1}".getBytes(StandardCharsets.UTF_8);
		StepVerifier.create(this.publisher.publish(RealtimeEvent.builder().topic("a").json(json).build()))
			.expectNext(POSITION)
			.verifyComplete();
		assertThat(this.bus.publications.get(0).payload()).isSameAs(json);
	}

	@Test
	void whenAnEphemeralEventIsPublishedThenThereIsNoReceipt() {
		RealtimeEvent event = RealtimeEvent.builder().topic("a").data(1).ephemeral().build();
		StepVerifier.create(this.publisher.publish(event)).verifyComplete();
		assertThat(this.publisher.send(event)).isCompletedWithValue(null);
		assertThat(this.outcomes).containsExactly("ok", "ok");
	}

	@Test
	void whenThePayloadIsTooLargeThenItIsRefusedBeforeTheBus() {
		StepVerifier.create(this.publisher.publish("a", "x", "y".repeat(99)))
			.verifyErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(EventTooLargeException.class)
				.hasMessageContaining("101 bytes")
				.hasMessageContaining("realtime.events.max-size (100)"));
		StepVerifier.create(this.publisher.publish(RealtimeEvent.builder().topic("a").json(new byte[101]).build()))
			.verifyError(EventTooLargeException.class);
		StepVerifier.create(this.publisher.publish("a", "x", "y".repeat(98))).expectNext(POSITION).verifyComplete();
		assertThat(this.outcomes).containsExactly("rejected", "rejected", "ok");
	}

	@Test
	void whenTopicOrTypeIsBadThenPublishFailsAndSendThrows() {
		StepVerifier.create(this.publisher.publish("a..b", "x", 1)).verifyError(InvalidTopicException.class);
		StepVerifier.create(this.publisher.publish("a", "rt.x", 1)).verifyError(InvalidTypeException.class);
		assertThatExceptionOfType(InvalidTopicException.class).isThrownBy(() -> this.publisher.send("a..b", "x", 1));
		assertThatExceptionOfType(InvalidTypeException.class).isThrownBy(() -> this.publisher.send("a", "rt.x", 1));
		assertThatExceptionOfType(InvalidTopicException.class).isThrownBy(() -> this.publisher.sendToUser(" ", "x", 1));
		assertThat(this.bus.publications).isEmpty();
	}

	@Test
	void whenSendIsCalledThenTheDataIsEncodedBeforeItReturns() {
		this.bus.manual = true;
		List<Integer> data = new ArrayList<>(List.of(1));
		CompletableFuture<Position> receipt = this.publisher.send("a", "x", data);
		data.clear();
		assertThat(this.bus.publications).singleElement()
			.extracting(DefaultRealtimePublisherTests::payload)
			.isEqualTo("[1]");
		assertThat(receipt).isNotDone();
		this.bus.receipts.get(0).tryEmitValue(POSITION).orThrow();
		assertThat(receipt).isCompletedWithValue(POSITION);
	}

	@Test
	void whenThePayloadIsBadThenTheFutureFailsAndTheFailureIsLogged() {
		CompletableFuture<Position> receipt = this.publisher
			.send(RealtimeEvent.builder().topic("a").json(new byte[] { '{' }).build());
		assertFailed(receipt, InvalidPayloadException.class);
		assertThat(this.outcomes).containsExactly("rejected");
		assertThat(warnings()).singleElement()
			.asString()
			.contains("RealtimeEvent[a message] was not published")
			.contains("not JSON");
		assertPermitsAreBack();
	}

	@Test
	void whenTheBusFailsOrThrowsThenTheFutureFailsOnce() {
		this.bus.failure = new IllegalStateException("down");
		assertFailed(this.publisher.send("a", "x", 1), IllegalStateException.class);
		this.bus.throwing = true;
		assertFailed(this.publisher.send("a", "x", 1), IllegalStateException.class);
		assertThat(this.outcomes).containsExactly("failed", "failed");
		assertThat(this.reasons).containsExactly("failed", "failed");
		this.bus.failure = null;
		assertPermitsAreBack();
	}

	@Test
	void whenTheBusIsAwayThenTheEventFailedAndWhenItIsFullThenItWasRejected() {
		this.bus.failure = new BusUnavailableException("away", null);
		assertFailed(this.publisher.send("a", "x", 1), BusUnavailableException.class);
		this.bus.failure = new PublishOutcomeUnknownException(new IllegalStateException("no reply"));
		assertFailed(this.publisher.send("a", "x", 1), PublishOutcomeUnknownException.class);
		this.bus.failure = new PublishRejectedException(1);
		assertFailed(this.publisher.send("a", "x", 1), PublishRejectedException.class);
		assertThat(this.outcomes).containsExactly("failed", "failed", "rejected");
		assertThat(this.reasons).containsExactly("unavailable", "unknown", "overload");
	}

	@Test
	void whenTooManyAreInFlightThenTheNextIsRejectedAndNotTried() {
		this.bus.manual = true;
		this.publisher.send("a", "x", 1);
		this.publisher.send("a", "x", 2);
		assertFailed(this.publisher.send("a", "x", 3), PublishRejectedException.class);
		assertThat(this.bus.publications).hasSize(2);
		assertThat(this.outcomes).containsExactly("rejected");
		this.bus.receipts.get(0).tryEmitValue(POSITION).orThrow();
		assertThat(this.publisher.send("a", "x", 4)).isNotDone();
		assertFailed(this.publisher.send("a", "x", 5), PublishRejectedException.class);
	}

	@Test
	void whenTheFutureIsCancelledThenTheEventGoesOnAndItsPermitComesBackOnce() {
		this.bus.manual = true;
		CompletableFuture<Position> receipt = this.publisher.send("a", "x", 1);
		this.publisher.send("a", "x", 2);
		assertThat(receipt.cancel(true)).isTrue();
		assertThat(this.bus.cancelled).isZero();
		assertFailed(this.publisher.send("a", "x", 3), PublishRejectedException.class);
		this.bus.receipts.get(0).tryEmitValue(POSITION).orThrow();
		this.bus.receipts.get(1).tryEmitError(new IllegalStateException("down")).orThrow();
		assertThat(this.outcomes).containsExactly("rejected", "ok", "failed");
		assertPermitsAreBack();
	}

	@Test
	void whenNobodyWaitsForTheReceiptAnyMoreThenTheEventIsCountedOnceAsOneOfUnknownFate() {
		this.bus.manual = true;
		StepVerifier.create(this.publisher.publish("a", "x", 1).timeout(Duration.ofMillis(1)))
			.verifyError(TimeoutException.class);
		assertThat(this.outcomes).containsExactly("failed");
		assertThat(this.reasons).containsExactly("unknown");
		Disposable further = this.publisher.publish("a", "x", 2).flatMap((position) -> Mono.never()).subscribe();
		this.bus.receipts.get(1).tryEmitValue(POSITION).orThrow();
		further.dispose();
		assertThat(this.outcomes).containsExactly("failed", "ok");
		assertThat(this.reasons).hasSize(1);
	}

	@Test
	void whenAnEventMayHaveBeenPublishedThenTheLogDoesNotSayThatItWasNot() {
		this.bus.failure = new PublishOutcomeUnknownException(new IllegalStateException("no reply"));
		this.publisher.send("a", "x", 1);
		this.publisher.send("a", "x", 2);
		assertThat(this.log.events()).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN, Level.DEBUG);
		assertThat(this.log.texts()).allMatch((line) -> line.startsWith("RealtimeEvent[a x] has no receipt"));
		assertThat(this.log.events().get(0).getThrowableProxy()).as("it is known where it comes from").isNull();
	}

	@Test
	void whenEncodingEndsInAFatalErrorThenTheCallerGetsItAndThePermitComesBack() {
		for (int i = 0; i < 3; i++) {
			assertThatExceptionOfType(LinkageError.class).isThrownBy(() -> this.publisher.send("a", "x", new Fatal()));
		}
		assertPermitsAreBack();
	}

	@Test
	void whenFailuresComeFasterThanOnceASecondThenTheRestIsCounted() {
		this.bus.failure = new IllegalStateException("down");
		for (int i = 0; i < 5; i++) {
			this.publisher.send("a", "x", i);
		}
		assertThat(warnings()).singleElement().asString().contains("was not published").doesNotContain("more since");
		assertThat(this.log.events().get(0).getThrowableProxy()).isNotNull();
		this.now.set(NOW.plusMillis(1000));
		this.publisher.send("a", "x", 6);
		assertThat(warnings()).hasSize(2).last().asString().endsWith("(and 4 more since the last warning)");
		this.now.set(NOW.plusMillis(2000));
		this.publisher.send("a", "x", 7);
		assertThat(warnings()).hasSize(3).last().asString().doesNotContain("more since");
	}

	@Test
	void whenTheClockIsSetBackThenFailuresAreStillLogged() {
		this.bus.failure = new IllegalStateException("down");
		this.publisher.send("a", "x", 1);
		this.now.set(NOW.minusSeconds(3600));
		this.publisher.send("a", "x", 2);
		assertThat(warnings()).hasSize(2);
	}

	private List<String> warnings() {
		return this.log.events()
			.stream()
			.filter((line) -> line.getLevel() == Level.WARN)
			.map(ILoggingEvent::getFormattedMessage)
			.toList();
	}

	private void assertPermitsAreBack() {
		this.bus.manual = true;
		int before = this.bus.receipts.size();
		assertThat(this.publisher.send("a", "x", 1)).isNotDone();
		assertThat(this.publisher.send("a", "x", 2)).isNotDone();
		assertFailed(this.publisher.send("a", "x", 3), PublishRejectedException.class);
		assertThat(this.bus.receipts).hasSize(before + 2);
	}

	private static void assertFailed(CompletableFuture<?> receipt, Class<? extends Throwable> type) {
		assertThat(receipt).isCompletedExceptionally();
		assertThat(receipt.handle((value, error) -> error).join()).isInstanceOf(type);
	}

	private static String payload(Publication publication) {
		return new String(publication.payload(), StandardCharsets.UTF_8);
	}

	private DefaultRealtimePublisher publisher(PublisherSettings settings) {
		return publisher(settings, Tracing.NONE);
	}

	private DefaultRealtimePublisher publisher(PublisherSettings settings, Tracing tracing) {
		RealtimeObserver observer = new RealtimeObserver() {
			@Override
			public void eventPublished(String outcome) {
				DefaultRealtimePublisherTests.this.outcomes.add(outcome);
			}

			@Override
			public void eventUnpublished(String reason) {
				DefaultRealtimePublisherTests.this.reasons.add(reason);
			}
		};
		Clock clock = new Clock() {
			@Override
			public ZoneId getZone() {
				return ZoneOffset.UTC;
			}

			@Override
			public Clock withZone(ZoneId zone) {
				return this;
			}

			@Override
			public Instant instant() {
				return DefaultRealtimePublisherTests.this.now.get();
			}
		};
		return new DefaultRealtimePublisher(this.bus, new PayloadEncoder(JsonMapper.builder().build(), 32),
				(topic) -> new Retention(topic.length(), Duration.ofMinutes(1)), settings, observer, tracing, clock);
	}

	static class Fatal {

		public int getValue() {
			throw new LinkageError("no such class");
		}

	}

	static final class FakeBus extends IdleBus {

		final List<Publication> publications = new ArrayList<>();

		final List<Sinks.One<Position>> receipts = new ArrayList<>();

		boolean manual;

		boolean throwing;

		int cancelled;

		RuntimeException failure;

		@Override
		public Mono<Position> publish(Publication publication) {
			if (this.failure != null && this.throwing) {
				throw this.failure;
			}
			return Mono.defer(() -> {
				this.publications.add(publication);
				if (this.failure != null) {
					return Mono.error(this.failure);
				}
				if (this.manual) {
					Sinks.One<Position> receipt = Sinks.one();
					this.receipts.add(receipt);
					return receipt.asMono().doOnCancel(() -> this.cancelled++);
				}
				return publication.ephemeral() ? Mono.empty() : Mono.just(POSITION);
			});
		}

	}

}
