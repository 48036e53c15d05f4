package dev.realtime.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import dev.realtime.CloseReason;
import dev.realtime.Transport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Closes all connections of a node before it stops, so that their clients do not come
 * back to the other nodes in one stampede: in waves at random moments, each client told
 * to wait for a random time. Thread-safe.
 * <p>
 * The waves last 5 ms per connection, at most four fifths of the drain's duration: a node
 * with three clients is not kept waiting, and one with a thousand closes 200 a second. No
 * client is told to come back before the last wave, when this node would only refuse it,
 * nor later than the duration after its close.
 * <p>
 * Whoever asks for a drain while there is one, or after it, gets that one: an operator
 * may drain a node that is stopped later, and the stop waits for what is left of it.
 */
public final class Drain implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(Drain.class);

	private static final long MILLIS_PER_CONNECTION = 5;

	private static final long MILLIS_PER_WAVE = 100;

	private static final Duration RETURN = Duration.ofMillis(250);

	private static final Duration GRACE = Duration.ofSeconds(2);

	private final ConnectionRegistry registry;

	private final Duration duration;

	private final Scheduler scheduler;

	private final Random random;

	private final AtomicReference<Sinks.@Nullable Empty<Void>> over = new AtomicReference<>();

	private final Disposable.Swap running = Disposables.swap();

	/**
	 * Create a drain.
	 * @param registry whose connections are closed
	 * @param duration how long closing them may take; zero closes all at once and leaves
	 * it to the clients when they come back
	 * @param scheduler what the waves are timed by
	 * @param random what the moments of the waves and the waiting times are drawn from
	 * @throws IllegalArgumentException if the duration is negative
	 */
	public Drain(ConnectionRegistry registry, Duration duration, Scheduler scheduler, Random random) {
		if (duration.isNegative()) {
			throw new IllegalArgumentException("duration must not be negative: " + duration);
		}
		this.registry = registry;
		this.duration = duration;
		this.scheduler = scheduler;
		this.random = random;
	}

	/**
	 * Refuse new connections from now on and close the open ones, unless that has begun
	 * already. Cold. The drain goes on if nobody waits for it any more.
	 * @return completes when none is left, at the latest two seconds after the duration;
	 * what is left then is logged and counted by {@link ConnectionRegistry#size()}
	 */
	public Mono<Void> drain() {
		return Mono.defer(() -> {
			Sinks.Empty<Void> ours = Sinks.empty();
			Sinks.Empty<Void> others = this.over.compareAndExchange(null, ours);
			if (others != null) {
				return others.asMono();
			}
			this.running.update(run().subscribe(null, ours::tryEmitError, ours::tryEmitEmpty));
			return ours.asMono();
		});
	}

	private Mono<Void> run() {
		return Mono.defer(() -> {
			List<RegisteredConnection> connections = this.registry.beginDrain();
			long started = now();
			if (!connections.isEmpty()) {
				logger.info("Closing " + connections.size() + " connections");
			}
			return closeAll(connections).then(this.registry.whenEmpty())
				.then(returns(connections))
				.timeout(this.duration.plus(GRACE), Mono.empty(), this.scheduler)
				.doOnSuccess((ignored) -> report(connections.size(), now() - started));
		});
	}

	/**
	 * Take connections again, when a node that was stopped is started once more. What is
	 * left of a drain is not done.
	 */
	public void end() {
		this.running.update(Disposables.disposed());
		this.over.set(null);
		this.registry.endDrain();
	}

	/**
	 * Leave what is not closed yet: the node is gone.
	 */
	@Override
	public void close() {
		this.running.dispose();
	}

	/**
	 * A poll that was answered comes back at once. It is refused while somebody is here
	 * to do so, and not cut by a server that stops.
	 */
	private Mono<Void> returns(List<RegisteredConnection> closed) {
		boolean polls = closed.stream().anyMatch((connection) -> connection.info().transport() == Transport.LONG_POLL);
		return (polls && !this.duration.isZero()) ? Mono.delay(RETURN, this.scheduler).then() : Mono.empty();
	}

	private Mono<Void> closeAll(List<RegisteredConnection> connections) {
		if (this.duration.isZero()) {
			return Mono
				.fromRunnable(() -> connections.forEach((connection) -> connection.close(CloseReason.DRAINING, -1)));
		}
		List<Wave> waves = waves(connections);
		long window = window(connections.size());
		return Flux.fromIterable(waves)
			.concatMap((wave) -> Mono.delay(Duration.ofMillis(wave.pause()), this.scheduler)
				.doOnNext((tick) -> close(wave, window)))
			.then();
	}

	private void close(Wave wave, long window) {
		long untilLastWave = window - wave.at();
		for (RegisteredConnection connection : wave.connections()) {
			long spread = this.duration.toMillis() - untilLastWave;
			connection.close(CloseReason.DRAINING, untilLastWave + (long) (this.random.nextDouble() * spread));
		}
	}

	private List<Wave> waves(List<RegisteredConnection> connections) {
		int size = connections.size();
		long window = window(size);
		int count = (int) Math.min(size, Math.max(1, window / MILLIS_PER_WAVE));
		List<Wave> waves = new ArrayList<>(count);
		long before = 0;
		for (int i = 0; i < count; i++) {
			long at = (long) ((i + this.random.nextDouble()) * window / count);
			int from = (int) ((long) size * i / count);
			int to = (int) ((long) size * (i + 1) / count);
			waves.add(new Wave(at, at - before, connections.subList(from, to)));
			before = at;
		}
		return waves;
	}

	private long window(int connections) {
		return Math.min(this.duration.toMillis() * 4 / 5, connections * MILLIS_PER_CONNECTION);
	}

	private void report(int closed, long millis) {
		int left = this.registry.size();
		if (left > 0) {
			logger.warn(left + " connections are still open after " + millis + " ms and will be cut");
		}
		else if (closed > 0) {
			logger.info("Closed " + closed + " connections in " + millis + " ms");
		}
	}

	private long now() {
		return this.scheduler.now(TimeUnit.MILLISECONDS);
	}

	/**
	 * Connections that are closed together.
	 *
	 * @param at milliseconds after the drain began
	 * @param pause milliseconds after the wave before
	 * @param connections which
	 */
	private record Wave(long at, long pause, List<RegisteredConnection> connections) {

	}

}
