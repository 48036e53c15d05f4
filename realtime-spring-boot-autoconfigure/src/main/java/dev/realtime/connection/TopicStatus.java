package dev.realtime.connection;

import java.util.Map;

import dev.realtime.CloseReason;
import dev.realtime.GapReason;
import org.jspecify.annotations.Nullable;

/**
 * What a client is told of one topic that it asked for. At most one of the parts is set.
 *
 * @param resumed {@code true} if everything since the client's cursor follows
 * @param gap why it does not, or {@code null}
 * @param error why the topic was refused, or {@code null}
 */
public record TopicStatus(boolean resumed, @Nullable GapReason gap, @Nullable CloseReason error) {

	/** Subscribed from now on. */
	public static final TopicStatus FRESH = new TopicStatus(false, null, null);

	/** Subscribed, and everything since the cursor follows. */
	public static final TopicStatus RESUMED = new TopicStatus(true, null, null);

	/** Refused. */
	public static final TopicStatus FORBIDDEN = new TopicStatus(false, null, CloseReason.FORBIDDEN);

	/**
	 * Subscribed from now on; what was missed is lost to this client.
	 * @param reason why
	 * @return the status
	 */
	public static TopicStatus gap(GapReason reason) {
		return new TopicStatus(false, reason, null);
	}

	/**
	 * The status as it goes over the wire.
	 * @return one entry, or none if subscribed from now on
	 */
	public Map<String, Object> toWire() {
		if (this.error != null) {
			return Map.of("error", this.error.word());
		}
		if (this.gap != null) {
			return Map.of("gap", this.gap.word());
		}
		return this.resumed ? Map.of("resumed", true) : Map.of();
	}

}
