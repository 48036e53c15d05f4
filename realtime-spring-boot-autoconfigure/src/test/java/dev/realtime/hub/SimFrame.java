package dev.realtime.hub;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.realtime.GapReason;
import dev.realtime.Position;
import dev.realtime.codec.EncodedEvent;
import dev.realtime.codec.Frame;
import dev.realtime.connection.TopicStatus;

/**
 * One frame on its way to the client.
 */
final class SimFrame {

	final Kind kind;

	final Position position;

	final String topic;

	final long timestamp;

	final Map<String, Gap> gaps = new LinkedHashMap<>();

	final Map<String, TopicStatus> statuses = new LinkedHashMap<>();

	private final Frame frame;

	int request;

	int asOf;

	SimFrame(Kind kind, Position position) {
		this.kind = kind;
		this.position = position;
		this.topic = null;
		this.timestamp = 0;
		this.frame = null;
	}

	SimFrame(Position checkpoint, Frame frame) {
		this.kind = Kind.HEARTBEAT;
		this.position = checkpoint;
		this.topic = null;
		this.timestamp = 0;
		this.frame = frame;
	}

	SimFrame(EncodedEvent event, Frame frame) {
		this.kind = event.event().isEphemeral() ? Kind.EPHEMERAL : Kind.EVENT;
		this.position = event.event().position();
		this.topic = event.event().topic();
		this.timestamp = event.event().timestamp();
		this.frame = frame;
	}

	int request() {
		return this.request;
	}

	/**
	 * How far the true history had come when the hub looked.
	 */
	int asOf() {
		return this.asOf;
	}

	void release() {
		if (this.frame != null) {
			this.frame.buffer();
			this.frame.release();
		}
	}

	@Override
	public String toString() {
		return this.kind + " " + ((this.topic != null) ? this.topic + ' ' : "") + this.position
				+ (this.statuses.isEmpty() ? "" : " " + this.statuses) + (this.gaps.isEmpty() ? "" : " " + this.gaps);
	}

	enum Kind {

		SUBSCRIBED, FAILED, UNSUBSCRIBED, EVENT, EPHEMERAL, GAP, HEARTBEAT

	}

	/**
	 * What a gap says, and up to where in the true history it counts.
	 *
	 * @param reason the reason
	 * @param number up to where
	 */
	record Gap(GapReason reason, int number) {

	}

}
