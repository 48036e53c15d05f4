package dev.realtime.hub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import dev.realtime.CloseReason;
import dev.realtime.GapReason;
import dev.realtime.Position;
import dev.realtime.Transport;
import dev.realtime.codec.EncodedEvent;
import dev.realtime.codec.Heartbeat;
import dev.realtime.codec.MergedEvents;
import dev.realtime.connection.Connection;
import org.jspecify.annotations.Nullable;

/**
 * The hub's side of one connection: what it follows, and from where. There is one
 * follower for all topics; topics that are subscribed later have one of their own until
 * it has reached the first. In lane only, except {@link #topics()}.
 */
public final class HubConnection {

	private final Lane lane;

	private final Connection connection;

	private final Transport transport;

	private final Times times;

	/** The first is the connection's own, the others are on their way to it. */
	private final List<Follower> followers = new ArrayList<>(1);

	private volatile Set<String> topics = Set.of();

	private boolean unflushed;

	private boolean behind;

	private boolean removed;

	HubConnection(Lane lane, Connection connection, Times times) {
		this.lane = lane;
		this.connection = connection;
		this.transport = connection.info().transport();
		this.times = times;
	}

	/**
	 * Follow topics. Those that are followed already are answered without a replay. The
	 * next call, and the next {@link #unsubscribe}, have to wait until this one was
	 * answered.
	 * @param topics valid topics that the user may subscribe to; the first call may name
	 * none
	 * @param cursor where to resume, as the client sent it, or {@code null} to begin from
	 * now
	 * @param listener given the answer, before the replay
	 */
	public void subscribe(Collection<String> topics, @Nullable String cursor, SubscribeListener listener) {
		if (this.removed) {
			return;
		}
		Set<String> fresh = topics.stream()
			.filter((topic) -> !this.topics.contains(topic))
			.map(this.lane::shared)
			.collect(Collectors.toUnmodifiableSet());
		Follower follower = new Follower(this, fresh);
		this.followers.add(follower);
		this.lane.follow(follower, fresh);
		this.topics = this.topics.isEmpty() ? fresh : TopicSets.with(this.topics, fresh);
		if (this.followers.size() > 1) {
			this.lane.joining(this);
		}
		Position position = (cursor != null) ? Position.parse(cursor) : null;
		follower.open(new Opening(List.copyOf(topics), fresh, cursor, position, listener));
	}

	/**
	 * A position to answer a subscribe with. A client keeps it for each topic that it
	 * asked for, so it must not be beyond what was given of those that are followed
	 * already. Offsets of two epochs are not compared; the epoch of the log's top is the
	 * last one.
	 * @param asked the follower that was subscribed
	 * @param opening what the client asked
	 * @param position where that follower is after the answer
	 * @param top the top of the log
	 * @return the position, or {@code null} if there is none until others have reached
	 * the epoch of the top
	 */
	@Nullable Position proven(Follower asked, Opening opening, Position position, Position top) {
		Position proven = position;
		for (Follower follower : this.followers) {
			if (follower != asked && !Collections.disjoint(follower.topics(), opening.topics())) {
				Position other = follower.position();
				if (other == null || !other.epoch().equals(top.epoch())) {
					return null;
				}
				if (proven.epoch().equals(top.epoch()) && other.offset() < proven.offset()) {
					proven = other;
				}
			}
		}
		return proven;
	}

	/**
	 * Cease to follow topics.
	 * @param topics topics; those that are not followed are ignored
	 */
	public void unsubscribe(Collection<String> topics) {
		for (String topic : topics) {
			for (Follower follower : List.copyOf(this.followers)) {
				if (follower.topics().contains(topic)) {
					follower.unfollow(topic);
					this.lane.unfollow(follower, Set.of(topic));
					if (follower.topics().isEmpty() && follower != this.followers.get(0)) {
						follower.end();
						this.followers.remove(follower);
					}
				}
			}
		}
		this.topics = TopicSets.without(this.topics, topics);
		noteCaughtUp();
	}

	/**
	 * What is followed. Any thread.
	 * @return the topics of this moment
	 */
	public Set<String> topics() {
		return this.topics;
	}

	/**
	 * Where the client can resume from: everything before was written, or was told to be
	 * a gap.
	 * @return the position, or {@code null} before the first subscribe was answered
	 */
	public @Nullable Position position() {
		if (this.followers.isEmpty()) {
			return null;
		}
		return isAt(this.lane.position()) ? this.lane.position() : this.followers.get(0).position();
	}

	/** The client took something that waited for it. */
	public void writable() {
		this.times.progress = this.lane.nanoTime();
		catchUp();
	}

	/**
	 * Ask for the next heartbeat at a certain time.
	 * @param delay how long from now
	 */
	public void heartbeatIn(Duration delay) {
		if (!this.removed) {
			this.lane.heartbeatIn(this, delay);
		}
	}

	/** A sign of life came from the client. */
	public void received() {
		this.times.received = this.lane.nanoTime();
	}

	/** The client answered a ping, which is a sign of life. */
	public void answeredPing() {
		received();
		this.times.answeredPing(this.lane.observer());
	}

	/**
	 * The stream has ended: let go of everything. Only the first call counts.
	 */
	public void remove() {
		if (this.removed) {
			return;
		}
		this.removed = true;
		for (Follower follower : this.followers) {
			follower.end();
			this.lane.unfollow(follower, follower.topics());
		}
		this.followers.clear();
		this.lane.remove(this);
		noteBehind(false);
	}

