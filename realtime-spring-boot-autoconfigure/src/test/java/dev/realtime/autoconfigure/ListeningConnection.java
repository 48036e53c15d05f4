package dev.realtime.autoconfigure;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import dev.realtime.CloseReason;
import dev.realtime.GapReason;
import dev.realtime.Position;
import dev.realtime.RealtimeUser;
import dev.realtime.Transport;
import dev.realtime.codec.EncodedEvent;
import dev.realtime.codec.EventEncoder;
import dev.realtime.codec.Heartbeat;
import dev.realtime.codec.WireFormat;
import dev.realtime.connection.Connection;
import dev.realtime.connection.ConnectionInfo;
import dev.realtime.connection.Subscribed;
import dev.realtime.hub.Hub;
import dev.realtime.hub.Lane;
import dev.realtime.hub.SubscribeListener;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A connection without a socket that keeps the envelopes it is given.
 */
final class ListeningConnection implements Connection {

	final Queue<String> envelopes = new ConcurrentLinkedQueue<>();

	private final ConnectionInfo info = new ConnectionInfo("c", Transport.WEBSOCKET, RealtimeUser.ANONYMOUS, null,
			Instant.EPOCH);

	/**
	 * Connect, and wait until every event is given to this from now on.
	 */
	static ListeningConnection open(Hub hub, ScheduledExecutorService executor, String topic, @Nullable String cursor)
			throws Exception {
		ListeningConnection connection = new ListeningConnection();
		CompletableFuture<Boolean> subscribed = new CompletableFuture<>();
		Lane lane = hub.lane(executor);
		lane.execute(() -> lane.add(connection).subscribe(List.of(topic), cursor, new SubscribeListener() {

			@Override
			public void subscribed(Subscribed answer) {
				subscribed.complete(true);
			}

			@Override
			public void failed(Throwable error) {
				subscribed.completeExceptionally(error);
			}

		}));
		subscribed.get(15, TimeUnit.SECONDS);
		return connection;
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
	public void event(EncodedEvent event) {
		this.envelopes.add(new String(EventEncoder.encode(event.event(), WireFormat.JSON), UTF_8));
	}

	@Override
	public void gap(Map<String, GapReason> gaps, @Nullable Position position) {
		this.envelopes.add("gap " + gaps);
	}

	@Override
	public void heartbeat(Heartbeat heartbeat) {
		// It may come.
	}

	@Override
	public void flush() {
		// There is nowhere to write.
	}

	@Override
	public void close(CloseReason reason, long retryAfterMillis) {
		this.envelopes.add("close " + reason);
	}

}
