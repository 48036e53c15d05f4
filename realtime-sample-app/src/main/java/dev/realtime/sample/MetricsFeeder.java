package dev.realtime.sample;

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
 * the first one on. Spring subscribes to what {@link #feed()} returns.
 */
@Component
class MetricsFeeder {

	static final String TOPIC = "public.metrics";

	static final String TYPE = "metrics";

	private static final Log logger = LogFactory.getLog(MetricsFeeder.class);

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
			.flatMap((open) -> this.publisher.publish(TOPIC, TYPE, this.machine.figures(open)))
			.then()
			// The next second brings new figures: one line is enough.
			.doOnError((ex) -> logger.warn("The figures of this second were not published: " + ex))
			.onErrorComplete();
	}

}