	/**
	 * Let those followers that have reached the first become one with it.
	 * @return whether there is only one left
	 */
	boolean join() {
		Position reached = this.lane.position();
		if (this.followers.isEmpty() || reached == null || !this.followers.get(0).isAt(reached)) {
			return this.followers.size() < 2;
		}
		Follower first = this.followers.get(0);
		boolean joined = this.followers.removeIf((follower) -> {
			if (follower == first || !follower.isAt(reached)) {
				return false;
			}
			first.absorb(follower, reached);
			this.lane.replace(follower, first);
			return true;
		});
		if (joined && this.followers.size() == 1) {
			checkpoint(reached);
		}
		return this.followers.size() < 2;
	}

	/**
	 * Whether everything up to a position of the lane was given.
	 */
	private boolean isAt(@Nullable Position reached) {
		return this.followers.stream().allMatch((follower) -> follower.isAt(reached));
	}

	/**
	 * Give a heartbeat: with the lane's checkpoint if everything up to there was given,
	 * else without.
	 * @param checkpoint the heartbeat that carries the lane's position
	 * @param plain the one that carries none
	 */
	void heartbeat(Heartbeat checkpoint, Heartbeat plain) {
		Position reached = checkpoint.checkpoint();
		if (reached != null && !this.followers.isEmpty() && isAt(reached)) {
			this.followers.forEach((follower) -> follower.moveTo(reached));
			this.connection.heartbeat(checkpoint);
		}
		else {
			this.connection.heartbeat(plain);
		}
		wrote(false);
	}

	private void checkpoint(Position position) {
		Heartbeat heartbeat = new Heartbeat(position, this.lane.allocator());
		this.connection.heartbeat(heartbeat);
		heartbeat.release();
		wrote(false);
	}

	/**
	 * A follower has read everything that it missed.
	 * @param follower the follower
	 * @param replayed whether the client was given events or gaps since it asked, so that
	 * it needs to know where that ended; with several followers it is told when they have
	 * become one
	 */
	void caughtUp(Follower follower, boolean replayed) {
		noteCaughtUp();
		Position position = follower.position();
		if (replayed && position != null && this.followers.size() == 1) {
			checkpoint(position);
		}
	}

	private void noteCaughtUp() {
		if (this.followers.stream().noneMatch(Follower::isBehind)) {
			noteBehind(false);
		}
	}

	void event(EncodedEvent event) {
		this.connection.event(event);
		this.lane.delivered(this.transport, 1);
		wrote(false);
	}

	/** Followed by {@link #wrote}, when the position is that of the last of them. */
	void events(MergedEvents merged) {
		this.connection.events(merged);
		this.lane.delivered(this.transport, merged.events().size());
	}

	void gap(Map<String, GapReason> gaps, @Nullable Position position) {
		this.connection.gap(gaps, position);
		wrote(false);
	}

	/**
	 * Something was written.
	 * @param send whether to send it now, and not with all that is written in this run
	 */
	void wrote(boolean send) {
		if (send) {
			Written.flush(this);
		}
		else if (!this.unflushed) {
			this.unflushed = true;
			this.lane.written(this);
		}
	}

	void flush() {
		this.unflushed = false;
		if (!this.removed) {
			this.times.written = this.lane.nanoTime();
			this.connection.flush();
		}
	}

	void read(Collection<String> topics, Map<String, Position> cursors, long limit, Consumer<Replay> result,
			Consumer<Throwable> failure) {
		this.lane.hub().read(List.copyOf(topics), cursors, limit, (replay) -> {
			if (!this.lane.tryExecute(() -> replay.giveTo(result, failure))) {
				replay.release();
			}
		}, (error) -> this.lane.execute(() -> failure.accept(error)));
	}

	void behind() {
		noteBehind(true);
		if (!this.connection.isWritable()) {
			this.times.progress = this.lane.nanoTime();
		}
		catchUp();
	}

	void interrupted() {
		List.copyOf(this.followers).forEach(Follower::interrupted);
	}

	/**
	 * Let those that are behind read, if the client takes more.
	 */
	void catchUp() {
		if (!this.removed && this.connection.isWritable()) {
			this.followers.forEach(Follower::catchUp);
		}
	}

	void retryLater() {
		noteBehind(true);
		this.lane.laggards().retryLater(this);
	}

	void dropFollower(Follower follower) {
		follower.end();
		this.followers.remove(follower);
		this.lane.unfollow(follower, follower.topics());
		this.topics = TopicSets.without(this.topics, follower.topics());
		noteCaughtUp();
	}

	void close(CloseReason reason, long retryAfterMillis) {
		this.connection.close(reason, retryAfterMillis);
	}

	boolean isRemoved() {
		return this.removed;
	}

	boolean isBehind() {
		return this.behind;
	}

	boolean isWritable() {
		return this.connection.isWritable();
	}

	boolean takes(int events) {
		// A poll's answer is bounded in events.
		return isWritable() && (events == 1 || this.transport != Transport.LONG_POLL);
	}

	/** The stream itself. */
	public Connection connection() {
		return this.connection;
	}

	Times times() {
		return this.times;
	}

	Lane lane() {
		return this.lane;
	}

	private void noteBehind(boolean now) {
		if (now != this.behind) {
			this.behind = now;
			this.lane.noteBehind(this, now);
		}
	}

}
