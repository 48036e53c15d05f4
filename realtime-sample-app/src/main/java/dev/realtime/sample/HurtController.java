package dev.realtime.sample;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

import dev.realtime.RealtimePublisher;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;

/**
 * Does what networks and machines do when nobody wants it, so that one can watch the page
 * cope.
 */
@RestController
@RequestMapping("/api/hurt")
class HurtController {

	static final String BURST_TOPIC = "public.burst";

	private static final int BURST_SIZE = 1000;

	private static final int KILLED = 137;

	private static final Log logger = LogFactory.getLog(HurtController.class);

	private final Visits visits;

	private final RealtimePublisher publisher;

	private final SampleProperties properties;

	HurtController(Visits visits, RealtimePublisher publisher, SampleProperties properties) {
		this.visits = visits;
		this.publisher = publisher;
		this.properties = properties;
	}

	/** Cuts the caller's streams without a word, as a network that fails does. */
	@PostMapping("/drop")
	Dropped drop(ServerWebExchange exchange) {
		return new Dropped(this.visits.cut(exchange));
	}

	/** Publishes numbered events, as fast as the log takes them. */
	@PostMapping("/burst")
	Mono<Burst> burst() {
		Burst burst = new Burst(Long.toString(System.currentTimeMillis(), Character.MAX_RADIX), BURST_SIZE);
		return Flux.range(1, BURST_SIZE)
			.concatMap((number) -> this.publisher.publish(BURST_TOPIC, "burst",
					new Numbered(burst.id(), number, BURST_SIZE)))
			.then(Mono.just(burst));
	}

	/** Ends the process on the spot: no shutdown hook runs, no stream is told. */
	@PostMapping("/kill")
	Killed kill(ServerWebExchange exchange) {
		if (!this.properties.killable() || !isLocal(exchange.getRequest().getRemoteAddress())) {
			throw new ResponseStatusException(HttpStatus.FORBIDDEN,
					"Only from this machine, and only if sample.killable is true");
		}
		logger.warn("This node was asked to die, and does");
		// Late enough for the answer to get out.
		Schedulers.parallel().schedule(() -> Runtime.getRuntime().halt(KILLED), 100, TimeUnit.MILLISECONDS);
		return new Killed(this.properties.node());
	}

	private static boolean isLocal(@Nullable InetSocketAddress caller) {
		return caller != null && caller.getAddress() != null && caller.getAddress().isLoopbackAddress();
	}

	/**
	 * What was cut.
	 *
	 * @param streams how many streams of the caller this node had
	 */
	record Dropped(int streams) {

	}

	/**
	 * What was published.
	 *
	 * @param id which burst, as its events say
	 * @param size how many events
	 */
	record Burst(String id, int size) {

	}

	/**
	 * One event of a burst.
	 *
	 * @param burst which burst
	 * @param number its number, from 1 on
	 * @param size the last number
	 */
	record Numbered(String burst, int number, int size) {

	}

	/**
	 * What is gone.
	 *
	 * @param node the node
	 */
	record Killed(String node) {

	}

}
