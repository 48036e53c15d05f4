package dev.realtime.security;

import java.time.Duration;

import dev.realtime.RealtimeTopics;
import dev.realtime.RealtimeUser;
import dev.realtime.TopicAction;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what with the topics of a pattern, and how long their events are kept.
 *
 * @param pattern the topics
 * @param subscribe who may subscribe
 * @param publish who may publish from a client; the application always may
 * @param maxEvents how many events are kept for replay, 0 for none, {@code null} for the
 * default
 * @param maxAge how long events are kept for replay, {@code null} for the default
 * @since 0.1.0
 */
public record TopicRule(TopicPattern pattern, Access subscribe, Access publish, @Nullable Integer maxEvents,
		@Nullable Duration maxAge) {

	/**
	 * Create a rule.
	 * @throws IllegalArgumentException if {@code maxEvents} is negative, {@code maxAge}
	 * not positive, or {@code owner} is let in although the pattern has no
	 * <code>{user}</code>
	 */
	public TopicRule {
		boolean owned = subscribe.equals(Access.OWNER) || publish.equals(Access.OWNER);
		if (owned && !pattern.hasOwner()) {
			throw new IllegalArgumentException("The rule for \"" + pattern
					+ "\" lets the owner in, but nothing says who that is: {user} has to stand in the pattern");
		}
		if (maxEvents != null && maxEvents < 0) {
			throw new IllegalArgumentException(
					"The rule for \"" + pattern + "\" has max-events " + maxEvents + ": it must be 0 or more");
		}
		if (maxAge != null && (maxAge.isZero() || maxAge.isNegative())) {
			throw new IllegalArgumentException("The rule for \"" + pattern + "\" has max-age " + maxAge
					+ ": it must be positive; max-events 0 keeps nothing");
		}
	}

	/**
	 * Create a rule with the default retention.
	 * @param pattern the topics
	 * @param subscribe who may subscribe
	 * @param publish who may publish from a client
	 */
	public TopicRule(TopicPattern pattern, Access subscribe, Access publish) {
		this(pattern, subscribe, publish, null, null);
	}

	/**
	 * Whether a user may do something with a topic.
	 * @param user who asks
	 * @param action what for
	 * @param topic the segments of a topic that matches the pattern
	 * @return {@code true} if they may
	 */
	boolean allows(RealtimeUser user, TopicAction action, String[] topic) {
		String owner = this.pattern.owner(topic);
		boolean own = !user.isAnonymous() && RealtimeTopics.encode(user.name()).equals(owner);
		if (owner != null && !own) {
			return false;
		}
		return switch (action) {
			case SUBSCRIBE -> this.subscribe.admits(user, own);
			case PUBLISH -> this.publish.admits(user, own);
			// No rule speaks of it yet, and what is not allowed is refused.
			case PRESENCE -> false;
		};
	}

}
