package dev.realtime.test;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

import dev.realtime.redis.history.ClientHistory;
import dev.realtime.redis.history.HistoryChecker;
import dev.realtime.redis.history.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * A client with a name that goes from connection to connection, and from node to node,
 * with the last cursor that it was given, and whose history is checked. All its topics
 * are those that it connects with.
 */
final class RecordedClient implements AutoCloseable {

	private static final Duration OPENING = Duration.ofSeconds(10);

	private final ClientHistory history;

	private final IntFunction<RealtimeTestClientBuilder> builder;

	private @Nullable RealtimeTestClient client;

	/** What the current connection began with. */
	private @Nullable String since;

	private @Nullable String cursor;

	private int collected;

	private boolean withoutGap = true;

	/**
	 * Create a client that is not connected.
	 * @param history where everything is recorded
	 * @param name the client's name
	 * @param builder describes the client for a node's port, without a cursor
	 */
	RecordedClient(HistoryChecker history, String name, IntFunction<RealtimeTestClientBuilder> builder) {
		this.history = history.client(name);
		this.builder = builder;
	}

	/**
	 * Connect, and go on where the last connection ended, which is cut if it still runs.
	 * @param port the node's port
	 * @return whether the stream was opened
	 */
	boolean connect(int port) {
		cut();
		this.since = this.cursor;
		this.collected = 0;
		this.history.connected();
		RealtimeTestClient next = this.builder.apply(port).cursor(this.since).connect();
		this.client = next;
		Waiting.until(OPENING,
				() -> next.received()
					.stream()
					.anyMatch((frame) -> frame instanceof ReceivedFrame.Ready || frame instanceof ReceivedFrame.End));
		collect();
		return next.received().stream().anyMatch(ReceivedFrame.Ready.class::isInstance);
	}

	/**
	 * Come back from another cursor than the last one.
	 * @param cursor the cursor, or {@code null} for now
	 */
	void cursor(@Nullable String cursor) {
		collect();
		this.cursor = cursor;
	}

	/**
	 * Drop the connection, as a lost network does.
	 */
	void cut() {
		if (this.client != null) {
			this.client.cut();
			collect();
			this.client = null;
		}
	}

	/**
	 * Record what has come since the last time.
	 */
	void collect() {
		if (this.client != null) {
			List<ReceivedFrame> frames = this.client.received();
			frames.subList(this.collected, frames.size()).forEach(this::record);
			this.collected = frames.size();
		}
	}

	/**
	 * Whether it was never told that something is missing.
	 */
	boolean isWithoutGap() {
		return this.withoutGap;
	}

	private void record(ReceivedFrame frame) {
		if (frame instanceof ReceivedFrame.Ready ready) {
			Map<String, Verdict> verdicts = new LinkedHashMap<>();
			ready.topics()
				.forEach((topic, answer) -> verdicts.put(topic,
						Verdict.of(answer.resumed(), answer.gap(), answer.error())));
			this.withoutGap &= ready.topics().values().stream().allMatch((answer) -> answer.gap() == null);
			this.history.subscribed(this.since, verdicts, ready.cursor());
			moveTo(ready.cursor());
		}
		else if (frame instanceof ReceivedFrame.Event event) {
			this.history.event(event.topic(), event.type(), event.payload().toString(), event.id());
			moveTo(event.id());
		}
		else if (frame instanceof ReceivedFrame.Gap gap) {
			this.withoutGap = false;
			this.history.gap(gap.topic(), gap.reason(), gap.id());
			moveTo(gap.id());
		}
		else if (frame instanceof ReceivedFrame.Heartbeat heartbeat && heartbeat.id() != null) {
			this.history.checkpoint(heartbeat.id());
			moveTo(heartbeat.id());
		}
		else if (frame instanceof ReceivedFrame.End) {
			this.history.disconnected();
		}
	}

	private void moveTo(@Nullable String id) {
		this.cursor = (id != null) ? id : this.cursor;
	}

	@Override
	public void close() {
		cut();
	}

}
