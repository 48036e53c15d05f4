package dev.realtime.redis.fault;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import dev.realtime.CloseReason;
import dev.realtime.GapReason;
import dev.realtime.Position;
import dev.realtime.PublishedEvent;
import dev.realtime.RealtimeUser;
import dev.realtime.Transport;
import dev.realtime.codec.EncodedEvent;
import dev.realtime.codec.Heartbeat;
import dev.realtime.connection.Connection;
import dev.realtime.connection.ConnectionInfo;
import dev.realtime.connection.Subscribed;
import dev.realtime.hub.HubConnection;
import dev.realtime.hub.SubscribeListener;
import dev.realtime.redis.history.ClientHistory;
import dev.realtime.redis.history.Verdict;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A client that goes from connection to connection, and from node to node, with the last
 * cursor that it was given, and comes back by itself when it is refused. Everything that
 * it is told is recorded.
 */
final class FaultClient {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final long RETRY_MILLIS = 100;

	private final String name;

	private final ClientHistory history;

	private final List<String> topics;

	private final Queue<String> received = new ConcurrentLinkedQueue<>();

	private final Queue<String> gaps = new ConcurrentLinkedQueue<>();

	/** The verdicts of the last answer, with their topics. */
	private volatile Map<String, Verdict> answer = Map.of();

	private volatile @Nullable String cursor;

	private volatile @Nullable Stream stream;

	private volatile boolean away = true;

	/** Changes with each connection that the test asks for. */
	private volatile long wish;

	FaultClient(String name, ClientHistory history, String... topics) {
		this.name = name;
		this.history = history;
		this.topics = List.of(topics);
	}

	List<String> topics() {
		return this.topics;
	}

	/**
	 * The payloads that it was given, repeated ones too.
	 */
	List<String> received() {
		return new ArrayList<>(this.received);
	}

	boolean hasReceived(String payload) {
		return this.received.contains(payload);
	}

	/**
	 * Gaps it was told of, as in {@code a forked}, in openings and later.
	 */
	List<String> gaps() {
		return new ArrayList<>(this.gaps);
	}

	Map<String, Verdict> answer() {
		return this.answer;
	}

	@Nullable String cursor() {
		return this.cursor;
	}

	boolean isConnected() {
		Stream current = this.stream;
		return current != null && current.answered;
	}

	/**
	 * Whether nobody wants it to be connected.
	 */
	boolean isAway() {
		return this.away;
	}

	/**
	 * Come back from another cursor.
	 */
	FaultClient from(@Nullable String cursor) {
		this.cursor = cursor;
		return this;
	}

	/**
	 * Connect, and try again until it is answered.
	 */
	FaultClient connect(FaultNode node) {
		disconnect();
		this.away = false;
		open(node, ++this.wish);
		return this;
	}

