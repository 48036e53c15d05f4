package dev.realtime.hub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import dev.realtime.GapReason;
import dev.realtime.Position;
import dev.realtime.Transport;
import dev.realtime.bus.ReadRequest;
import dev.realtime.codec.EncodedEvent;
import dev.realtime.codec.MergedEvents;
import org.jspecify.annotations.Nullable;

/**
 * Topics that one connection follows from one position. Subscribing, falling behind, and
 * coming back after a hole are one mechanism: read from the position, give what was read,
 * then what was held back meanwhile, then live. In lane only.
 * <p>
 * It does not rely on anyone's word that nothing was missed: every event proves it, by
 * the offset of its predecessor in the topic. An event of another epoch, or whose
 * predecessor lies beyond the position, makes the follower read.
 */
final class Follower {

	private final HubConnection owner;

	/** Never changed, only replaced: most are shared with the owner. */
	private Set<String> topics;

	private final List<EncodedEvent> held = new ArrayList<>(0);

	/** Topics whose gap was told, and from where they are followed; none when live. */
	private Map<String, Position> jumps = Map.of();

	private State state = State.BEHIND;

	private @Nullable Opening opening;

	private @Nullable Position position;

	/** When the client asked to resume and what it was told, until it has caught up. */
	private @Nullable String verdict;

	private long askedAt;

	private boolean told;

	private long replayed;

	/** Whether what is held back is not all there was, so that it has to read again. */
	private boolean incomplete;

	Follower(HubConnection owner, Set<String> topics) {
		this.owner = owner;
		this.topics = topics;
	}

	Set<String> topics() {
		return this.topics;
	}

	/**
	 * Up to where everything was given, or known to be a gap.
	 * @return the position, or {@code null} before the first read was answered
	 */
	@Nullable Position position() {
		return this.position;
	}

	boolean isBehind() {
		return this.state == State.BEHIND;
	}

	/**
	 * Whether everything up to a position of the lane was given.
	 * @param reached what the lane has offered to everyone
	 * @return {@code true} if the position holds for this follower
	 */
	boolean isAt(@Nullable Position reached) {
		return this.state == State.LIVE && reached != null && this.position != null
				&& this.position.epoch().equals(reached.epoch()) && this.position.offset() <= reached.offset();
	}

	/**
	 * Everything up to a position of the lane, where this follower {@link #isAt is},
	 * counts as given.
	 * @param reached the position
	 */
	void moveTo(Position reached) {
		this.position = reached;
	}

	/**
	 * Begin: read from the client's cursor, or from now.
	 * @param opening what the client asked
	 */
	void open(Opening opening) {
		this.opening = opening;
		this.position = opening.cursor();
		this.askedAt = this.owner.lane().nanoTime();
		read();
	}

	/**
	 * Read from the position. Live events are held back until the answer is here. There
	 * is never more than one read on its way.
	 */
	void read() {
		this.state = State.READING;
		Map<String, Position> cursors = new HashMap<>();
		if (this.position != null) {
			this.topics.forEach((topic) -> cursors.put(topic, this.jumps.getOrDefault(topic, this.position)));
		}
		long limit = (this.opening != null) ? this.owner.lane().settings().replayMaxEvents() : ReadRequest.UNLIMITED;
		this.owner.read(this.topics, cursors, limit, (replay) -> {
			if (this.state == State.READING) {
				give(replay);
			}
		}, this::fail);
	}

	private void fail(Throwable error) {
		Opening failed = this.opening;
		if (failed != null) {
			this.owner.dropFollower(this);
			failed.listener().failed(error);
		}
		else {
			tryAgain();
		}
	}

	/** What could not be read or given is read again, a little later. */
	private void tryAgain() {
		clearHeld();
		if (this.state != State.ENDED) {
			this.state = State.BEHIND;
			this.owner.retryLater();
		}
	}

	private void give(Replay replay) {
		Map<String, GapReason> gaps = new HashMap<>(replay.gaps());
		gaps.keySet().retainAll(this.topics);
		boolean nothingToCome = replay.events().isEmpty() && !replay.hasMore();
		Opening opened = this.opening;
		if (opened != null) {
			Position proven = this.owner.proven(this, opened, opened.position(replay, nothingToCome), replay.top());
			if (proven == null) {
				tryAgain();
				return;
			}
			this.verdict = opened.verdict(replay);
			opened.answer(replay, proven);
			this.opening = null;
		}
		else if (!gaps.isEmpty()) {
			this.owner.gap(gaps, nothingToCome ? replay.top() : null);
			this.told = true;
		}
		if (!gaps.isEmpty()) {
			this.jumps = new HashMap<>(this.jumps);
			gaps.keySet().forEach((topic) -> this.jumps.put(topic, replay.top()));
		}
		if (!giveEvents(replay.events())) {
			fallBehind();
			return;
		}
		if (this.state == State.ENDED) {
			return;
		}
		this.position = replay.through();
		if (replay.hasMore()) {
			clearHeld();
			read();
			return;
		}
		this.jumps = Map.of();
		this.state = State.LIVE;
		this.owner.caughtUp(this, this.told || this.replayed > 0);
		report();
		giveHeld();
	}

