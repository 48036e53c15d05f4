package dev.realtime.webflux;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import dev.realtime.CloseReason;
import dev.realtime.GapReason;
import dev.realtime.Position;
import dev.realtime.RealtimeObserver;
import dev.realtime.codec.EncodedEvent;
import dev.realtime.codec.Frame;
import dev.realtime.codec.Heartbeat;
import dev.realtime.codec.WireFormat;
import dev.realtime.connection.Connection;
import dev.realtime.connection.ConnectionInfo;
import dev.realtime.connection.ConnectionLog;
import dev.realtime.connection.Lease;
import dev.realtime.connection.RefusedException;
import dev.realtime.connection.RegisteredConnection;
import dev.realtime.connection.Subscribed;
import dev.realtime.connection.TopicStatus;
import dev.realtime.hub.HubConnection;
import dev.realtime.hub.SubscribeListener;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A poll: a connection that ends with its first flush that has something to tell, or when
 * its time is up. Keeps references to shared frames until then, no more than one answer
 * holds. Everything happens on its lane.
 */
final class PollConnection implements Connection, RegisteredConnection {

	private final ConnectionInfo info;

	private final ConnectionLane lane;

	private final int maxEvents;

	private final RealtimeObserver observer;

	private final CompletableFuture<@Nullable Void> begun = new CompletableFuture<>();

	private final CompletableFuture<PollAnswer> answer = new CompletableFuture<>();

	private final List<Frame> events = new ArrayList<>();

	private final Map<String, Object> statuses = new LinkedHashMap<>();

	private volatile @Nullable HubConnection hub;

	private @Nullable Position cursor;

	private @Nullable Lease lease;

	private @Nullable CloseReason reason;

	private long begunNanos;

	private boolean worthTelling;

	private boolean ended;

	PollConnection(ConnectionInfo info, ConnectionLane lane, int maxEvents, RealtimeObserver observer) {
		this.info = info;
		this.lane = lane;
		this.maxEvents = maxEvents;
		this.observer = observer;
	}

	@Override
	public ConnectionInfo info() {
		return this.info;
	}

	@Override
	public Set<String> topics() {
		HubConnection current = this.hub;
		return (current != null) ? current.topics() : Set.of();
	}

	/**
	 * Keep a lease until the answer is out.
	 * @param lease the lease, given back at once if the end has come
	 */
	void keep(Lease lease) {
		this.lane.thread().run(() -> {
			this.lease = lease;
			if (this.ended) {
				lease.release();
			}
		});
	}

	/**
	 * Subscribe.
	 * @param admission who, and to what
	 * @param timeout how long to wait from then on, zero not to wait
	 * @return completes when it waits; fails with a {@link RefusedException}
	 */
	Mono<Void> open(Admission admission, Duration timeout) {
		return Mono.defer(() -> {
			this.lane.thread().run(() -> subscribe(admission, timeout));
			return Refusal.or(this.begun).then();
		});
	}

	/**
	 * Wait for something to tell.
	 * @return the answer, whose frames are valid until {@link #end()}; fails with a
	 * {@link RefusedException}
	 */
	Mono<PollAnswer> answered() {
		return Refusal.or(this.answer);
	}

	private void subscribe(Admission admission, Duration timeout) {
		if (this.ended || this.answer.isDone()) {
			return;
		}
		HubConnection added = this.lane.lane().add(this);
		this.hub = added;
		added.subscribe(admission.topics(), admission.cursor(), new SubscribeListener() {

			@Override
			public void subscribed(Subscribed found) {
				begin(admission, found, timeout);
			}

			@Override
			public void failed(Throwable error) {
				close(CloseReason.UNAVAILABLE, -1);
			}

		});
	}

