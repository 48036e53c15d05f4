package dev.realtime.redis.history;

import org.jspecify.annotations.Nullable;

/**
 * What a client was told of a topic when it subscribed.
 *
 * @param kind what it means
 * @param reason why there is a gap or a refusal, or {@code null}
 */
public record Verdict(Kind kind, @Nullable String reason) {

	public static final Verdict FRESH = new Verdict(Kind.FRESH, null);

	public static final Verdict RESUMED = new Verdict(Kind.RESUMED, null);

	public static Verdict gap(String reason) {
		return new Verdict(Kind.GAP, reason);
	}

	public static Verdict refused(String reason) {
		return new Verdict(Kind.REFUSED, reason);
	}

	/**
	 * The verdict in the words of the protocol.
	 * @param resumed whether it says so
	 * @param gap the gap's reason, or {@code null}
	 * @param error the refusal's reason, or {@code null}
	 */
	public static Verdict of(boolean resumed, @Nullable String gap, @Nullable String error) {
		if (error != null) {
			return refused(error);
		}
		if (gap != null) {
			return gap(gap);
		}
		return resumed ? RESUMED : FRESH;
	}

	@Override
	public String toString() {
		return (this.reason != null) ? this.kind + ":" + this.reason : this.kind.toString();
	}

	/** What a verdict means. */
	public enum Kind {

		/** Followed from now on, as the client had no cursor. */
		FRESH,

		/** Everything since the cursor follows. */
		RESUMED,

		/** Followed from now on, and something before was missed. */
		GAP,

		/** Not followed. */
		REFUSED

	}

}
