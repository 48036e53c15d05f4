package dev.realtime.sample;

import dev.realtime.RealtimeController;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;

/**
 * A chat room: what is said is checked, goes to everybody in the room, and comes back to
 * whoever said it with the id of the message, so that a page can show it before that.
 */
@RealtimeController
class ChatController {

	@MessageMapping("chat.line")
	@SendTo("public.chat")
	Line say(@Valid Said said) {
		return new Line(said.by().strip(), said.text().strip());
	}

	/**
	 * What a page sends.
	 *
	 * @param by who says it
	 * @param text what is said
	 */
	record Said(@NotBlank @Size(max = 30) String by, @NotBlank @Size(max = 500) String text) {

	}

	/**
	 * What everybody gets.
	 *
	 * @param by who said it
	 * @param text what was said
	 */
	record Line(String by, String text) {

	}

}
