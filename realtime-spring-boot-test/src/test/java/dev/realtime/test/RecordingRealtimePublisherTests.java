package dev.realtime.test;

import dev.realtime.InvalidTopicException;
import dev.realtime.Position;
import dev.realtime.RealtimeEvent;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RecordingRealtimePublisherTests {

	private final RecordingRealtimePublisher publisher = new RecordingRealtimePublisher();

	@Test
	void whenSentThenEventIsRecordedAndReceiptsIncrease() {
		Position first = this.publisher.send("orders.1", "order.new", 1).join();
		Position second = this.publisher.sendToUser("a.b", "hello", null).join();
		assertThat(this.publisher.events()).extracting(RealtimeEvent::topic).containsExactly("orders.1", "user.a%2Eb");
		assertThat(this.publisher.events("orders.1")).extracting(RealtimeEvent::data).containsExactly(1);
		assertThat(second.offset()).isGreaterThan(first.offset());
		assertThat(Position.parse(first.toString())).isEqualTo(first);
	}

	@Test
	void whenPublishIsNotSubscribedToThenNothingIsRecorded() {
		Mono<Position> cold = this.publisher.publish("orders.1", "order.new", 1);
		assertThat(this.publisher.events()).isEmpty();
		cold.block();
		cold.block();
		assertThat(this.publisher.events()).hasSize(2);
	}

	@Test
	void whenEventIsEphemeralThenItHasNoReceipt() {
		RealtimeEvent event = RealtimeEvent.builder().topic("a").data(1).ephemeral().build();
		assertThat(this.publisher.publish(event).blockOptional()).isEmpty();
		assertThat(this.publisher.send(event).join()).isNull();
		assertThat(this.publisher.events()).hasSize(2);
	}

	@Test
	void whenIdempotencyKeyIsKnownThenReceiptOfTheFirstIsGiven() {
		RealtimeEvent event = RealtimeEvent.builder().topic("a").data(1).idempotencyKey("k").build();
		assertThat(this.publisher.send(event).join()).isEqualTo(this.publisher.send(event).join());
		assertThat(this.publisher.events()).hasSize(1);
		this.publisher.clear();
		assertThat(this.publisher.events()).isEmpty();
		assertThat(this.publisher.send(event).join()).isEqualTo(new Position("record", 2));
	}

	@Test
	void whenTopicIsInvalidThenNothingIsRecorded() {
		assertThatExceptionOfType(InvalidTopicException.class).isThrownBy(() -> this.publisher.send("a..b", "t", 1));
		assertThat(this.publisher.events()).isEmpty();
	}

}
