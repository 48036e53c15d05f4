package dev.realtime.message;

import java.util.List;

import dev.realtime.Position;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class SubscriptionMessagesTests extends AbstractWebSocketMessagesTests {

	@Test
	void subscribeIsAnsweredBeforeWhatItReplays() throws Exception {
		Position first = this.fixture.publish("open.a");
		Position second = this.fixture.publish("open.a");
		Position third = this.fixture.publish("open.b");
		open();
		receive(subscribe("1", first, "open.a", "open.b", "open.new"));
		awaitFrames(4);
		assertThat(this.connection.frames.get(0))
			.isEqualTo("{\"type\":\"rt.ack\",\"id\":\"1\",\"payload\":{\"cursor\":\"" + first
					+ "\",\"topics\":{\"open.a\":{\"resumed\":true},\"open.b\":{\"resumed\":true},"
					+ "\"open.new\":{\"resumed\":true}}}}");
		assertThat(this.connection.frames.subList(1, 4)).containsExactly("subscribed [open.a, open.b, open.new]",
				"event " + second, "event " + third);
		await().until(() -> !this.connection.heartbeats.isEmpty());
		assertThat(this.connection.heartbeats.get(0)).isEqualTo(third + " after frame 4");
	}

	@Test
	void eachTopicIsDecidedByItself() throws Exception {
		Position first = this.fixture.publish("open.brief");
		this.fixture.publish("open.brief");
		Position top = this.fixture.publish("open.brief");
		open();
		receive(subscribe("1", first, "secret", "open.brief", "not a topic", "open.b", "open.b"));
		awaitFrames(2);
		assertThat(this.connection.frames.get(0))
			.isEqualTo("{\"type\":\"rt.ack\",\"id\":\"1\",\"payload\":{\"cursor\":\"" + top
					+ "\",\"topics\":{\"secret\":{\"error\":\"forbidden\"},\"open.brief\":{\"gap\":\"trimmed\"},"
					+ "\"not a topic\":{\"error\":\"bad_topic\"},\"open.b\":{\"resumed\":true}}}}");
		assertThat(this.hubConnection.topics()).containsExactlyInAnyOrder("open.brief", "open.b");
		assertThat(this.fixture.decided).doesNotContain("alice SUBSCRIBE not a topic");
	}

	@Test
	void whenNoTopicIsAllowedThenNothingIsSubscribed() throws Exception {
		open();
		receive(subscribe("1", null, "secret"));
		awaitFrames(1);
		assertThat(this.connection.frames.get(0)).contains("\"topics\":{\"secret\":{\"error\":\"forbidden\"}}");
		assertThat(this.hubConnection.topics()).isEmpty();
		assertThat(this.fixture.outcomes).containsExactly("ok");
	}

	@Test
	void authorizerThatFailsOrSaysNothingRefuses() throws Exception {
		this.fixture.decisions.put("open.failing", (allowed) -> Mono.error(new IllegalStateException("as tested")));
		this.fixture.decisions.put("open.empty", (allowed) -> Mono.empty());
		open();
		receive(subscribe("1", null, "open.failing", "open.empty"));
		awaitFrames(1);
		assertThat(this.connection.frames.get(0)).contains("\"open.failing\":{\"error\":\"forbidden\"}")
			.contains("\"open.empty\":{\"error\":\"forbidden\"}");
	}

	@Test
	void topicThatIsSubscribedAlreadyIsAnsweredWithoutReplay() throws Exception {
		Position first = this.fixture.publish("open.a");
		this.fixture.publish("open.a");
		open();
		receive(subscribe("1", null, "open.a"));
		awaitFrames(2);
		receive(subscribe("2", first, "open.a"));
		awaitFrames(3);
		assertThat(this.connection.frames.get(2)).contains("\"id\":\"2\"").contains("\"open.a\":{}");
	}

	@Test
	void whenBusFailsThenSubscribeIsUnavailable() throws Exception {
		this.fixture = new MessageFixture(new FailingBus(this.fixture.bus));
		open();
		receive(subscribe("1", null, "open.broken"));
		awaitFrames(1);
		assertError(0, "1", "unavailable", true);
		receive(subscribe("2", null, "open.a"));
		awaitFrames(3);
		assertThat(this.connection.frames.get(1)).contains("rt.ack");
	}

	@Test
	void subscribeWithoutTopicsIsInvalid() throws Exception {
		open();
		for (String payload : List.of("{}", "{\"topics\":[]}", "{\"topics\":\"a\"}", "{\"topics\":[1]}", "[]",
				"{\"topics\":[null]}", "{\"topics\":[\"open.a\"],\"since\":5}")) {
			receive(MessageFixture.message("rt.subscribe", "1", payload));
		}
		receive(MessageFixture.message("rt.subscribe", "1", null));
		awaitFrames(8);
		for (int i = 0; i < 8; i++) {
			assertError(i, "1", "invalid", false);
		}
	}

	@Test
	void topicsOfOneConnectionAreLimited() throws Exception {
		this.fixture.settings(new MessageSettings(10, 50, 32, 1000, 3, 16));
		open();
		receive(subscribe("1", null, "open.a", "open.b"));
		receive(subscribe("2", null, "open.b", "open.c", "open.d"));
		receive(subscribe("3", null, "open.b", "open.c"));
		awaitFrames(5);
		assertThat(replies()).hasSize(3);
		assertThat(replies().get(1)).contains("\"code\":\"invalid\"").contains("at most 3 topics");
		assertThat(this.hubConnection.topics()).containsExactlyInAnyOrder("open.a", "open.b", "open.c");
	}

	@Test
	void whatIsNoTopicCountsTooSinceItIsAnswered() throws Exception {
		this.fixture.settings(new MessageSettings(10, 50, 32, 1000, 3, 16));
		open();
		receive(subscribe("1", null, "open.a", "open.b", "open.c"));
		receive(subscribe("2", null, ".1", ".2", ".3", ".4"));
		receive(MessageFixture.message("rt.unsubscribe", "3", "{\"topics\":[\"open.a\",\".2\",\".3\",\".4\"]}"));
		receive(MessageFixture.message("rt.unsubscribe", "4", "{\"topics\":[\"open.a\",\"x\",\"y\"]}"));
		await().until(() -> replies().size() == 4);
		assertThat(replies().subList(1, 3)).allMatch((reply) -> reply.contains("at most 3 topics"));
		assertThat(replies().get(3)).contains("rt.ack");
		assertThat(this.hubConnection.topics()).containsExactlyInAnyOrder("open.b", "open.c");
	}

	@Test
	void unsubscribedTopicIsNotHeard() throws Exception {
		open();
		receive(subscribe("1", null, "open.a", "open.b"));
		receive(MessageFixture.message("rt.unsubscribe", "2", "{\"topics\":[\"open.a\",\"open.c\"]}"));
		receive(MessageFixture.message("rt.unsubscribe", "3", "{\"topics\":[\"open.a\"]}"));
		await().until(() -> replies().size() == 3);
		assertThat(replies().get(1)).isEqualTo("{\"type\":\"rt.ack\",\"id\":\"2\",\"payload\":{\"topics\":"
				+ "{\"open.a\":{},\"open.c\":{\"error\":\"not_subscribed\"}}}}");
		assertThat(replies().get(2)).contains("\"code\":\"not_subscribed\"").contains("\"id\":\"3\"");
		this.fixture.publish("open.a");
		Position heard = this.fixture.publish("open.b");
		await().until(() -> this.connection.frames.contains("event " + heard));
		assertThat(this.connection.frames).filteredOn((frame) -> frame.startsWith("event ")).hasSize(1);
	}

	@Test
	void whatFollowsASubscribeIsAnsweredAfterItsReplay() throws Exception {
		Sinks.One<Boolean> decision = Sinks.one();
		this.fixture.decisions.put("open.late", (allowed) -> decision.asMono());
		Position first = this.fixture.publish("open.late");
		Position second = this.fixture.publish("open.late");
		open();
		receive(subscribe("1", first, "open.late"));
		receive(MessageFixture.message("nonsense", "2", null));
		decision.tryEmitValue(true);
		await().until(() -> replies().size() == 2);
		assertThat(this.connection.frames).startsWith(replies().get(0), "subscribed [open.late]", "event " + second)
			.endsWith(replies().get(1));
	}

}
