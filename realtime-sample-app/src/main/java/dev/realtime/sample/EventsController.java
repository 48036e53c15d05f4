package dev.realtime.sample;

import dev.realtime.EventTooLargeException;
import dev.realtime.InvalidPayloadException;
import dev.realtime.InvalidTopicException;
import dev.realtime.InvalidTypeException;
import dev.realtime.RealtimeException;
import dev.realtime.RealtimePublisher;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ContentTooLargeException;

/**
 * Publishes what is posted. Only JSON is taken, which a page of another site cannot post
 * without being asked for permission first.
 */
@RestController
class EventsController {

	private final RealtimePublisher publisher;

	EventsController(RealtimePublisher publisher) {
		this.publisher = publisher;
	}

	@PostMapping(path = "/api/events", consumes = MediaType.APPLICATION_JSON_VALUE)
	Mono<Receipt> publish(@RequestBody(required = false) Mono<byte[]> body) {
		return body.defaultIfEmpty(new byte[0])
			.map(SubmittedEvent::parse)
			.flatMap(this.publisher::publish)
			.map((position) -> new Receipt(position.toString()));
	}

	@ExceptionHandler({ InvalidTopicException.class, InvalidTypeException.class, InvalidPayloadException.class })
	ProblemDetail invalid(RealtimeException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, ex.getMessage());
	}

	@ExceptionHandler
	ProblemDetail tooLarge(EventTooLargeException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.CONTENT_TOO_LARGE, ex.getMessage());
	}

	@ExceptionHandler
	ProblemDetail tooLarge(ContentTooLargeException ex) {
		return ProblemDetail.forStatusAndDetail(ex.getStatusCode(),
				"The body is larger than spring.http.codecs.max-in-memory-size");
	}

	@ExceptionHandler
	ProblemDetail unavailable(RealtimeException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, ex.getMessage());
	}

	/**
	 * What the publisher is told.
	 *
	 * @param id the event's position
	 */
	record Receipt(String id) {

	}

}
