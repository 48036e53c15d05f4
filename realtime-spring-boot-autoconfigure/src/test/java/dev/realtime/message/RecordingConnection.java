package dev.realtime.message;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.realtime.CloseReason;
import dev.realtime.GapReason;
import dev.realtime.Position;
import dev.realtime.RealtimeUser;
import dev.realtime.Transport;
import dev.realtime.codec.EncodedEvent;
import dev.realtime.codec.Heartbeat;
import dev.realtime.codec.WireFormat;
import dev.realtime.connection.Connection;
import dev.realtime.connection.ConnectionInfo;

/**
 * Everything that was written to a connection, in order.
 */
final class RecordingConnection implements Connection, MessageOutput {

	final List<String> frames = new CopyOnWriteArrayList<>();

	/** Apart, because the hub may send one more at any time. */
	final List<String> heartbeats = new CopyOnWriteArrayList<>();

	final List<String> envelopes = new CopyOnWriteArrayList<>();

	final List<CloseReason> closed = new CopyOnWriteArrayList<>();

	final List<Thread> strangers = new CopyOnWriteArrayList<>();

	volatile Thread laneThread;

	volatile ConnectionInfo info = new ConnectionInfo("c1", Transport.WEBSOCKET, MessageFixture.ALICE, null,
			Instant.EPOCH);

	private void add(String frame) {
		this.frames.add(frame);
		if (Thread.currentThread() != this.laneThread) {
			this.strangers.add(Thread.currentThread());
		}
	}

	@Override
	public ConnectionInfo info() {
		return this.info;
	}

	@Override
	public void authenticated(RealtimeUser user) {
		this.info = this.info.withUser(user);
		if (Thread.currentThread() != this.laneThread) {
			this.strangers.add(Thread.currentThread());
		}
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
		this.heartbeats.add(heartbeat.checkpoint() + " after frame " + this.frames.size());
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
