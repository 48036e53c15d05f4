package dev.realtime.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * One rule under {@code realtime.topics}.
 *
 * @since 0.1.0
 */
public class RealtimeTopicProperties {

	/**
	 * Topics that the rule is for: * is one segment, ** any number, {user} the caller's
	 * encoded name.
	 */
	private @Nullable String pattern;

	/**
	 * Who may subscribe: anyone, authenticated, owner, nobody or role:NAME.
	 */
	private String subscribe = "nobody";

	/**
	 * Which clients may publish: anyone, authenticated, owner, nobody or role:NAME.
	 */
	private String publish = "nobody";

	/**
	 * How many events of each topic are kept for replay.
	 */
	private @Nullable Integer maxEvents;

	/**
	 * How long an event is kept for replay.
	 */
	private @Nullable Duration maxAge;

	public @Nullable String getPattern() {
		return this.pattern;
	}

	public void setPattern(@Nullable String pattern) {
		this.pattern = pattern;
	}

	public String getSubscribe() {
		return this.subscribe;
	}

	public void setSubscribe(String subscribe) {
		this.subscribe = subscribe;
	}

	public String getPublish() {
		return this.publish;
	}

	public void setPublish(String publish) {
		this.publish = publish;
	}

	public @Nullable Integer getMaxEvents() {
		return this.maxEvents;
	}

	public void setMaxEvents(@Nullable Integer maxEvents) {
		this.maxEvents = maxEvents;
	}

	public @Nullable Duration getMaxAge() {
		return this.maxAge;
	}

	public void setMaxAge(@Nullable Duration maxAge) {
		this.maxAge = maxAge;
	}

}
