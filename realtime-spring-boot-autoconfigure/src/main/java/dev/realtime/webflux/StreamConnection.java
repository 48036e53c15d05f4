package dev.realtime.webflux;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import dev.realtime.CloseReason;
import dev.realtime.GapReason;
import dev.realtime.Position;
import dev.realtime.RealtimeUser;
import dev.realtime.codec.ControlFrames;
import dev.realtime.codec.EncodedEvent;
import dev.realtime.codec.Heartbeat;
import dev.realtime.codec.MergedEvents;
import dev.realtime.codec.WireFormat;
import dev.realtime.connection.Connection;
import dev.realtime.connection.ConnectionInfo;
import dev.realtime.connection.Lease;
import dev.realtime.connection.RefusedException;
import dev.realtime.connection.RegisteredConnection;
import dev.realtime.connection.Subscribed;
import dev.realtime.hub.HubConnection;
import dev.realtime.hub.Lane;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;

/**
 * One stream, from its acceptance to its end: what the hub writes goes to the
 * {@link Outbox}, from which the server takes it. Whoever ends it first names the reason;
 * whatever way it ends, its lease, its place in the hub and those who listen hear of it
 * once. Everything happens on its lane.
 *
 * @param <T> what the server takes
 */
final class StreamConnection<T> implements Connection, RegisteredConnection, Outlet.Listener {

	/** How long a client may take to read what was written before the close. */
	private static final long CLOSE_GRACE_MILLIS = 2000;

	private volatile ConnectionInfo info;

	private final ConnectionLane lane;

	private final StreamWire.@Nullable Ping ping;

	private final StreamReports reports;

	/** {@code null} when the stream was detached, and is the server's no more. */
	private @Nullable Outbox<T> outbox;

	private Outlet outlet;

	/** What is needed until the stream has begun, and not for as long as it lives. */
	private @Nullable Beginning beginning;

	private @Nullable MonoSink<Void> abandoned;

	private @Nullable Runnable whenRoom;

	private volatile @Nullable HubConnection hub;

	private volatile @Nullable CloseReason closing;

	private @Nullable Lease lease;

	private @Nullable Disposable reaper;

	private long openedNanos;

	/** Unsigned, and no long: there are as many of these as connections. */
	private int delivered;

	private boolean opened;

	private boolean ended;

	StreamConnection(ConnectionInfo info, ConnectionLane lane, StreamWire<T> wire, int sendBuffer,
			StreamReports reports) {
		this.info = info;
		this.lane = lane;
		this.ping = wire.ping();
		this.beginning = new Beginning(wire);
		this.reports = reports;
		Outbox<T> first = new Outbox<>(lane.thread(), lane.receipt(), sendBuffer, wire.format(), wire.wrapper(), this);
		this.outbox = first;
		this.outlet = first;
	}

	@Override
	public ConnectionInfo info() {
		return this.info;
	}

	/** The same user has logged in again. In lane only. */
	void authenticated(RealtimeUser user) {
		this.info = this.info.withUser(user);
	}

	@Override
	public Set<String> topics() {
		HubConnection current = this.hub;
		return (current != null) ? current.topics() : Set.of();
	}

	LaneThread thread() {
		return this.lane.thread();
	}

	Lane lane() {
		return this.lane.lane();
	}

	/** The hub's side, {@code null} before {@link #open}. */
	@Nullable HubConnection hub() {
		return this.hub;
	}

	Outbox<T> outbox() {
		return Objects.requireNonNull(this.outbox, "detached");
	}

	/**
	 * Write to another outlet from now on. In lane only, when nothing waits in the one
	 * before it.
	 * @param next where the rest goes
	 */
	void divert(Outlet next) {
		this.outlet = next;
		// The one before it may have had no room, and will not say when it has.
		thread().post(this::progress);
	}

	/**
	 * Whether all that was written has passed the server's own code.
	 * @param passed how many bytes have
	 * @return {@code true} if what comes next may take another way
	 */
	boolean isQuiet(long passed) {
		return !this.ended && this.outlet == this.outbox && outbox().isQuiet(passed);
	}

	/**
	 * Let the server's response end before the stream does: from now on the outlet alone
	 * says when that is over. In lane only, after {@link #divert}.
	 */
	void detach() {
		Outbox<T> left = outbox();
		this.outbox = null;
		left.finish();
	}

	/** The server's response has ended, and the stream with it if it was not detached. */
	void responseEnded() {
		thread().run(() -> {
			if (this.outbox != null) {
				end();
			}
		});
	}

	/** Why the stream was closed, {@code null} if it was not. */
	@Nullable CloseReason closing() {
		return this.closing;
	}

	/**
	 * Tells when there is no point in writing on: the client has not read what was
	 * written before the close, or the stream has ended.
	 * @return completes then; for one subscriber
	 */
	Mono<Void> abandoned() {
		return Mono.create((sink) -> thread().run(() -> {
			if (this.ended) {
				sink.success();
			}
			this.abandoned = sink;
		}));
	}

	/**
	 * Keep a lease until the end.
	 * @param lease the lease, given back at once if the end has come
	 */
	void keep(Lease lease) {
		thread().run(() -> {
			this.lease = lease;
			if (this.ended) {
				lease.release();
			}
		});
	}

