package dev.realtime.actuate.observation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import dev.realtime.Position;
import dev.realtime.RealtimeEvent;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a publish. What a tracer writes into the carrier travels with the
 * event.
 *
 * @since 0.1.0
 */
public class RealtimePublishContext extends SenderContext<Map<String, String>> {

	private final RealtimeEvent event;

	private final @Nullable String pattern;

	private @Nullable Position position;

	/**
	 * Create a context.
	 * @param event what is published
	 * @param pattern the pattern of the topic's rule, or {@code null} if there is none
	 */
	public RealtimePublishContext(RealtimeEvent event, @Nullable String pattern) {
		super((carrier, name, value) -> Objects.requireNonNull(carrier).put(name, value), Kind.PRODUCER);
		this.event = event;
		this.pattern = pattern;
		setCarrier(new LinkedHashMap<>());
	}

	/**
	 * What is published, not checked yet when the observation starts.
	 * @return the event
	 */
	public RealtimeEvent event() {
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
	 * Where the event is in the log.
	 * @return the position, or {@code null} before there is a receipt, and where there is
	 * none
	 */
	public @Nullable Position position() {
		return this.position;
	}

	void setPosition(Position position) {
		this.position = position;
	}

}
