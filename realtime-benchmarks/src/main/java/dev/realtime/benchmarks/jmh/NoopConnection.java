package dev.realtime.benchmarks.jmh;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import dev.realtime.CloseReason;
import dev.realtime.GapReason;
import dev.realtime.Position;
import dev.realtime.RealtimeUser;
import dev.realtime.Transport;
import dev.realtime.codec.EncodedEvent;
import dev.realtime.codec.Heartbeat;
import dev.realtime.codec.MergedEvents;
import dev.realtime.codec.WireFormat;
import dev.realtime.connection.Connection;
import dev.realtime.connection.ConnectionInfo;
import dev.realtime.connection.Subscribed;
import dev.realtime.hub.Lane;
import dev.realtime.hub.SubscribeListener;
import org.jspecify.annotations.Nullable;

/**
 * Takes the bytes of an event, and lets go of them.
 */
final class NoopConnection implements Connection {

	private final ConnectionInfo info;

	private final Deliveries deliveries;

	NoopConnection(int number, Deliveries deliveries) {
		this.info = new ConnectionInfo("c" + number, Transport.SSE, RealtimeUser.ANONYMOUS, null, Instant.EPOCH);
		this.deliveries = deliveries;
	}

	/**
	 * Follow the topic. In lane only.
	 * @param lane the lane
	 * @param subscribed counted down when the connection will be given each event
	 */
	void subscribe(Lane lane, CountDownLatch subscribed) {
		lane.add(this).subscribe(List.of(Samples.TOPIC), null, new SubscribeListener() {

			@Override
			public void subscribed(Subscribed answer) {
				subscribed.countDown();
			}

			@Override
			public void failed(Throwable error) {
				throw new IllegalStateException("The local engine does not fail", error);
			}

		});
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
	public void events(MergedEvents merged) {
		this.deliveries.delivered(merged.frame(WireFormat.SSE).size(), merged.events().size());
	}

	@Override
	public void event(EncodedEvent event) {
		this.deliveries.delivered(event.frame(WireFormat.SSE).size(), 1);
	}

	@Override
	public void gap(Map<String, GapReason> gaps, @Nullable Position position) {
		throw new IllegalStateException("Nothing is missed, yet there are " + gaps);
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
		// Nobody is there to be told.
	}

}
