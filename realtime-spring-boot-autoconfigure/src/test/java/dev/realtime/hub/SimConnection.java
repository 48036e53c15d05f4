package dev.realtime.hub;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

import dev.realtime.CloseReason;
import dev.realtime.GapReason;
import dev.realtime.Position;
import dev.realtime.RealtimeUser;
import dev.realtime.Transport;
import dev.realtime.codec.EncodedEvent;
import dev.realtime.codec.Frame;
import dev.realtime.codec.Heartbeat;
import dev.realtime.codec.MergedEvents;
import dev.realtime.codec.WireFormat;
import dev.realtime.connection.Connection;
import dev.realtime.connection.ConnectionInfo;
import dev.realtime.connection.Subscribed;

/**
 * A stream with a small socket buffer. What was written and flushed waits here until the
 * client takes it, and is gone when the connection is cut.
 */
final class SimConnection implements Connection {

	private final SimWorld world;

	private final SimLog log;

	private final Lane lane;

	private final ConnectionInfo info;

	private final WireFormat format;

	/** How much it takes before it is no longer writable. */
	private final int window;

	private final Deque<SimFrame> unflushed = new ArrayDeque<>();

	private final Deque<SimFrame> wire = new ArrayDeque<>();

	private final Map<String, Integer> toldUpTo = new HashMap<>();

	private final Deque<Runnable> messages = new ArrayDeque<>();

	private boolean handling;

	private boolean writable = true;

	private boolean closed;

	/** Whether the hub was told. */
	private boolean removed;

	/** Whether the client is gone and nobody noticed yet. */
	private boolean vanished;

	private HubConnection hub;

	private Position told;

	private boolean answered;

	SimConnection(SimWorld world, SimLog log, Lane lane, Transport transport, int number) {
		this.world = world;
		this.log = log;
		this.lane = lane;
		this.info = new ConnectionInfo("c" + number, transport, RealtimeUser.ANONYMOUS, null, Instant.EPOCH);
		this.format = (transport == Transport.SSE) ? WireFormat.SSE : WireFormat.JSON;
		this.window = 1 + world.below(world.chance(2) ? 3 : 40);
	}

	Lane lane() {
		return this.lane;
	}

	HubConnection hub() {
		return this.hub;
	}

	/**
	 * Have the lane do something with the hub's side, now or when it comes to it.
	 */
	void inLane(Runnable task) {
		this.lane.execute(() -> {
			if (!this.closed) {
				task.run();
			}
		});
	}

	/**
	 * The client sent something. One message is handled after the other.
	 * @param message what to do; it says itself when it is {@link #handled}
	 */
	void receive(Runnable message) {
		inLane(() -> {
			this.messages.add(message);
			handleNext();
		});
	}

	private void handleNext() {
		if (!this.handling && !this.messages.isEmpty()) {
			this.handling = true;
			this.messages.remove().run();
		}
	}

	void handled() {
		this.handling = false;
		inLane(this::handleNext);
	}

	void open() {
		this.hub = this.lane.add(this);
	}

	/**
	 * The client is gone, with whatever it did not take.
	 */
	void cut() {
		if (!this.closed) {
			this.closed = true;
			this.lane.execute(() -> {
				if (this.hub != null) {
					this.hub.remove();
					this.removed = true;
				}
			});
		}
		discard();
	}

	/**
	 * The client is gone, but that is only noticed in the middle of the next write.
	 */
	void vanish() {
		this.vanished = true;
		discard();
	}

	private void discard() {
		this.unflushed.forEach(SimFrame::release);
		this.unflushed.clear();
		this.wire.forEach(SimFrame::release);
		this.wire.clear();
	}

	/**
	 * Whether nothing can be written.
	 */
	private boolean isGone() {
		if (this.vanished && !this.closed) {
			this.closed = true;
			this.hub.remove();
			this.removed = true;
			return true;
		}
		if (this.removed) {
			throw new AssertionError(this.info.id() + " is written to after it was removed");
		}
		return this.closed;
	}

	boolean isClosed() {
		return this.closed;
	}

	/**
	 * The client takes what comes next.
	 * @return what it took, or {@code null} if there is nothing
	 */
	SimFrame take() {
		SimFrame out = this.wire.poll();
		if (out != null) {
			out.release();
			if (!this.writable && pending() <= this.window / 2) {
				this.writable = true;
				inLane(() -> this.hub.writable());
			}
		}
		return out;
	}

	private int pending() {
		return this.wire.size() + this.unflushed.size();
	}

	@Override
	public ConnectionInfo info() {
		return this.info;
	}

	@Override
	public boolean isWritable() {
		return this.writable && !this.closed;
	}

	/**
	 * Joined frames are written as a whole or not at all.
	 */
	@Override
	public void events(MergedEvents merged) {
		if (isGone()) {
			return;
		}
		if (!isWritable()) {
			throw new AssertionError(this.info.id() + " is not writable and is given " + merged.events());
		}
		int size = merged.events().stream().mapToInt((event) -> event.frame(this.format).size()).sum();
		if (merged.frame(this.format).buffer().remaining() != size) {
			throw new AssertionError(this.info.id() + " is given frames that were not joined well");
		}
		merged.events().forEach(this::write);
	}

