package dev.realtime;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RealtimeEvent}.
 */
class RealtimeEventTests {

	@Test
	void anEventNeedsOnlyATopic() {
		RealtimeEvent event = RealtimeEvent.builder().topic("a").build();
		assertThat(event.type()).isEqualTo("message");
		assertThat(event.data()).isNull();
		assertThat(event.json()).isNull();
		assertThat(event.ephemeral()).isFalse();
	}

	@Test
	void withoutATopicTheErrorSaysWhatIsAllowed() {
		assertThatExceptionOfType(InvalidTopicException.class).isThrownBy(() -> RealtimeEvent.builder().build())
			.withMessageContaining("1 to 200 characters");
	}

	@ParameterizedTest
	@ValueSource(strings = { "rt.ready", "rt.x", "", "a b", "a\r\nid: 1" })
	void aTypeThatIsReservedOrInvalidIsRefused(String type) {
		RealtimeEvent.Builder builder = RealtimeEvent.builder().topic("a").type(type);
		assertThatExceptionOfType(InvalidTypeException.class).isThrownBy(builder::build)
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("\n", "\r"));
	}

	@Test
	void theLastOfDataAndJsonCounts() {
		byte[] json = { '1' };
		assertThat(RealtimeEvent.builder().topic("a").data("x").json(json).build().data()).isNull();
		assertThat(RealtimeEvent.builder().topic("a").json(json).data("x").build().json()).isNull();
	}

	@Test
	void aKeyIsOfReasonableLengthAndNeedsAReceipt() {
		RealtimeEvent.Builder builder = RealtimeEvent.builder().topic("a");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.idempotencyKey("").build());
		assertThatIllegalArgumentException().isThrownBy(() -> builder.idempotencyKey("k".repeat(201)).build());
		builder.idempotencyKey("k").build();
		assertThatIllegalArgumentException().isThrownBy(() -> builder.ephemeral().build())
			.withMessageContaining("receipt");
	}

}
