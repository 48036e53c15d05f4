package dev.realtime.sample;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.realtime.MessageRejectedException;
import dev.realtime.RealtimeController;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Valid;
import jakarta.validation.Validator;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import org.springframework.messaging.handler.annotation.MessageMapping;

/**
 * A form that is checked while it is filled in, by the rules that also hold when it is
 * sent: the page has none of its own.
 */
@RealtimeController
@MessageMapping("booking")
class BookingController {

	private static final int SEATS = 20;

	private final Validator validator;

	private final AtomicInteger left = new AtomicInteger(SEATS);

	BookingController(Validator validator) {
		this.validator = validator;
	}

	/**
	 * Look at what was filled in so far.
	 * @param booking the form
	 * @return what is wrong, by field
	 */
	@MessageMapping("check")
	Map<String, String> check(Booking booking) {
		Set<ConstraintViolation<Booking>> violations = this.validator.validate(booking);
		Map<String, String> problems = new TreeMap<>();
		violations.forEach((violation) -> problems.merge(violation.getPropertyPath().toString(), violation.getMessage(),
				(one, other) -> one + ", " + other));
		return problems;
	}

	@MessageMapping("book")
	Booked book(@Valid Booking booking) {
		int before = this.left.getAndUpdate((seats) -> (seats >= booking.seats()) ? seats - booking.seats() : seats);
		if (before < booking.seats()) {
			throw new MessageRejectedException("sold_out", "Only " + before + " seats are left");
		}
		return new Booked(before - booking.seats());
	}

	/**
	 * The form.
	 *
	 * @param name for whom
	 * @param email where the tickets go
	 * @param seats how many
	 */
	record Booking(@NotBlank @Size(max = 60) String name, @NotBlank @Email String email,
			@NotNull @Min(1) @Max(8) Integer seats) {

	}

	/**
	 * The receipt.
	 *
	 * @param left how many seats are left
	 */
	record Booked(int left) {

	}

}
