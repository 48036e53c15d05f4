package dev.realtime.message;

import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;

import dev.realtime.BusUnavailableException;
import dev.realtime.MessageRejectedException;
import dev.realtime.PublishOutcomeUnknownException;
import dev.realtime.PublishRejectedException;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessagingException;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.validation.BindingResult;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/**
 * What a client is told of an error in a handler: what is wrong with its message, or that
 * something went wrong, and nothing of how the application is made.
 */
final class HandlerErrors {

	private static final int MAX_VIOLATIONS = 5;

	private HandlerErrors() {
	}

	/**
	 * What to tell.
	 * @param error what happened
	 * @return the refusal, or the error itself if it is a fault on this side
	 */
	static Throwable refusal(Throwable error) {
		if (error instanceof MessageRefusedException || error instanceof MessageRejectedException) {
			return MessageRefusedException.of(error);
		}
		if (error instanceof ArgumentConversion.Failure
				|| (error instanceof MessagingException failure && isOfClient(failure))) {
			return MessageRefusedException.invalid((error instanceof MethodArgumentNotValidException invalid)
					? violations(invalid.getBindingResult()) : ErrorCode.INVALID.text());
		}
		if (error instanceof RejectedExecutionException) {
			return new MessageRefusedException(ErrorCode.UNAVAILABLE, "Too many messages are being handled");
		}
		boolean unavailable = error instanceof BusUnavailableException || error instanceof PublishRejectedException
				|| error instanceof PublishOutcomeUnknownException;
		// What else a handler fails with says nothing of the client's message.
		return unavailable ? MessageRefusedException.of(error) : new HandlerFailedException(error);
	}

	/** Not of a message that the handler has sent somewhere else, or taken from there. */
	private static boolean isOfClient(MessagingException failure) {
		Message<?> failed = failure.getFailedMessage();
		return failed != null && failed.getHeaders().containsKey(Call.HEADER);
	}

	private static String violations(@Nullable BindingResult result) {
		if (result == null || !result.hasErrors()) {
			return ErrorCode.INVALID.text();
		}
		return result.getAllErrors()
			.stream()
			.map(HandlerErrors::violation)
			.sorted()
			.limit(MAX_VIOLATIONS)
			.collect(Collectors.joining("; "));
	}

	private static String violation(ObjectError error) {
		String text = (error.getDefaultMessage() != null) ? error.getDefaultMessage() : "is not valid";
		return (error instanceof FieldError field) ? field.getField() + ' ' + text : text;
	}

}
