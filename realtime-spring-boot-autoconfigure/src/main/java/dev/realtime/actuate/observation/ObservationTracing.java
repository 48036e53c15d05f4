package dev.realtime.actuate.observation;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

import dev.realtime.Position;
import dev.realtime.PublishedEvent;
import dev.realtime.RealtimeEvent;
import dev.realtime.TraceContext;
import dev.realtime.hub.Tracing;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Has Micrometer observe publishes, broadcasts and the handling of messages. Where a
 * tracer is among the registry's handlers, an event carries the context of its publish,
 * and its broadcasts become children of that on every node. Thread-safe.
 * <p>
 * An event whose trace is not sampled carries nothing: nobody would see its broadcasts.
 *
 * @since 0.1.0
 */
public final class ObservationTracing implements Tracing {

	private static final Log logger = LogFactory.getLog(ObservationTracing.class);

	/** Where the flags of a {@code traceparent} end; sampled is the lowest. */
	private static final int FLAGS = 54;

	private final ObservationRegistry registry;

	private final Function<String, @Nullable String> patterns;

	private final ObservationConventions conventions;

	private final boolean shownToClients;

	/**
	 * Create it.
	 * @param registry observes; without handlers nothing is done
	 * @param patterns from a topic to the pattern of its rule, of which there is a
	 * bounded number, or to {@code null}
	 * @param conventions what observations are called
	 * @param shownToClients whether clients are told the {@code traceparent} of an event
	 */
	public ObservationTracing(ObservationRegistry registry, Function<String, @Nullable String> patterns,
			ObservationConventions conventions, boolean shownToClients) {
		this.registry = registry;
		this.patterns = patterns;
		this.conventions = conventions;
		this.shownToClients = shownToClients;
	}

	@Override
	public Mono<Position> publish(RealtimeEvent event, Publishing publishing) {
		if (this.registry.isNoop()) {
			return publishing.publish(event, TraceContext.NONE);
		}
		return Mono.deferContextual((subscriber) -> publish(event, publishing, subscriber));
	}

	private Mono<Position> publish(RealtimeEvent event, Publishing publishing, ContextView subscriber) {
		RealtimePublishContext context = new RealtimePublishContext(event, this.patterns.apply(event.topic()));
		Observation observation = RealtimeObservationDocumentation.PUBLISH.observation(this.conventions.publish(),
				ObservationConventions.PUBLISH, () -> context, this.registry);
		if (observation.isNoop()) {
			return publishing.publish(event, TraceContext.NONE);
		}
		ObservedMono.start(observation, subscriber);
		return ObservedMono.of(observation, Mono.defer(() -> publishing.publish(event, carried(context))),
				(position) -> {
					if (position != null) {
						context.setPosition(position);
					}
				});
	}

	private static TraceContext carried(RealtimePublishContext context) {
		Map<String, String> carrier = Objects.requireNonNull(context.getCarrier());
		return isUnsampled(carrier) ? TraceContext.NONE : TraceContext.of(carrier);
	}

	/** As W3C and both forms of B3 say it. */
	private static boolean isUnsampled(Map<String, String> carrier) {
		String parent = carrier.get(TraceContext.TRACEPARENT);
		if (parent != null && parent.length() > FLAGS) {
			return (Character.digit(parent.charAt(FLAGS), 16) & 1) == 0;
		}
		String[] b3 = carrier.getOrDefault("b3", "").split("-", -1);
		return "0".equals(carrier.get("X-B3-Sampled")) || b3[(b3.length > 2) ? 2 : 0].equals("0");
	}

	/**
	 * In the middle of the fan-out, which must not fail for what somebody observes.
	 */
	@Override
	public @Nullable Broadcasting broadcast(PublishedEvent event) {
		try {
			RealtimeBroadcastContext context = new RealtimeBroadcastContext(event, this.patterns.apply(event.topic()));
			Observation observation = RealtimeObservationDocumentation.BROADCAST.observation(
					this.conventions.broadcast(), ObservationConventions.BROADCAST, () -> context, this.registry);
			if (observation.isNoop()) {
				return null;
			}
			observation.start();
			return (fanout) -> end(observation, context, fanout);
		}
		catch (RuntimeException ex) {
			logger.error("A broadcast could not be observed", ex);
			return null;
		}
	}

	private static void end(Observation observation, RealtimeBroadcastContext context, int fanout) {
		try {
			context.setFanout(fanout);
			observation.stop();
		}
		catch (RuntimeException ex) {
			logger.error("The observation of a broadcast could not be ended", ex);
		}
	}

	@Override
	public <T> Mono<T> handle(String type, Set<String> patterns, Mono<T> handling) {
		if (this.registry.isNoop()) {
			return handling;
		}
		return Mono.deferContextual((subscriber) -> {
			Observation observation = RealtimeObservationDocumentation.MESSAGE.observation(this.conventions.message(),
					ObservationConventions.MESSAGE, () -> new RealtimeMessageContext(type, String.join(" ", patterns)),
					this.registry);
			if (observation.isNoop()) {
				return handling;
			}
			ObservedMono.start(observation, subscriber);
			return ObservedMono.of(observation, ObservedMono.inScope(observation, handling), (nothing) -> {
			});
		});
	}

	@Override
	public boolean isShownToClients() {
		return this.shownToClients && !this.registry.isNoop();
	}

}
