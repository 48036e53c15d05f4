package dev.realtime.redis;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.realtime.CloseReason;
import dev.realtime.RealtimeUser;
import dev.realtime.Transport;
import dev.realtime.connection.ConnectionIds;
import dev.realtime.connection.ConnectionInfo;
import dev.realtime.connection.Lease;
import dev.realtime.connection.RegisteredConnection;

/**
 * A stream that gives its place back when it is closed, as the edge does.
 */
final class QuotaStream implements RegisteredConnection {

	private static final ConnectionIds IDS = new ConnectionIds();

	final List<CloseReason> reasons = new CopyOnWriteArrayList<>();

	private final ConnectionInfo info;

	private Lease lease;

	QuotaStream(String user) {
		this.info = new ConnectionInfo(IDS.next(), Transport.SSE, new RealtimeUser(user), null, Instant.EPOCH);
	}

	String id() {
		return this.info.id();
	}

	synchronized void opened(Lease lease) {
		this.lease = lease;
		if (!this.reasons.isEmpty()) {
			lease.release();
		}
	}

	boolean isOpen() {
		return this.reasons.isEmpty();
	}

	/** The client went away. */
	void leave() {
		close(CloseReason.CLIENT_GONE, -1);
	}

	@Override
	public ConnectionInfo info() {
		return this.info;
	}

	@Override
	public Set<String> topics() {
		return Set.of();
	}

	@Override
	public synchronized void close(CloseReason reason, long retryAfterMillis) {
		if (this.reasons.isEmpty()) {
			this.reasons.add(reason);
			if (this.lease != null) {
				this.lease.release();
			}
		}
	}

}