	/**
	 * Subscribe and write the ready frame.
	 * @param admission who, and to what
	 * @return completes when the ready frame waits in the outbox; fails with a
	 * {@link RefusedException} if the stream was closed before
	 */
	Mono<Void> open(Admission admission) {
		return Mono.defer(() -> {
			Beginning begun = Objects.requireNonNull(this.beginning, "opened before");
			thread().run(() -> subscribe(begun, admission));
			return begun.ready();
		});
	}

	private void subscribe(Beginning begun, Admission admission) {
		if (this.closing != null || this.ended) {
			return;
		}
		HubConnection added = this.lane.lane().add(this);
		this.hub = added;
		added.subscribe(admission.topics(), admission.cursor(), begun.listener(this, admission));
	}

	/**
	 * Do something when the ready frame waits in the outbox. Not at all if the stream
	 * ends before.
	 * @param task what to do, on the lane
	 * @param room what to do, on the lane, whenever there is room again after that
	 */
	void onReady(Runnable task, Runnable room) {
		thread().run(() -> {
			this.whenRoom = room;
			if (this.beginning != null) {
				this.beginning.whenReady(() -> thread().run(task));
			}
			else if (!this.ended) {
				task.run();
			}
		});
	}

	/**
	 * The client was subscribed to more topics.
	 * @param topics those that it did not follow before
	 */
	void subscribed(Collection<String> topics) {
		this.reports.subscribed(this, topics);
	}

	void ready(Beginning begun, Admission admission, Subscribed answer) {
		write(begun.frame(this.info.id(), format(), admission, answer));
		flush();
		if (this.ended) {
			return;
		}
		this.opened = true;
		this.openedNanos = System.nanoTime();
		this.reports.opened(this, admission.cursor() != null);
		// Not now: the hub is in the middle of the answer.
		thread().post(() -> {
			this.beginning = null;
			begun.succeed();
		});
	}

	private WireFormat format() {
		return this.outlet.format().content();
	}

	@Override
	public boolean isWritable() {
		return this.outlet.isWritable();
	}

	@Override
	public boolean hasProgressed() {
		return this.outlet.hasProgressed();
	}

	@Override
	public void event(EncodedEvent event) {
		this.delivered++;
		this.outlet.write(event.frame(this.outlet.format()));
	}

	@Override
	public void events(MergedEvents merged) {
		this.delivered += merged.events().size();
		this.outlet.write(merged);
	}

	@Override
	public void gap(Map<String, GapReason> gaps, @Nullable Position position) {
		ControlFrames.gaps(format(), gaps, position).forEach(this.outlet::write);
	}

	@Override
	public void heartbeat(Heartbeat heartbeat) {
		if (!this.opened) {
			// Nothing comes before the ready frame.
			return;
		}
		this.outlet.write(heartbeat.frame(this.outlet.format()));
		if (this.ping != null) {
			this.outlet.write(this.ping.frame(this.outlet.format()));
		}
	}

	@Override
	public void flush() {
		this.outlet.flush();
	}

	/** Write a frame, to be sent with the next flush. In lane only. */
	void write(byte[] frame) {
		this.outlet.write(frame);
	}

	@Override
	public void close(CloseReason reason, long retryAfterMillis) {
		thread().run(() -> {
			if (this.closing != null || this.ended) {
				return;
			}
			this.closing = reason;
			leaveHub();
			this.reaper = Schedulers.parallel()
				.schedule(() -> thread().run(this::cut), CLOSE_GRACE_MILLIS, TimeUnit.MILLISECONDS);
			this.outlet.write(ControlFrames.close(format(), reason, retryAfterMillis));
			this.outlet.finish();
			refuse(reason);
		});
	}

	private void refuse(CloseReason reason) {
		Optional.ofNullable(this.beginning).ifPresent((begun) -> begun.fail(reason));
	}

	/** The client has not read what was written before the close. */
	private void cut() {
		if (!this.ended) {
			this.lane.cut().run();
			end();
		}
	}

	/**
	 * The stream is over: its last bytes are out, or nobody will read them.
	 */
	void end() {
		end(CloseReason.CLIENT_GONE);
	}

	/**
	 * The stream is over. Any thread; only the first call counts.
	 * @param otherwise the reason, if it was not closed before
	 */
	void end(CloseReason otherwise) {
		thread().run(() -> {
			if (this.ended) {
				return;
			}
			this.ended = true;
			CloseReason reason = (this.closing != null) ? this.closing : otherwise;
			leaveHub();
			// Later: a cancellation that ends the stream has to reach the future first.
			thread().post(() -> refuse(reason));
			this.outlet.abort();
			Optional.ofNullable(this.outbox).ifPresent(Outbox::abort);
			Optional.ofNullable(this.abandoned).ifPresent(MonoSink::success);
			Optional.ofNullable(this.reaper).ifPresent(Disposable::dispose);
			Optional.ofNullable(this.lease).ifPresent(Lease::release);
			Duration lifetime = this.opened ? Duration.ofNanos(System.nanoTime() - this.openedNanos) : null;
			this.reports.ended(this, reason, lifetime, Integer.toUnsignedLong(this.delivered));
		});
	}

	private void leaveHub() {
		HubConnection current = this.hub;
		if (current != null) {
			current.remove();
		}
	}

	@Override
	public void progress() {
		// First, or what a client missed would keep its messages from being heard.
		Optional.ofNullable(this.whenRoom).ifPresent(Runnable::run);
		HubConnection current = this.hub;
		if (current != null) {
			current.writable();
		}
	}

	@Override
	public void cancelled() {
		end();
	}

}
