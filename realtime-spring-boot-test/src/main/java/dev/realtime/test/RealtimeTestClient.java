package dev.realtime.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;

import dev.realtime.CloseReason;
import dev.realtime.GapReason;
import org.jspecify.annotations.Nullable;

/**
 * A client for tests: one browser tab with one stream, over any transport, that keeps
 * everything it is told and waits for what a test expects.
 *
 * <pre class="code">
 * try (RealtimeTestClient tab = RealtimeTestClient.forPort(port).topics("orders.42").connect()) {
 *     tab.awaitReady();
 *     publisher.send("orders.42", "order.updated", order);
 *     tab.expectEvent((event) -&gt; event.type().equals("order.updated"));
 *     tab.cut();
 *     publisher.send("orders.42", "order.paid", order);
 *     tab.resume().expectEvent((event) -&gt; event.type().equals("order.paid"));
 * }
 * </pre>
 *
 * Nothing is done by itself: a client whose stream has ended stays away until
 * {@link #resume()}. Methods that wait do so for at most the client's timeout (five
 * seconds unless set), and fail with an {@code AssertionError} that shows what was
 * received instead. Connections take no thread each, so one test may open thousands.
 * Thread-safe, but only one thread at a time should wait for events.
 *
 * @since 0.1.0
 */
public final class RealtimeTestClient implements AutoCloseable {

	private final ConnectRequest request;

	private final Duration timeout;

	private final ReceivedLog log = new ReceivedLog();

	private final CursorTracker cursors = new CursorTracker();

	private final AtomicInteger messages = new AtomicInteger();

	private volatile TestStream stream;

	private volatile @Nullable String connection;

	private volatile int streamStart;

	private int nextFrame;

	RealtimeTestClient(ConnectRequest request, Duration timeout) {
		this.request = request;
		this.timeout = timeout;
		this.cursors.cursor(request.cursor());
		this.stream = stream(request);
		this.stream.open();
	}

	/**
	 * Start to describe a client of a server on this machine, with the default path.
	 * @param port the server's port
	 * @return a builder
	 */
	public static RealtimeTestClientBuilder forPort(int port) {
		return forUrl("http://localhost:" + port + "/realtime");
	}

	/**
	 * Start to describe a client.
	 * @param url where the endpoints are, as in {@code http://localhost:8080/realtime}
	 * @return a builder
	 */
	public static RealtimeTestClientBuilder forUrl(String url) {
		return new RealtimeTestClientBuilder(url);
	}

	/**
	 * Wait until the current stream is open.
	 * @return what the server said
	 * @throws AssertionError if it was refused, ended or is late
	 */
	public ReceivedFrame.Ready awaitReady() {
		return awaitFrame("rt.ready", ReceivedFrame.Ready.class, (ready) -> true);
	}

	/**
	 * Wait for the next event that no call of this kind has returned before, on whatever
	 * stream it came.
	 * @return the event
	 * @throws AssertionError if it is late
	 */
	public ReceivedFrame.Event awaitEvent() {
		return expectEvent((event) -> true);
	}

	/**
	 * Wait for an event, passing over others; those are not returned again.
	 * @param predicate which event
	 * @return the event
	 * @throws AssertionError if it is late
	 */
	public ReceivedFrame.Event expectEvent(Predicate<ReceivedFrame.Event> predicate) {
		return this.log.await("an event", this.timeout, (frames) -> {
			while (this.nextFrame < frames.size()) {
				if (frames.get(this.nextFrame++) instanceof ReceivedFrame.Event event && predicate.test(event)) {
					return event;
				}
			}
			return null;
		});
	}

