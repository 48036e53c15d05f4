package dev.realtime.sample;

import java.security.Principal;
import java.time.Duration;
import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Starts and cancels jobs, and says how they stand: that is where a page begins, and
 * where it begins anew after a gap. Everything in between is pushed.
 */
@RestController
@RequestMapping("/api/jobs")
class JobController {

	private final Jobs jobs;

	JobController(Jobs jobs) {
		this.jobs = jobs;
	}

	@GetMapping
	List<Job> list(Principal user) {
		return this.jobs.list(user.getName());
	}

	@PostMapping
	@ResponseStatus(HttpStatus.ACCEPTED)
	Job start(@Valid @RequestBody Wanted wanted, Principal user) {
		return this.jobs.start(user.getName(), wanted.title().strip(), Duration.ofSeconds(wanted.seconds()))
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.TOO_MANY_REQUESTS,
					"Only " + Jobs.KEPT + " jobs may run at a time"));
	}

	@DeleteMapping("/{id}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void cancel(@PathVariable String id, Principal user) {
		if (!this.jobs.cancel(user.getName(), id)) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no such job here");
		}
	}

	/**
	 * What is asked for.
	 *
	 * @param title what the job pretends to do
	 * @param seconds how long it takes
	 */
	record Wanted(@NotBlank @Size(max = 60) String title, @Min(1) @Max(60) int seconds) {

	}

}