	@Override
	public void event(EncodedEvent event) {
		if (isGone()) {
			return;
		}
		if (!isWritable()) {
			throw new AssertionError(this.info.id() + " is not writable and is given " + event);
		}
		write(event);
	}

	private void write(EncodedEvent event) {
		Frame frame = event.frame(this.format);
		frame.retain();
		write(new SimFrame(event, frame));
	}

	@Override
	public void gap(Map<String, GapReason> gaps, Position position) {
		if (!isGone()) {
			gaps.forEach(this::checkGap);
			if (gaps.containsValue(GapReason.LIMIT)) {
				throw new AssertionError(this.info.id() + " only fell behind, there is no limit for that");
			}
			SimFrame out = new SimFrame(SimFrame.Kind.GAP, position);
			gaps.forEach((topic, reason) -> out.gaps.put(topic, new SimFrame.Gap(reason, this.world.cause.number)));
			write(out);
		}
	}

	/** Whether the client keeps a cursor for each topic, and a gap carries none. */
	private boolean isPerTopic() {
		return this.info.transport() == Transport.WEBSOCKET;
	}

	/**
	 * A gap has to be what the engine said of this topic, and is told once: whoever was
	 * told does not ask again from before.
	 */
	private void checkGap(String topic, GapReason reason) {
		SimRead cause = this.world.cause;
		if (!this.world.mix.allows(reason)) {
			throw new AssertionError(this.info.id() + " is told a gap without a reason: " + topic + ' ' + reason);
		}
		if (cause == null || cause.result.gaps().get(topic) != reason) {
			throw new AssertionError(this.info.id() + " is told what the engine did not say: " + topic + ' ' + reason);
		}
		int from = this.log.numberOf(cause.request.cursors().get(topic));
		if (from < this.toldUpTo.getOrDefault(topic, -1)) {
			throw new AssertionError(this.info.id() + " is told twice: " + topic + ' ' + reason + ' ' + cause);
		}
		boolean first = this.toldUpTo.put(topic, cause.number) == null;
		if (first && !isPerTopic() && this.told != null && from < this.log.numberOf(this.told)) {
			throw new AssertionError(this.info.id() + " was at " + this.told + " and reads from before: " + cause);
		}
	}

	void answered(int request, Subscribed answer, boolean resumed) {
		if (isGone()) {
			return;
		}
		SimFrame out = new SimFrame(SimFrame.Kind.SUBSCRIBED, answer.cursor());
		out.request = request;
		out.asOf = (this.world.cause != null) ? this.world.cause.number : this.log.numberOf(answer.cursor());
		out.statuses.putAll(answer.topics());
		answer.topics().forEach((topic, status) -> {
			this.toldUpTo.remove(topic);
			if (status.gap() != null) {
				out.gaps.put(topic, new SimFrame.Gap(status.gap(), this.world.cause.number));
				if (resumed) {
					checkGap(topic, status.gap());
				}
			}
		});
		this.answered = true;
		write(out);
		flush();
	}

	boolean isAnswered() {
		return this.answered;
	}

	/**
	 * Whether there is more than the answer.
	 */
	boolean hasContent() {
		return this.wire.size() > 1;
	}

	void failed(int request) {
		if (!isGone()) {
			SimFrame out = new SimFrame(SimFrame.Kind.FAILED, null);
			out.request = request;
			write(out);
			flush();
		}
	}

	void unsubscribed(int request) {
		if (!isGone()) {
			SimFrame out = new SimFrame(SimFrame.Kind.UNSUBSCRIBED, null);
			out.request = request;
			write(out);
			flush();
		}
	}

	@Override
	public void heartbeat(Heartbeat heartbeat) {
		if (isGone()) {
			return;
		}
		Frame frame = heartbeat.frame(this.format);
		frame.retain();
		Position checkpoint = heartbeat.checkpoint();
		if (checkpoint != null && this.told != null && checkpoint.epoch().equals(this.told.epoch())
				&& checkpoint.offset() < this.told.offset()) {
			throw new AssertionError(this.info.id() + " is given the checkpoint " + checkpoint + " after " + this.told);
		}
		write(new SimFrame(checkpoint, frame));
	}

	private void write(SimFrame out) {
		this.world.tell("  ", this.info.id(), "<-", out);
		if (out.position != null && out.kind != SimFrame.Kind.SUBSCRIBED
				&& !(out.kind == SimFrame.Kind.GAP && isPerTopic())) {
			boolean later = this.told == null || !this.told.epoch().equals(out.position.epoch())
					|| this.told.offset() < out.position.offset();
			this.told = later ? out.position : this.told;
		}
		this.unflushed.add(out);
		if (pending() >= this.window) {
			this.writable = false;
		}
	}

	@Override
	public void flush() {
		isGone();
		this.wire.addAll(this.unflushed);
		this.unflushed.clear();
	}

	@Override
	public void close(CloseReason reason, long retryAfterMillis) {
		if (!this.closed) {
			this.world.tell("  ", this.info.id(), "closed", reason);
			cut();
		}
	}

	@Override
	public String toString() {
		return this.info.id();
	}

}
