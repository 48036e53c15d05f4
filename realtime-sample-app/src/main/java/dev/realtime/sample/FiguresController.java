package dev.realtime.sample;

import java.util.List;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The snapshot that belongs to the topic of the figures: what a page loads when it
 * begins, and after a gap.
 */
@RestController
class FiguresController {

	private final MetricsFeeder feeder;

	FiguresController(MetricsFeeder feeder) {
		this.feeder = feeder;
	}

	@GetMapping("/api/figures")
	List<MetricsFeeder.Moment> recent() {
		return this.feeder.recent();
	}

}
