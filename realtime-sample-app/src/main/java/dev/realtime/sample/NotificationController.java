package dev.realtime.sample;

import java.security.Principal;

import dev.realtime.RealtimePublisher;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Sends a notification to one user: to all of their tabs and devices, whatever node those
 * are connected to, and to nobody else.
 */
@RestController
class NotificationController {

	private final RealtimePublisher publisher;

	NotificationController(RealtimePublisher publisher) {
		this.publisher = publisher;
	}

	@PostMapping("/api/notifications")
	@ResponseStatus(HttpStatus.ACCEPTED)
	Mono<Void> send(@Valid @RequestBody Wanted wanted, Principal sender) {
		if (!SecurityConfiguration.USERS.contains(wanted.to())) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "There is no user of that name");
		}
		return this.publisher
			.publishToUser(wanted.to(), "notification", new Notification(sender.getName(), wanted.text().strip()))
			.then();
	}

	/**
	 * What is asked for.
	 *
	 * @param to who gets it
	 * @param text what it says
	 */
	record Wanted(@NotBlank String to, @NotBlank @Size(max = 200) String text) {

	}

	/**
	 * What the user gets.
	 *
	 * @param from who sent it
	 * @param text what it says
	 */
	record Notification(String from, String text) {

	}

}