	FaultClient awaitConnected() {
		Awaitility.await(this.name + " is connected")
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(5))
			.atMost(TIMEOUT)
			.until(this::isConnected);
		return this;
	}

	/**
	 * Wait until it was given so many events since it came first.
	 */
	void awaitReceived(int count) {
		FaultWorld.await(this.name + " is given " + count, () -> this.received.size() >= count);
	}

	/**
	 * Wait until it was given more events.
	 */
	void awaitMore(int count) {
		int before = this.received.size();
		FaultWorld.await(this.name + " is given " + count + " more than " + before,
				() -> this.received.size() >= before + count);
	}

	private void open(FaultNode node, long mine) {
		node.lane().execute(() -> {
			if (mine == this.wish) {
				Stream opened = new Stream(node, mine, this.cursor);
				this.stream = opened;
				this.history.connected();
				opened.hub = node.lane().add(opened);
				opened.hub.subscribe(this.topics, this.cursor, opened);
			}
		});
	}

	/**
	 * Drop the connection. When this returns, nothing more is recorded.
	 */
	void disconnect() {
		this.away = true;
		this.wish++;
		Stream current = this.stream;
		if (current != null) {
			CompletableFuture<Void> ended = new CompletableFuture<>();
			try {
				current.node.executor().execute(() -> {
					current.end();
					ended.complete(null);
				});
			}
			catch (RejectedExecutionException ex) {
				// The node was closed, and its lane with it.
				current.ended = true;
				this.history.disconnected();
				ended.complete(null);
			}
			ended.orTimeout(10, TimeUnit.SECONDS).join();
			this.stream = null;
		}
	}

	@Override
	public String toString() {
		return this.name;
	}

	/** One connection. In its lane only. */
	private final class Stream implements Connection, SubscribeListener {

		private final FaultNode node;

		private final long mine;

		private final @Nullable String since;

		private final ConnectionInfo info = new ConnectionInfo(FaultClient.this.name, Transport.SSE,
				RealtimeUser.ANONYMOUS, null, Instant.EPOCH);

		private @Nullable HubConnection hub;

		private volatile boolean answered;

		private volatile boolean ended;

		Stream(FaultNode node, long mine, @Nullable String since) {
			this.node = node;
			this.mine = mine;
			this.since = since;
		}

		void end() {
			if (!this.ended) {
				this.ended = true;
				this.answered = false;
				this.hub.remove();
				FaultClient.this.history.disconnected();
			}
		}

		@Override
		public void subscribed(Subscribed answer) {
			if (this.ended) {
				return;
			}
			FaultClient client = FaultClient.this;
			Map<String, Verdict> verdicts = new LinkedHashMap<>();
			answer.topics().forEach((topic, status) -> {
				GapReason gap = status.gap();
				verdicts.put(topic, Verdict.of(status.resumed(), (gap != null) ? gap.word() : null, null));
				if (gap != null) {
					client.gaps.add(topic + ' ' + gap.word());
				}
			});
			client.history.subscribed(this.since, verdicts, answer.cursor().toString());
			client.cursor = answer.cursor().toString();
			client.answer = verdicts;
			this.answered = true;
		}

		@Override
		public void failed(Throwable error) {
			retry();
		}

		private void retry() {
			if (!this.ended) {
				end();
				this.node.executor().schedule(() -> open(this.node, this.mine), RETRY_MILLIS, TimeUnit.MILLISECONDS);
			}
		}

		@Override
		public void event(EncodedEvent encoded) {
			if (!this.ended) {
				PublishedEvent event = encoded.event();
				String payload = new String(event.payload(), StandardCharsets.UTF_8);
				Position position = event.position();
				String id = (position != null) ? position.toString() : null;
				FaultClient.this.history.event(event.topic(), event.type(), payload, id);
				FaultClient.this.received.add(payload);
				moveTo(position);
			}
		}

		@Override
		public void gap(Map<String, GapReason> gaps, @Nullable Position position) {
			if (!this.ended) {
				int left = gaps.size();
				for (Map.Entry<String, GapReason> gap : gaps.entrySet()) {
					String id = (--left == 0 && position != null) ? position.toString() : null;
					FaultClient.this.history.gap(gap.getKey(), gap.getValue().word(), id);
					FaultClient.this.gaps.add(gap.getKey() + ' ' + gap.getValue().word());
				}
				moveTo(position);
			}
		}

		@Override
		public void heartbeat(Heartbeat heartbeat) {
			Position checkpoint = heartbeat.checkpoint();
			if (!this.ended && checkpoint != null) {
				FaultClient.this.history.checkpoint(checkpoint.toString());
				moveTo(checkpoint);
			}
		}

		private void moveTo(@Nullable Position position) {
			if (position != null) {
				FaultClient.this.cursor = position.toString();
			}
		}

		@Override
		public void close(CloseReason reason, long retryAfterMillis) {
			retry();
		}

		@Override
		public ConnectionInfo info() {
			return this.info;
		}

		@Override
		public boolean isWritable() {
			return true;
		}

		@Override
		public void flush() {
		}

	}

}
