package dev.realtime;

import java.util.Locale;

/**
 * Why a client could not be given everything that it missed of a topic. A gap is an
 * answer, not an error: the client is told, loads a snapshot, and follows live.
 *
 * @since 0.1.0
 */
public enum GapReason {

	/** The cursor cannot be read, or belongs to a log that is gone. */
	UNKNOWN,

	/** The cursor lies beyond the end of its epoch: events the client saw were erased. */
	FORKED,

	/** Some of what was missed was trimmed, expired, or never retained. */
	TRIMMED,

	/** More was missed than one resume may replay. */
	LIMIT;

	/**
	 * The reason as it goes over the wire.
	 * @return the lower-case word
	 */
	public String word() {
		return name().toLowerCase(Locale.ROOT);
	}

}