	private void begin(Admission admission, Subscribed found, Duration timeout) {
		this.cursor = found.cursor();
		this.statuses.putAll(admission.statuses(found.topics()));
		boolean gap = found.topics().values().stream().map(TopicStatus::gap).anyMatch((reason) -> reason != null);
		this.worthTelling = gap || admission.cursor() == null || timeout.isZero();
		this.begunNanos = System.nanoTime();
		ConnectionLog.opened(this.info, admission.cursor() != null, topics());
		this.observer.connectionOpened(this.info.transport(), admission.cursor() != null);
		// Later: what is replayed comes now.
		this.lane.thread().post(() -> {
			this.begun.complete(null);
			flush();
		});
		HubConnection current = this.hub;
		if (current != null) {
			current.heartbeatIn(timeout);
		}
	}

	@Override
	public boolean isWritable() {
		return !this.answer.isDone() && this.events.size() < this.maxEvents;
	}

	@Override
	public void event(EncodedEvent event) {
		if (!isWritable()) {
			return;
		}
		Frame frame = event.frame(WireFormat.JSON);
		frame.retain();
		this.events.add(frame);
		if (event.event().position() != null) {
			this.cursor = event.event().position();
		}
	}

	@Override
	public void gap(Map<String, GapReason> gaps, @Nullable Position position) {
		gaps.forEach((topic, reason) -> this.statuses.put(topic, TopicStatus.gap(reason).toWire()));
		this.worthTelling = true;
		if (position != null) {
			this.cursor = position;
		}
	}

	/** It comes when the time is up, or when something was replayed. */
	@Override
	public void heartbeat(Heartbeat heartbeat) {
		if (heartbeat.checkpoint() != null) {
			this.cursor = heartbeat.checkpoint();
		}
		this.worthTelling = true;
	}

	@Override
	public void flush() {
		if (this.worthTelling || !this.events.isEmpty()) {
			answer();
		}
	}

	private void answer() {
		Position reached = this.cursor;
		if (this.ended || this.answer.isDone() || reached == null) {
			return;
		}
		HubConnection current = this.hub;
		Position now = (current != null) ? current.position() : null;
		if (now != null && this.events.size() < this.maxEvents) {
			reached = now;
		}
		stop();
		this.reason = (this.reason != null) ? this.reason : CloseReason.ANSWERED;
		this.answer
			.complete(new PollAnswer(List.copyOf(this.events), reached, Collections.unmodifiableMap(this.statuses)));
	}

	/**
	 * End the poll: a drain, and a login that ends, answer it with what there is, and the
	 * next poll is refused. Everything else refuses this one.
	 */
	@Override
	public void close(CloseReason reason, long retryAfterMillis) {
		this.lane.thread().run(() -> {
			this.reason = (this.reason != null) ? this.reason : reason;
			if (reason == CloseReason.DRAINING || reason == CloseReason.EXPIRED) {
				answer();
			}
			stop();
			RefusedException refused = new RefusedException(reason, reason.text());
			this.answer.completeExceptionally(refused);
			this.begun.completeExceptionally(refused);
		});
	}

	/**
	 * The answer is out, or nobody waits for it.
	 */
	void end() {
		end(CloseReason.CLIENT_GONE);
	}

	/**
	 * The poll is over. Any thread; only the first call counts.
	 * @param otherwise the reason, if it was neither answered nor closed before
	 */
	void end(CloseReason otherwise) {
		this.lane.thread().run(() -> {
			if (this.ended) {
				return;
			}
			this.ended = true;
			stop();
			CloseReason why = (this.reason != null) ? this.reason : otherwise;
			int delivered = this.events.size();
			this.events.forEach(Frame::release);
			this.events.clear();
			if (this.lease != null) {
				this.lease.release();
			}
			if (this.begunNanos != 0) {
				Duration lifetime = Duration.ofNanos(System.nanoTime() - this.begunNanos);
				ConnectionLog.closed(this.info, why, lifetime, delivered);
				this.observer.connectionClosed(this.info.transport(), why, lifetime);
			}
			else {
				ConnectionLog.refused(this.info, why);
			}
		});
	}

	private void stop() {
		HubConnection current = this.hub;
		if (current != null) {
			current.remove();
		}
	}

}
