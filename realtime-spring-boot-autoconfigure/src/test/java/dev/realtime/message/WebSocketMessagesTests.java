package dev.realtime.message;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.realtime.CloseReason;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

class WebSocketMessagesTests extends AbstractWebSocketMessagesTests {

	@Test
	void publishedEventCarriesTheMessagesIdAndTheAckItsPosition() throws Exception {
		open();
		receive(subscribe("1", null, "open.chat.1"));
		receive(MessageFixture.message("rt.publish", "m\\n2",
				"{\"topic\":\"open.chat.1\",\"type\":\"chat.message\",\"data\":{\"n\":1.10}}"));
		await().until(() -> replies().size() == 2 && this.connection.envelopes.size() == 1);
		String envelope = this.connection.envelopes.get(0);
		String id = envelope.replaceAll(".*\"id\":\"([^\"]*)\".*", "$1");
		assertThat(envelope).contains("\"type\":\"chat.message\"")
			.contains("\"messageId\":\"m\\n2\"")
			.endsWith("\"payload\":{\"n\":1.10}}");
		assertThat(replies().get(1))
			.isEqualTo("{\"type\":\"rt.ack\",\"id\":\"m\\n2\",\"payload\":{\"id\":\"" + id + "\"}}");
	}

	@Test
	void messageWithoutIdGetsNoAckButItsError() throws Exception {
		open();
		receive(MessageFixture.message("rt.publish", null, "{\"topic\":\"open.chat.1\",\"type\":\"a\"}"));
		receive(MessageFixture.message("rt.publish", null, "{\"topic\":\"secret\",\"type\":\"a\"}"));
		awaitFrames(1);
		assertError(0, null, "forbidden", false);
		assertThat(this.fixture.outcomes).containsExactly("ok", "forbidden");
	}

	@Test
	void unknownTypesAreAnsweredAsSuch() throws Exception {
		open();
		receive(MessageFixture.message("chat.message", "1", "{}"));
		receive(MessageFixture.message("rt.unheard-of", "2", "{}"));
		receive(MessageFixture.message("rt.authenticate", "3", "{\"token\":\"x\"}"));
		awaitFrames(3);
		assertError(0, "1", "unknown_type", false);
		assertError(1, "2", "unknown_type", false);
		assertError(2, "3", "unauthorized", false);
	}

	@Test
	void messagesWaitForTheOneBefore() throws Exception {
		Sinks.One<Boolean> decision = Sinks.one();
		this.fixture.decisions.put("open.late", (allowed) -> decision.asMono().publishOn(Schedulers.parallel()));
		open();
		receive(subscribe("1", null, "open.late"));
		receive(MessageFixture.message("rt.publish", "2", "{\"topic\":\"open.chat.1\",\"type\":\"a\"}"));
		receive(MessageFixture.message("nonsense", "3", null));
		inLane(() -> null);
		assertThat(this.connection.frames).isEmpty();
		assertThat(this.fixture.decided).containsExactly("alice SUBSCRIBE open.late");
		decision.tryEmitValue(true);
		await().until(() -> replies().size() == 3);
		assertThat(replies().get(0)).contains("\"id\":\"1\"");
		assertThat(replies().get(1)).contains("\"id\":\"2\"").contains("rt.ack");
		assertThat(replies().get(2)).contains("\"id\":\"3\"");
		assertThat(this.connection.strangers).isEmpty();
	}

	@Test
	void answersComeOnTheLaneWhoeverDecides() throws Exception {
		this.fixture.decisions.put("open.chat.1", (allowed) -> Mono.just(allowed).publishOn(Schedulers.parallel()));
		open();
		receive(MessageFixture.message("rt.publish", "1", "{\"topic\":\"open.chat.1\"}"));
		awaitFrames(1);
		assertThat(replies().get(0)).contains("rt.ack");
		assertThat(this.connection.strangers).isEmpty();
	}

