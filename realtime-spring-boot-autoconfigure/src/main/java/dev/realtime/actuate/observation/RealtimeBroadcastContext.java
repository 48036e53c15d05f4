package dev.realtime.actuate.observation;

import dev.realtime.PublishedEvent;
import dev.realtime.TraceContext;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a broadcast. The carrier is what the event brought from the one who
 * published it.
 *
 * @since 0.1.0
 */
public class RealtimeBroadcastContext extends ReceiverContext<TraceContext> {

	private final PublishedEvent event;

	private final @Nullable String pattern;

	private volatile int fanout;

	/**
	 * Create a context.
	 * @param event the event that has arrived
	 * @param pattern the pattern of the topic's rule, or {@code null} if there is none
	 */
	public RealtimeBroadcastContext(PublishedEvent event, @Nullable String pattern) {
		super(TraceContext::get, Kind.CONSUMER);
		this.event = event;
		this.pattern = pattern;
		setCarrier(event.trace());
	}

	/**
	 * What is broadcast.
	 * @return the event
	 */
	public PublishedEvent event() {
		return this.event;
	}

	/**
	 * The pattern of the topic's rule.
	 * @return the pattern, or {@code null} if there is no rule
	 */
	public @Nullable String pattern() {
		return this.pattern;
	}

	/**
	 * How many of this node's connections the event was written to.
	 * @return how many; 0 before the end, and if all of them are behind and will read the
	 * event later
	 */
	public int fanout() {
		return this.fanout;
	}

	void setFanout(int fanout) {
		this.fanout = fanout;
	}

}
