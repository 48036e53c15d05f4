package dev.realtime.message;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import dev.realtime.CloseReason;
import dev.realtime.GapReason;
import dev.realtime.Position;
import dev.realtime.RealtimeObserver;
import dev.realtime.Transport;
import dev.realtime.bus.BusListener;
import dev.realtime.bus.Publication;
import dev.realtime.bus.ReadRequest;
import dev.realtime.bus.ReadResult;
import dev.realtime.bus.RealtimeBus;
import dev.realtime.codec.EncodedEvent;
import dev.realtime.codec.HeapFrameAllocator;
import dev.realtime.codec.Heartbeat;
import dev.realtime.codec.WireFormat;
import dev.realtime.connection.Connection;
import dev.realtime.connection.ConnectionInfo;
import dev.realtime.connection.Subscribed;
import dev.realtime.hub.Hub;
import dev.realtime.hub.HubConnection;
import dev.realtime.hub.HubSettings;
import dev.realtime.hub.Lane;
import dev.realtime.hub.SubscribeListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

class WebSocketMessagesTests {

	private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();

	private final RecordingConnection connection = new RecordingConnection();

	private MessageFixture fixture = new MessageFixture();

	private Lane lane;

	private HubConnection hubConnection;

	private WebSocketMessages messages;

	@AfterEach
	void end() {
		this.executor.shutdownNow();
	}

	@Test
	void subscribeIsAnsweredBeforeWhatItReplays() throws Exception {
		Position first = this.fixture.publish("open.a");
		Position second = this.fixture.publish("open.a");
		Position third = this.fixture.publish("open.b");
		open();
		receive(subscribe("1", first, "open.a", "open.b", "open.new"));
		awaitFrames(5);
		assertThat(this.connection.frames.get(0))
			.isEqualTo("{\"type\":\"rt.ack\",\"id\":\"1\",\"payload\":{\"cursor\":\"" + first
					+ "\",\"topics\":{\"open.a\":{\"resumed\":true},\"open.b\":{\"resumed\":true},"
					+ "\"open.new\":{\"resumed\":true}}}}");
		assertThat(this.connection.frames.subList(1, 5)).containsExactly("subscribed [open.a, open.b, open.new]",
				"event " + second, "event " + third, "heartbeat " + third);
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
		awaitFrames(4);
		assertThat(this.connection.frames.get(2)).contains("\"id\":\"2\"").contains("\"open.a\":{}");
		assertThat(this.connection.frames.get(3)).isEqualTo("subscribed []");
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

	private void open() throws Exception {
		HubSettings settings = new HubSettings(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1),
				Duration.ofMinutes(1), Duration.ZERO, 1_000_000, 1000, 100, 10);
		Hub hub = new Hub(this.fixture.bus, settings, new HeapFrameAllocator(), RealtimeObserver.NOOP);
		this.lane = hub.lane(this.executor);
		CountDownLatch opened = new CountDownLatch(1);
		onLane(() -> {
			this.connection.laneThread = Thread.currentThread();
			this.hubConnection = this.lane.add(this.connection);
			this.messages = new WebSocketMessages(this.fixture.handlers, this.hubConnection, this.lane,
					MessageFixture.ALICE, this.connection);
			this.hubConnection.subscribe(List.of(), null, new SubscribeListener() {

				@Override
				public void subscribed(Subscribed answer) {
					opened.countDown();
				}

				@Override
				public void failed(Throwable error) {
				}

			});
			return null;
		});
		assertThat(opened.await(5, TimeUnit.SECONDS)).isTrue();
	}

	private boolean receive(String text) throws Exception {
		return inLane(() -> this.messages.receive(text));
	}

	private void receive(String text, int times) throws Exception {
		for (int i = 0; i < times; i++) {
			receive(text);
		}
	}

	private <T> T inLane(Callable<T> task) throws Exception {
		T result = onLane(task);
		// What the task handed to the lane runs before what is handed to it now.
		onLane(() -> null);
		return result;
	}

