package dev.realtime.sample;

import dev.realtime.RealtimeController;

import org.springframework.messaging.handler.annotation.MessageMapping;

/**
 * Answers at once, so that a page can measure the way there and back.
 */
@RealtimeController
class PingController {

	private final SampleProperties properties;

	PingController(SampleProperties properties) {
		this.properties = properties;
	}

	@MessageMapping("ping")
	Pong ping() {
		return new Pong(this.properties.node());
	}

	/**
	 * The answer.
	 *
	 * @param node who gave it
	 */
	record Pong(String node) {

	}

}
