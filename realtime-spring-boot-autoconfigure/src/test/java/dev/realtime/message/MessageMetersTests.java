package dev.realtime.message;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;

import dev.realtime.actuate.Meters;
import dev.realtime.actuate.RealtimeMeters;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the meters tell of messages.
 */
class MessageMetersTests {

	private final Meters meters = new Meters();

	private final MessageFixture fixture = new MessageFixture();

	@Test
	void whenMessagesAreHandledThenTheirTimeIsTakenAndEachHasItsOutcome() {
		this.fixture.dispatcher = (sender, message) -> Mono.fromSupplier(() -> {
			this.fixture.nanos.addAndGet(Duration.ofMillis(7).toNanos());
			if (message.type().equals("breaks")) {
				throw new IllegalStateException("a fault of the application");
			}
			return "done";
		});
		this.fixture.settings(new MessageSettings(1, 3, 32, 64 * 1024, 128, 16), this.meters.observer());
		PostedMessages messages = new PostedMessages(this.fixture.handlers);
		for (String type : new String[] { "works", "breaks" }) {
			post(messages, MessageFixture.message(type, "1", null));
		}
		post(messages, "5");
		post(messages, MessageFixture.message("works", "1", null));
		assertThat(this.meters.value(RealtimeMeters.MESSAGES_RECEIVED, "outcome", "ok")).isEqualTo(1);
		assertThat(this.meters.value(RealtimeMeters.MESSAGES_RECEIVED, "outcome", "failed")).isEqualTo(1);
		assertThat(this.meters.value(RealtimeMeters.MESSAGES_RECEIVED, "outcome", "bad_message")).isEqualTo(1);
		assertThat(this.meters.value(RealtimeMeters.MESSAGES_RECEIVED, "outcome", "rate_limited")).isEqualTo(1);
		assertThat(this.meters.value(RealtimeMeters.MESSAGES_DURATION)).as("two were handled").isEqualTo(2);
		assertThat(this.meters.total(RealtimeMeters.MESSAGES_DURATION)).isEqualTo(0.014);
	}

	@Test
	void theMeterKnowsEveryCodeFromTheStart() {
		assertThat(this.meters.values(RealtimeMeters.MESSAGES_RECEIVED, "outcome")).containsExactlyInAnyOrderElementsOf(
				Stream.concat(Stream.of("ok"), Arrays.stream(ErrorCode.values()).map(ErrorCode::word)).toList());
	}

	private static void post(PostedMessages messages, String body) {
		messages.handle(body.getBytes(StandardCharsets.UTF_8), MessageFixture.ALICE, null, null).block();
	}

}
