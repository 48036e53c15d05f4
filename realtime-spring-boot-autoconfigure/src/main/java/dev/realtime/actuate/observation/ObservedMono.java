package dev.realtime.actuate.observation;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Ties an observation to a {@code Mono}: a child of what its subscriber is observed by,
 * else of what the thread is; stopped before the subscriber hears of the end, so that
 * nobody sees a result whose observation is not complete.
 */
final class ObservedMono {

	/** Where Micrometer and Spring have an observation in a subscriber's context. */
	private static final String KEY = "micrometer.observation";

	private ObservedMono() {
	}

	static void start(Observation observation, ContextView subscriber) {
		Observation parent = subscriber.getOrDefault(KEY, null);
		if (parent != null) {
			observation.parentObservation(parent);
		}
		observation.start();
	}

	static <T> Mono<T> of(Observation started, Mono<T> source, Consumer<@Nullable T> success) {
		AtomicBoolean stopped = new AtomicBoolean();
		Runnable stop = () -> {
			if (stopped.compareAndSet(false, true)) {
				started.stop();
			}
		};
		return source.doOnSuccess(success)
			.doOnError(started::error)
			.doOnTerminate(stop)
			.doOnCancel(stop)
			.contextWrite((context) -> context.put(KEY, started));
	}

	/**
	 * Subscribe in the scope of an observation, for what runs on the subscribing thread.
	 */
	static <T> Mono<T> inScope(Observation started, Mono<T> source) {
		return Mono.from((subscriber) -> started.scoped(() -> source.subscribe(subscriber)));
	}

}