	private void report() {
		if (this.verdict != null) {
			Transport transport = this.owner.connection().info().transport();
			Duration taken = Duration.ofNanos(this.owner.lane().nanoTime() - this.askedAt);
			this.owner.lane().observer().replayed(transport, this.verdict, this.replayed, taken);
			this.verdict = null;
		}
		this.told = false;
		this.replayed = 0;
	}

	/**
	 * Give events that were read.
	 * @return {@code false} if the connection takes no more
	 */
	private boolean giveEvents(List<EncodedEvent> events) {
		for (EncodedEvent event : events) {
			String topic = event.event().topic();
			if (this.state != State.READING) {
				return false;
			}
			if (this.topics.contains(topic)) {
				if (!this.owner.isWritable()) {
					return false;
				}
				this.owner.event(event);
				if (this.jumps.containsKey(topic)) {
					this.jumps.put(topic, Objects.requireNonNull(event.event().position()));
				}
				this.replayed++;
			}
			this.position = event.event().position();
		}
		return true;
	}

	private void giveHeld() {
		if (this.incomplete) {
			clearHeld();
			fallBehind();
			return;
		}
		List<EncodedEvent> events = List.copyOf(this.held);
		this.held.clear();
		for (EncodedEvent event : events) {
			if (this.topics.contains(event.event().topic())) {
				offer(event);
			}
			event.release();
		}
	}

	/**
	 * Take events from the lane, each of which follows the one before it in the topic.
	 * @param merged events of one of the topics
	 * @param written counts for each event to how many it was written
	 * @param flush whether to send them now, since nothing that follows could go along
	 */
	void offer(MergedEvents merged, int[] written, boolean flush) {
		List<EncodedEvent> events = merged.events();
		if (this.owner.takes(written.length) && followsOn(events.get(0))) {
			this.owner.events(merged);
			Position last = events.get(written.length - 1).event().position();
			this.position = (last != null) ? last : this.position;
			for (int i = 0; i < written.length; i++) {
				written[i]++;
			}
			// Not before the position is that of what was written: a poll ends with it.
			this.owner.wrote(flush);
			return;
		}
		for (int i = 0; i < written.length; i++) {
			written[i] += offer(events.get(i)) ? 1 : 0;
		}
	}

	private boolean followsOn(EncodedEvent first) {
		return this.state == State.LIVE && (first.event().isEphemeral() || (!isOld(first) && !misses(first)));
	}

	/**
	 * Take an event from the lane.
	 * @param event an event of one of the topics
	 * @return whether it was written
	 */
	boolean offer(EncodedEvent event) {
		if (event.event().isEphemeral()) {
			return offerEphemeral(event);
		}
		if (this.state == State.READING) {
			hold(event);
		}
		if (this.state != State.LIVE || isOld(event)) {
			return false;
		}
		if (misses(event) || !this.owner.isWritable()) {
			fallBehind();
			return false;
		}
		this.owner.event(event);
		this.position = event.event().position();
		return true;
	}

	private boolean offerEphemeral(EncodedEvent event) {
		if (this.state != State.LIVE || !this.owner.isWritable()) {
			this.owner.lane().observer().eventsDropped((this.state == State.READING) ? "hand-off" : "behind", 1);
			return false;
		}
		this.owner.event(event);
		return true;
	}

	private boolean isOld(EncodedEvent event) {
		return isSameEpoch(event) && event.event().offset() <= offset();
	}

	private boolean misses(EncodedEvent event) {
		return !isSameEpoch(event) || event.event().prev() > offset();
	}

	private boolean isSameEpoch(EncodedEvent event) {
		Position at = event.event().position();
		return at != null && this.position != null && at.epoch().equals(this.position.epoch());
	}

	private long offset() {
		return (this.position != null) ? this.position.offset() : 0;
	}

	private void hold(EncodedEvent event) {
		if (this.held.size() >= this.owner.lane().settings().handOff()) {
			clearHeld();
			this.incomplete = true;
		}
		if (!this.incomplete) {
			this.held.add(event.retain());
		}
	}

	private void clearHeld() {
		this.held.forEach(EncodedEvent::release);
		this.held.clear();
		this.incomplete = false;
	}

	/**
	 * Events may be missing: whatever the state, read what is in the log from now on.
	 */
	void interrupted() {
		if (this.state == State.READING) {
			clearHeld();
			this.incomplete = true;
		}
		else if (this.state == State.LIVE) {
			fallBehind();
		}
	}

	private void fallBehind() {
		clearHeld();
		if (this.state == State.ENDED) {
			return;
		}
		this.state = State.BEHIND;
		this.owner.behind();
	}

	/**
	 * Go on from the position if the connection takes more.
	 */
	void catchUp() {
		if (this.state == State.BEHIND) {
			read();
		}
	}

	void unfollow(String topic) {
		this.topics = TopicSets.without(this.topics, Set.of(topic));
		if (this.jumps.containsKey(topic)) {
			this.jumps.remove(topic);
		}
	}

	/**
	 * Take over the topics of a follower that is at the same place.
	 * @param other the other follower
	 * @param reached where both are
	 */
	void absorb(Follower other, Position reached) {
		this.topics = TopicSets.with(this.topics, other.topics);
		this.position = reached;
	}

	/** Let go of everything. Answers that are still to come change nothing. */
	void end() {
		this.state = State.ENDED;
		this.opening = null;
		clearHeld();
	}

	private enum State {

		READING, LIVE, BEHIND, ENDED

	}

}
