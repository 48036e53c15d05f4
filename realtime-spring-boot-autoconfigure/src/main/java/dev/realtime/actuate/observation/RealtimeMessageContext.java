package dev.realtime.actuate.observation;

import io.micrometer.observation.Observation;

/**
 * What is known of a client's message that a handler was found for.
 *
 * @since 0.1.0
 */
public class RealtimeMessageContext extends Observation.Context {

	private final String type;

	private final String pattern;

	/**
	 * Create a context.
	 * @param type the message's type, as the client chose it
	 * @param pattern the mapping of the handler
	 */
	public RealtimeMessageContext(String type, String pattern) {
		this.type = type;
		this.pattern = pattern;
	}

	/**
	 * The message's type.
	 * @return a valid type, of which there is no bounded number
	 */
	public String type() {
		return this.type;
	}

	/**
	 * The mapping of the handler, as in {@code chat.say.{room}}.
	 * @return the mapping
	 */
	public String pattern() {
		return this.pattern;
	}

}