	private <T> T onLane(Callable<T> task) throws Exception {
		try {
			return this.executor.submit(task).get(5, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof RuntimeException cause) {
				throw cause;
			}
			throw ex;
		}
	}

	private void awaitFrames(int count) {
		await().until(() -> this.connection.frames.size() >= count);
		assertThat(this.connection.frames).hasSize(count);
	}

	private List<String> replies() {
		return this.connection.frames.stream().filter((frame) -> frame.startsWith("{")).toList();
	}

	private void assertError(int reply, String id, String code, boolean temporary) {
		String start = "{\"type\":\"rt.error\"," + ((id != null) ? "\"id\":\"" + id + "\"," : "")
				+ "\"payload\":{\"code\":\"" + code + "\",\"message\":\"";
		assertThat(replies().get(reply)).startsWith(start).endsWith("\",\"temporary\":" + temporary + "}}");
	}

	private static String subscribe(String id, Position since, String... topics) {
		String cursor = (since != null) ? ",\"since\":\"" + since + '"' : "";
		return MessageFixture.message("rt.subscribe", id,
				"{\"topics\":[\"" + String.join("\",\"", topics) + "\"]" + cursor + "}");
	}

	private static final class RecordingConnection implements Connection, MessageOutput {

		private final List<String> frames = new CopyOnWriteArrayList<>();

		private final List<String> envelopes = new CopyOnWriteArrayList<>();

		private final List<CloseReason> closed = new CopyOnWriteArrayList<>();

		private final List<Thread> strangers = new CopyOnWriteArrayList<>();

		private volatile Thread laneThread;

		private void add(String frame) {
			this.frames.add(frame);
			if (Thread.currentThread() != this.laneThread) {
				this.strangers.add(Thread.currentThread());
			}
		}

		@Override
		public ConnectionInfo info() {
			return new ConnectionInfo("c1", Transport.WEBSOCKET, MessageFixture.ALICE, null, Instant.EPOCH);
		}

		@Override
		public boolean isWritable() {
			return true;
		}

		@Override
		public void event(EncodedEvent event) {
			byte[] envelope = new byte[event.frame(WireFormat.JSON).size()];
			event.frame(WireFormat.JSON).buffer().get(envelope);
			this.envelopes.add(new String(envelope, StandardCharsets.UTF_8));
			add("event " + event.event().position());
		}

		@Override
		public void gap(Map<String, GapReason> gaps, Position position) {
			add("gap " + gaps);
		}

		@Override
		public void heartbeat(Heartbeat heartbeat) {
			add("heartbeat " + heartbeat.checkpoint());
		}

		@Override
		public void flush() {
		}

		@Override
		public void close(CloseReason reason, long retryAfterMillis) {
			add("closed by hub");
		}

		@Override
		public void reply(byte[] frame) {
			add(new String(frame, StandardCharsets.UTF_8));
		}

		@Override
		public void subscribed(Collection<String> topics) {
			add("subscribed " + topics);
		}

		@Override
		public void ready() {
			add("ready");
		}

		@Override
		public void close(CloseReason reason) {
			this.closed.add(reason);
		}

	}

	private record FailingBus(RealtimeBus delegate) implements RealtimeBus {

		@Override
		public Mono<Position> publish(Publication publication) {
			return this.delegate.publish(publication);
		}

		@Override
		public void listen(BusListener listener) {
			this.delegate.listen(listener);
		}

		@Override
		public Mono<Void> subscribe(String topic) {
			if (topic.endsWith("broken")) {
				return Mono.error(new IllegalStateException("as tested"));
			}
			return this.delegate.subscribe(topic);
		}

		@Override
		public void unsubscribe(String topic) {
			this.delegate.unsubscribe(topic);
		}

		@Override
		public Mono<ReadResult> read(ReadRequest request) {
			return this.delegate.read(request);
		}

		@Override
		public void requestCheckpoint() {
			this.delegate.requestCheckpoint();
		}

	}

}
