package dev.realtime.sample;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;

import dev.realtime.RealtimeConnections;
import dev.realtime.RealtimePublisher;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Mono;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Publishes the machine's figures every second, so that there is something to see from
 * the first one on, and keeps those of two minutes for pages that begin, or that missed
 * some. Spring subscribes to what {@link #feed()} returns.
 */
@Component
class MetricsFeeder {

	static final String TOPIC = "public.metrics";

	static final String TYPE = "metrics";

	private static final int KEPT = 120;

	private static final Log logger = LogFactory.getLog(MetricsFeeder.class);

	private final ConcurrentLinkedDeque<Moment> recent = new ConcurrentLinkedDeque<>();

	private final RealtimePublisher publisher;

	private final RealtimeConnections connections;

	private final Machine machine;

	MetricsFeeder(RealtimePublisher publisher, RealtimeConnections connections, Machine machine) {
		this.publisher = publisher;
		this.connections = connections;
		this.machine = machine;
	}

	@Scheduled(fixedRate = 1, timeUnit = TimeUnit.SECONDS)
	Mono<Void> feed() {
		return this.connections.count()
			.map(this.machine::figures)
			.doOnNext(this::keep)
			.flatMap((figures) -> this.publisher.publish(TOPIC, TYPE, figures))
			.then()
			// The next second brings new figures: one line is enough.
			.doOnError((ex) -> logger.warn("The figures of this second were not published: " + ex))
			.onErrorComplete();
	}

	/**
	 * The figures of the last two minutes of this node.
	 * @return the oldest first
	 */
	List<Moment> recent() {
		return List.copyOf(this.recent);
	}

	private void keep(Figures figures) {
		this.recent.add(new Moment(System.currentTimeMillis(), figures));
		if (this.recent.size() > KEPT) {
			this.recent.poll();
		}
	}

	/**
	 * Figures and when they were read, as an event has them.
	 *
	 * @param timestamp milliseconds since 1970
	 * @param payload the figures
	 */
	record Moment(long timestamp, Figures payload) {

	}

}