	@Test
	void whenTooManyWaitThenReadingPauses() throws Exception {
		Sinks.One<Boolean> decision = Sinks.one();
		this.fixture.decisions.put("open.late", (allowed) -> decision.asMono());
		this.fixture.settings(new MessageSettings(10, 50, 32, 1000, 0, 3));
		open();
		assertThat(receive(subscribe("1", null, "open.late"))).isTrue();
		assertThat(receive(MessageFixture.message("a", "2", null))).isTrue();
		assertThat(receive(MessageFixture.message("b", "3", null))).isFalse();
		assertThatIllegalStateException()
			.isThrownBy(() -> onLane(() -> this.messages.receive(MessageFixture.message("c", "4", null))));
		assertThat(this.connection.frames).isEmpty();
		decision.tryEmitValue(true);
		await().until(() -> this.connection.frames.contains("ready"));
		assertThat(receive(MessageFixture.message("d", "5", null))).isTrue();
		await().until(() -> replies().size() == 4);
		assertThat(this.connection.frames).filteredOn("ready"::equals).hasSize(1);
	}

	@Test
	void overTheRateMessagesAreRefusedAndTheHundredthInARowCloses() throws Exception {
		this.fixture.settings(new MessageSettings(10, 5, 32, 1000, 0, 16));
		open();
		String message = MessageFixture.message("a", "1", null);
		receive(message, 5 + 99);
		assertThat(this.fixture.outcomes).startsWith("unknown_type", "unknown_type", "unknown_type", "unknown_type",
				"unknown_type", "rate_limited");
		assertThat(replies().get(5)).contains("\"code\":\"rate_limited\"")
			.contains("\"temporary\":true")
			.contains("\"retryAfterMs\":101");
		this.fixture.nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(101));
		receive(message, 1 + 99);
		assertThat(this.connection.closed).isEmpty();
		receive(message);
		assertThat(this.connection.closed).containsExactly(CloseReason.RATE_LIMITED);
		receive(message);
		assertThat(replies()).hasSize(5 + 99 + 1 + 100);
	}

	@Test
	void tenthBadMessageInARowCloses() throws Exception {
		open();
		receive("[]", 9);
		assertError(8, null, "bad_message", false);
		receive(MessageFixture.message("a", null, null));
		receive("nonsense", 9);
		assertThat(this.connection.closed).isEmpty();
		receive("nonsense");
		assertThat(this.connection.closed).containsExactly(CloseReason.PROTOCOL_ERROR);
	}

	@Test
	void whatWaitsWhenItClosesIsNotHandled() throws Exception {
		Sinks.One<Boolean> decision = Sinks.one();
		this.fixture.decisions.put("open.late", (allowed) -> decision.asMono());
		open();
		receive(subscribe("1", null, "open.late"));
		receive("nonsense", 11);
		receive(MessageFixture.message("rt.publish", "2", "{\"topic\":\"open.chat.1\"}"));
		decision.tryEmitValue(true);
		await().until(() -> !this.connection.closed.isEmpty());
		inLane(() -> null);
		assertThat(replies()).hasSize(11);
		assertThat(this.fixture.decided).containsExactly("alice SUBSCRIBE open.late");
	}

	@Test
	void badMessagesInBetweenDoNotHideAFlood() throws Exception {
		this.fixture.settings(new MessageSettings(10, 1, 32, 1000, 0, 16));
		open();
		receive(MessageFixture.message("a", "1", null));
		for (int i = 0; i < 100; i++) {
			receive("nonsense");
			receive(MessageFixture.message("a", "1", null));
		}
		assertThat(this.connection.closed).containsExactly(CloseReason.RATE_LIMITED);
	}

	@Test
	void whenConnectionEndsThenWhatWaitsIsForgotten() throws Exception {
		CountDownLatch published = new CountDownLatch(1);
		Sinks.One<Boolean> decision = Sinks.one();
		this.fixture.decisions.put("open.chat.1",
				(allowed) -> decision.asMono().doFinally((signal) -> published.countDown()));
		open();
		receive(MessageFixture.message("rt.publish", "1", "{\"topic\":\"open.chat.1\"}"));
		receive(MessageFixture.message("rt.publish", "2", "{\"topic\":\"open.chat.2\"}"));
		onLane(() -> {
			this.messages.stop();
			return null;
		});
		decision.tryEmitValue(true);
		assertThat(published.await(5, TimeUnit.SECONDS)).isTrue();
		receive(MessageFixture.message("rt.publish", "3", "{\"topic\":\"open.chat.3\"}"));
		inLane(() -> null);
		assertThat(this.connection.frames).isEmpty();
		assertThat(this.fixture.decided).containsExactly("alice PUBLISH open.chat.1");
		assertThat(this.fixture.publish("open.end").offset()).isEqualTo(2);
	}

}
