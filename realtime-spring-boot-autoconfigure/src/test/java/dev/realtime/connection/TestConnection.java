package dev.realtime.connection;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

import dev.realtime.CloseReason;
import dev.realtime.RealtimeUser;
import dev.realtime.Transport;

/**
 * A connection that remembers why it was closed.
 */
final class TestConnection implements RegisteredConnection {

	private static final AtomicInteger IDS = new AtomicInteger();

	final List<CloseReason> reasons = new CopyOnWriteArrayList<>();

	final List<Long> retries = new CopyOnWriteArrayList<>();

	BiConsumer<CloseReason, Long> onClose = (reason, retry) -> {
	};

	Runnable onInfo = () -> {
	};

	private volatile ConnectionInfo info;

	private TestConnection(Transport transport, RealtimeUser user) {
		this.info = new ConnectionInfo("c" + IDS.incrementAndGet(), transport, user, null, Instant.EPOCH);
	}

	static TestConnection streamOf(String user) {
		return new TestConnection(Transport.SSE, new RealtimeUser(user));
	}

	static TestConnection anonymousStream() {
		return new TestConnection(Transport.WEBSOCKET, RealtimeUser.ANONYMOUS);
	}

	static TestConnection pollOf(String user) {
		return new TestConnection(Transport.LONG_POLL, new RealtimeUser(user));
	}

	static TestConnection anonymousPoll() {
		return new TestConnection(Transport.LONG_POLL, RealtimeUser.ANONYMOUS);
	}

	/** The login is another from now on. */
	void login(RealtimeUser user) {
		this.info = this.info.withUser(user);
	}

	String id() {
		return this.info.id();
	}

	@Override
	public ConnectionInfo info() {
		this.onInfo.run();
		return this.info;
	}

	@Override
	public Set<String> topics() {
		return Set.of("a");
	}

	@Override
	public void close(CloseReason reason, long retryAfterMillis) {
		this.reasons.add(reason);
		this.retries.add(retryAfterMillis);
		this.onClose.accept(reason, retryAfterMillis);
	}

}