	/**
	 * Wait for the next events, as {@link #awaitEvent()} does for one.
	 * @param count how many
	 * @return the events
	 * @throws AssertionError if one of them is late
	 */
	public List<ReceivedFrame.Event> awaitEvents(int count) {
		List<ReceivedFrame.Event> events = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			events.add(awaitEvent());
		}
		return events;
	}

	/**
	 * Check that no further event comes.
	 * @param quiet how long to watch
	 * @throws AssertionError if one comes, or has come that no other call returned
	 */
	public void expectNoEvent(Duration quiet) {
		this.log.refute("an event", quiet,
				(frames) -> frames.stream()
					.skip(this.nextFrame)
					.filter(ReceivedFrame.Event.class::isInstance)
					.findFirst()
					.orElse(null));
	}

	/**
	 * Wait until the current stream was told of a gap, at its opening, in an ack or
	 * later.
	 * @param topic the topic
	 * @param reason the reason
	 * @throws AssertionError if it is late
	 */
	public void expectGap(String topic, GapReason reason) {
		this.log.await("gap " + reason.word() + " of " + topic, this.timeout,
				(frames) -> GapSearch.find(current(frames), topic, reason.word()));
	}

	/**
	 * Wait until the server has announced that it closes the current stream.
	 * @param reason the reason
	 * @return the announcement
	 * @throws AssertionError if there is another reason, or it is late
	 */
	public ReceivedFrame.Close expectClose(CloseReason reason) {
		return awaitFrame("rt.close " + reason.word(), ReceivedFrame.Close.class,
				(close) -> close.reason().equals(reason.word()));
	}

	/**
	 * Wait until the current stream, or a posted message, was refused by HTTP status.
	 * @param reason the reason
	 * @return the refusal
	 * @throws AssertionError if there is another reason, or it is late
	 */
	public ReceivedFrame.Refused expectRefusal(CloseReason reason) {
		return awaitFrame("refusal " + reason.word(), ReceivedFrame.Refused.class,
				(refused) -> refused.status() == reason.status() && reason.word().equals(refused.code()));
	}

	/**
	 * Wait until the current stream has ended.
	 * @return how
	 * @throws AssertionError if it is late
	 */
	public ReceivedFrame.End awaitEnd() {
		return awaitFrame("the end", ReceivedFrame.End.class, (end) -> true);
	}

	/**
	 * Wait for the current stream's first frame of a kind.
	 * @param type the kind
	 * @param predicate which one
	 * @param <T> the kind
	 * @return the frame
	 * @throws AssertionError if the stream ended without it, or it is late
	 */
	public <T extends ReceivedFrame> T awaitFrame(Class<T> type, Predicate<T> predicate) {
		return awaitFrame(type.getSimpleName(), type, predicate);
	}

	/**
	 * Subscribe to more topics from now on, and wait for the answer. WebSocket only.
	 * @param topics the topics
	 * @return the answer
	 */
	public ReceivedFrame.Reply subscribe(String... topics) {
		return subscribe(Arrays.asList(topics), null);
	}

	/**
	 * Subscribe to more topics, and wait for the answer. WebSocket only.
	 * @param topics the topics
	 * @param cursor where to resume from, or {@code null} for now
	 * @return the answer
	 */
	public ReceivedFrame.Reply subscribe(List<String> topics, @Nullable String cursor) {
		return awaitReply(sendSubscribe(topics, cursor));
	}

	/**
	 * Unsubscribe from topics, and wait for the answer. WebSocket only.
	 * @param topics the topics
	 * @return the answer
	 */
	public ReceivedFrame.Reply unsubscribe(String... topics) {
		ReceivedFrame.Reply reply = awaitReply(send("rt.unsubscribe", Map.of("topics", Arrays.asList(topics))));
		if (reply.ok()) {
			this.cursors.unsubscribed(Arrays.asList(topics));
		}
		return reply;
	}

	/**
	 * Send a message; by {@code POST} where the transport has no way up.
	 * @param type its type
	 * @param payload what to encode as its payload
	 * @return the id it was given, for {@link #awaitReply}
	 */
	public String send(String type, Object payload) {
		String id = Integer.toString(this.messages.incrementAndGet());
		Map<String, Object> message = new LinkedHashMap<>();
		message.put("type", type);
		message.put("id", id);
		message.put("payload", payload);
		sendText(FrameReader.write(message));
		return id;
	}

	/**
	 * Send a text as it is, well-formed or not.
	 * @param text the text
	 */
	public void sendText(String text) {
		this.stream.send(text);
	}

	/**
	 * Wait for the answer to a message.
	 * @param id the message's id
	 * @return the ack or error
	 * @throws AssertionError if it is late
	 */
	public ReceivedFrame.Reply awaitReply(String id) {
		return awaitFrame("the reply to " + id, ReceivedFrame.Reply.class, (reply) -> id.equals(reply.id()));
	}

	/**
	 * Drop the connection without a word, as a lost network does.
	 * @return this client
	 */
	public RealtimeTestClient cut() {
		this.stream.cut();
		return this;
	}

	/**
	 * Open a new stream where the last one ended; one that still runs is cut.
	 * @return this client
	 */
	public RealtimeTestClient resume() {
		return resumeFrom(this.cursors.cursor());
	}

	/**
	 * Open a new stream from another cursor; one that still runs is cut.
	 * @param cursor the cursor, or {@code null} for now
	 * @return this client
	 */
	public RealtimeTestClient resumeFrom(@Nullable String cursor) {
		cut();
		this.cursors.cursor(cursor);
		this.streamStart = this.log.size();
		this.stream = stream(this.request.from(this.request.topics(), cursor));
		this.stream.open();
		this.cursors.resubscribe().forEach((later) -> sendSubscribe(later.getKey(), later.getValue()));
		return this;
	}

	/**
	 * Where the topics that the client connected with would resume.
	 * @return the cursor, or {@code null} before the first opening
	 */
	public @Nullable String lastCursor() {
		return this.cursors.cursor();
	}

	/**
	 * Everything that was received, over all streams.
	 * @return a copy, in order
	 */
	public List<ReceivedFrame> received() {
		return this.log.copy();
	}

	/**
	 * The events that were received, over all streams.
	 * @return a copy, in order
	 */
	public List<ReceivedFrame.Event> events() {
		return this.log.copy()
			.stream()
			.filter(ReceivedFrame.Event.class::isInstance)
			.map(ReceivedFrame.Event.class::cast)
			.toList();
	}

	/**
	 * Drop the connection, as {@link #cut()} does. What was received can still be read.
	 */
	@Override
	public void close() {
		cut();
	}

	@Override
	public String toString() {
		return "RealtimeTestClient[" + this.request.transport() + ' ' + this.request.topics() + ", " + this.log + ']';
	}

	private <T extends ReceivedFrame> T awaitFrame(String what, Class<T> type, Predicate<T> predicate) {
		Function<List<ReceivedFrame>, @Nullable T> search = (frames) -> {
			boolean ended = false;
			for (ReceivedFrame frame : current(frames)) {
				if (type.isInstance(frame) && predicate.test(type.cast(frame))) {
					return type.cast(frame);
				}
				ended |= frame instanceof ReceivedFrame.End;
			}
			if (ended) {
				throw new AssertionError("The stream ended without " + what + "; " + this.log);
			}
			return null;
		};
		return this.log.await(what, this.timeout, search);
	}

	private List<ReceivedFrame> current(List<ReceivedFrame> frames) {
		return frames.subList(Math.min(this.streamStart, frames.size()), frames.size());
	}

	private String sendSubscribe(List<String> topics, @Nullable String cursor) {
		Map<String, Object> payload = new LinkedHashMap<>();
		payload.put("topics", topics);
		if (cursor != null) {
			payload.put("since", cursor);
		}
		return send("rt.subscribe", payload);
	}

	private TestStream stream(ConnectRequest source) {
		StreamSink sink = new StreamSink(this::received);
		MessagePoster poster = new MessagePoster(source, () -> this.connection, this::received);
		return switch (source.transport()) {
			case SSE -> new SseStream(source, sink, poster);
			case WEBSOCKET -> new WebSocketStream(source, sink);
			case LONG_POLL -> new PollStream(source, sink, poster);
		};
	}

	private void received(ReceivedFrame frame) {
		if (frame instanceof ReceivedFrame.Ready ready) {
			this.connection = ready.connection();
		}
		this.cursors.received(frame);
		this.log.add(frame);
	}

}
