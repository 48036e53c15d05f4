package dev.realtime.sample;

import dev.realtime.RealtimeController;
import dev.realtime.RealtimeEvent;
import dev.realtime.RealtimePublisher;
import dev.realtime.RealtimeUser;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import reactor.core.publisher.Mono;

import org.springframework.messaging.handler.annotation.MessageMapping;

/**
 * A chat room. A page shows a line before the server has it, finds it again by its key
 * when it comes back to everybody, and may send it again when no answer came: under one
 * key it is published once.
 */
@RealtimeController
class ChatController {

	static final String TOPIC = "public.chat";

	private final RealtimePublisher publisher;

	ChatController(RealtimePublisher publisher) {
		this.publisher = publisher;
	}

	@MessageMapping("chat.line")
	Mono<Line> say(@Valid Said said, RealtimeUser user) {
		String by = user.isAnonymous() ? "guest" : user.name();
		Line line = new Line(said.key(), by, said.text().strip());
		RealtimeEvent event = RealtimeEvent.builder()
			.topic(TOPIC)
			.type("chat.line")
			.data(line)
			.idempotencyKey("chat-" + by + '-' + said.key())
			.build();
		return this.publisher.publish(event).thenReturn(line);
	}

	/**
	 * What a page sends.
	 *
	 * @param key the page's own name for the line
	 * @param text what is said
	 */
	record Said(@NotBlank @Pattern(regexp = "[A-Za-z0-9-]{8,40}") String key, @NotBlank @Size(max = 500) String text) {

	}

	/**
	 * What everybody gets.
	 *
	 * @param key the name that its page gave it
	 * @param by who said it
	 * @param text what was said
	 */
	record Line(String key, String by, String text) {

	}

}
