package dev.realtime.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import dev.realtime.Position;
import dev.realtime.PublishedEvent;
import dev.realtime.bus.AbstractBusContractTests;
import dev.realtime.bus.Publication;
import dev.realtime.bus.ReadRequest;
import dev.realtime.bus.RealtimeBus;
import dev.realtime.bus.RecordingBusListener;
import dev.realtime.bus.Retention;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class LocalBusTests extends AbstractBusContractTests {

	private final SettableClock clock = new SettableClock();

	@Override
	protected RealtimeBus createBus(int knownTopics, Duration idempotencyWindow) {
		return new LocalBus(new LocalBusSettings(knownTopics, idempotencyWindow, 100), this.clock, new Random(1));
	}

	@Override
	protected void advance(Duration duration) {
		this.clock.advance(duration);
	}

	@Test
	void eachInstanceHasAnEpochOfItsOwn() {
		LocalBus first = new LocalBus(LocalBusSettings.DEFAULTS);
		LocalBus second = new LocalBus(LocalBusSettings.DEFAULTS);
		ReadRequest request = new ReadRequest(Map.of(), ReadRequest.UNLIMITED, 1);
		assertThat(first.read(request).block().top().epoch()).matches("[a-z0-9]{6,8}")
			.isNotEqualTo(second.read(request).block().top().epoch());
	}

	@Test
	void secondListenerIsRefused() {
		assertThatIllegalStateException().isThrownBy(() -> bus().listen(new RecordingBusListener()));
	}

	@Test
	void withoutListenerEventsAreKept() {
		RealtimeBus worker = createBus(10, Duration.ZERO);
		Publication publication = new Publication("a", "t", new byte[] { '1' }, 0, null, null, false, LONG);
		worker.subscribe("a").block();
		assertThat(worker.publish(publication).block().offset()).isEqualTo(1);
	}

	@Test
	void unsubscribedTopicIsNotHeard() {
		subscribe("a");
		bus().unsubscribe("a");
		publish("a");
		assertThat(listener().calls()).isEmpty();
	}

	@Test
	void receiptIsGivenAfterTheEventWasHandedOver() {
		subscribe("a");
		Position receipt = publish("a");
		bus().requestCheckpoint();
		assertThat(listener().events()).extracting(PublishedEvent::position).containsExactly(receipt);
		assertThat(listener().calls()).last().isEqualTo(receipt);
	}

	@Test
	void listenerMayCallBack() {
		RealtimeBus bus = createBus(10, Duration.ZERO);
		List<String> said = new ArrayList<>();
		bus.listen(new RecordingBusListener() {

			@Override
			public void onEvent(PublishedEvent event) {
				said.add("begin " + event.offset());
				bus.subscribe("b").block();
				bus.requestCheckpoint();
				if (event.offset() == 1) {
					bus.publish(new Publication("b", "t", event.payload(), 0, null, null, false, LONG)).block();
				}
				ReadRequest request = new ReadRequest(Map.of("a", new Position(event.position().epoch(), 0)), 9, 9);
				said.add("read " + bus.read(request).block().top().offset());
			}

			@Override
			public void onCheckpoint(Position position) {
				said.add("checkpoint " + position.offset());
			}

		});
		bus.subscribe("a").block();
		bus.publish(new Publication("a", "t", new byte[] { '1' }, 0, null, null, false, LONG)).block();
		assertThat(said).containsExactly("begin 1", "read 2", "checkpoint 1", "begin 2", "read 2", "checkpoint 2");
	}

	@Test
	void whenListenerFailsThenTheEventIsPublishedAndAnInterruptionReported() {
		RealtimeBus bus = createBus(10, Duration.ZERO);
		RecordingBusListener listener = new RecordingBusListener() {

			@Override
			public void onEvent(PublishedEvent event) {
				throw new IllegalStateException("as tested");
			}

		};
		bus.listen(listener);
		bus.subscribe("a").block();
		Publication publication = new Publication("a", "t", new byte[] { '1' }, 0, null, null, false, LONG);
		assertThat(bus.publish(publication).block().offset()).isEqualTo(1);
		assertThat(listener.calls()).containsExactly("interrupted");
	}

	@Test
	void veryLongRetentionNeverExpires() {
		Position first = publish("a", new Retention(10, Duration.ofSeconds(Long.MAX_VALUE)));
		publish("a", new Retention(10, Duration.ofSeconds(Long.MAX_VALUE)));
		advance(Duration.ofDays(100_000));
		assertThat(read(first, "a").events()).hasSize(1);
	}

	@Test
	void impossibleSettingsAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new LocalBusSettings(0, Duration.ZERO, 0));
		assertThatIllegalArgumentException().isThrownBy(() -> new LocalBusSettings(1, Duration.ofMillis(-1), 0));
		assertThatIllegalArgumentException().isThrownBy(() -> new LocalBusSettings(1, Duration.ZERO, -1));
	}

}
