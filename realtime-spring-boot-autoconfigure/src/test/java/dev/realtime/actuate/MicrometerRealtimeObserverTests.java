package dev.realtime.actuate;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import dev.realtime.CloseReason;
import dev.realtime.Transport;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MicrometerRealtimeObserver}.
 */
class MicrometerRealtimeObserverTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final MicrometerRealtimeObserver observer = new MicrometerRealtimeObserver(this.registry);

	@Test
	void whenStreamsOpenAndCloseThenTheActiveOnesAreKnownPerTransport() {
		this.observer.connectionOpened(Transport.SSE, false);
		this.observer.connectionOpened(Transport.SSE, true);
		this.observer.connectionOpened(Transport.SSE, true);
		this.observer.connectionOpened(Transport.LONG_POLL, true);
		this.observer.connectionClosed(Transport.SSE, CloseReason.SLOW, Duration.ofSeconds(1));
		assertThat(this.registry.get("realtime.connections.lifetime").tag("transport", "sse").timer().count())
			.isEqualTo(1);
		assertThat(active("sse")).isEqualTo(2);
		assertThat(active("websocket")).isZero();
		assertThat(active("long_poll")).isEqualTo(1);
		assertThat(counter("realtime.connections.opened", "transport", "sse", "resumed", "true")).isEqualTo(2);
		assertThat(counter("realtime.connections.opened", "transport", "sse", "resumed", "false")).isEqualTo(1);
		assertThat(counter("realtime.connections.closed", "transport", "sse", "reason", "slow")).isEqualTo(1);
	}

	@Test
	void whenReasonsShareAWordThenTheyShareACounter() {
		this.observer.connectionClosed(Transport.WEBSOCKET, CloseReason.NOT_TEXT, Duration.ZERO);
		this.observer.connectionClosed(Transport.WEBSOCKET, CloseReason.NOT_UTF8, Duration.ZERO);
		assertThat(counter("realtime.connections.closed", "transport", "websocket", "reason", "protocol_error"))
			.isEqualTo(2);
	}

	@Test
	void whenHandshakesAreRefusedThenTheyAreCountedByReason() {
		this.observer.connectionRejected(CloseReason.FORBIDDEN);
		this.observer.connectionRejected(CloseReason.FORBIDDEN);
		assertThat(counter("realtime.connections.rejected", "reason", "forbidden")).isEqualTo(2);
	}

	@Test
	void whenTheBusWasRepairedThenItIsCountedByOutcome() {
		assertThat(counter("realtime.bus.repairs", "outcome", "reconnected")).isZero();
		this.observer.busRepaired("epoch");
		this.observer.busEpochBegan();
		assertThat(counter("realtime.bus.repairs", "outcome", "epoch")).isEqualTo(1);
		assertThat(this.registry.get("realtime.bus.epochs").counter().count()).isEqualTo(1);
	}

	@Test
	void whenEventsAreCountedThenTheOutcomeIsATag() {
		this.observer.eventPublished("ok");
		this.observer.eventPublished("failed");
		this.observer.receiptGiven(TimeUnit.MILLISECONDS.toNanos(5));
		this.observer.eventsDelivered(Transport.WEBSOCKET, 3);
		this.observer.eventsDropped("behind", 2);
		this.observer.messageReceived("rate_limited");
		assertThat(counter("realtime.events.published", "outcome", "ok")).isEqualTo(1);
		assertThat(counter("realtime.events.published", "outcome", "failed")).isEqualTo(1);
		assertThat(total("realtime.events.receipt")).isEqualTo(5);
		assertThat(counter("realtime.events.delivered", "transport", "websocket")).isEqualTo(3);
		assertThat(counter("realtime.events.dropped", "reason", "behind")).isEqualTo(2);
		assertThat(counter("realtime.messages.received", "outcome", "rate_limited")).isEqualTo(1);
	}

	@Test
	void whenEventsAreMergedThenTheWriteIsWhatCounts() {
		this.observer.broadcast(2, 15, TimeUnit.MILLISECONDS.toNanos(5), 9, TimeUnit.MILLISECONDS.toNanos(2));
		assertThat(this.registry.get("realtime.broadcast.fanout").summary().totalAmount()).isEqualTo(7.5);
		assertThat(total("realtime.broadcast.duration")).isEqualTo(2);
		assertThat(total("realtime.events.latency")).isEqualTo(5);
		assertThat(total("realtime.events.age")).isEqualTo(9);
	}

	@Test
	void whenATimeIsAlertedOnThenItHasBucketsThatNodesCanSumUp() {
		this.observer.broadcast(1, 7, TimeUnit.MILLISECONDS.toNanos(5), 9, 0);
		assertThat(this.registry.get("realtime.events.latency").timer().takeSnapshot().histogramCounts())
			.filteredOn((bucket) -> bucket.bucket(TimeUnit.MILLISECONDS) <= 5)
			.extracting(CountAtBucket::count)
			.containsExactly(0.0, 1.0);
	}

	@Test
	void whenNothingHasHappenedYetThenEveryCounterIsThereSoThatTheFirstIsSeen() {
		assertThat(counter("realtime.replay.verdicts", "transport", "sse", "verdict", "trimmed")).isZero();
		assertThat(counter("realtime.events.unpublished", "reason", "unavailable")).isZero();
		assertThat(counter("realtime.connections.rejected", "reason", "too_many_connections")).isZero();
		assertThat(this.registry.get("realtime.polls").tag("outcome", "closed").timer().count()).isZero();
	}

	@Test
	void whenAClientIsGivenWhatItMissedThenSizeTimeAndVerdictAreKnown() {
		this.observer.replayed(Transport.SSE, "trimmed", 12, Duration.ofMillis(3));
		this.observer.replayed(Transport.LONG_POLL, "ok", 0, Duration.ZERO);
		this.observer.pollAnswered("empty", Duration.ofMillis(4));
		assertThat(counter("realtime.replay.verdicts", "transport", "sse", "verdict", "trimmed")).isEqualTo(1);
		assertThat(counter("realtime.replay.verdicts", "transport", "sse", "verdict", "ok")).isZero();
		assertThat(counter("realtime.replay.verdicts", "transport", "long_poll", "verdict", "ok")).isEqualTo(1);
		assertThat(this.registry.get("realtime.replay.events").tag("transport", "sse").summary().totalAmount())
			.isEqualTo(12);
		assertThat(this.registry.get("realtime.replay.duration")
			.tag("transport", "sse")
			.timer()
			.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(3);
		assertThat(this.registry.get("realtime.polls").tag("outcome", "empty").timer().totalTime(TimeUnit.MILLISECONDS))
			.isEqualTo(4);
	}

	@Test
	void whenEverythingWasObservedThenNoTagHasUnboundedValues() {
		whenStreamsOpenAndCloseThenTheActiveOnesAreKnownPerTransport();
		whenEventsAreCountedThenTheOutcomeIsATag();
		whenAClientIsGivenWhatItMissedThenSizeTimeAndVerdictAreKnown();
		Set<String> keys = this.registry.getMeters()
			.stream()
			.map(Meter::getId)
			.filter((id) -> id.getName().startsWith("realtime."))
			.flatMap((id) -> id.getTags().stream())
			.map(Tag::getKey)
			.collect(Collectors.toSet());
		assertThat(keys).isSubsetOf("transport", "resumed", "reason", "outcome", "verdict", "le");
	}

	@Test
	void whenARegistryAppendsUnitsToNamesThenOursStayAsTheyAre() {
		whenEverythingWasObservedThenNoTagHasUnboundedValues();
		assertThat(this.registry.getMeters()).filteredOn((meter) -> !(meter instanceof Timer))
			.extracting((meter) -> meter.getId().getBaseUnit())
			.filteredOn((unit) -> !"seconds".equals(unit))
			.containsOnlyNulls();
	}

	private double total(String timer) {
		return this.registry.get(timer).timer().totalTime(TimeUnit.MILLISECONDS);
	}

	private double active(String transport) {
		return this.registry.get("realtime.connections.active").tag("transport", transport).gauge().value();
	}

	private double counter(String name, String... tags) {
		return this.registry.get(name).tags(tags).counter().count();
	}

}
