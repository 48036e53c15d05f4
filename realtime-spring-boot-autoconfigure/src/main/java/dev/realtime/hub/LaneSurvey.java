package dev.realtime.hub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

import dev.realtime.Position;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Asks the lanes how far they and some of their connections are, for those who watch.
 * What a lane knows it alone may look at: each is handed one short task, which passes its
 * connections once, and is waited for no longer than a second. Thread-safe; every
 * {@code Mono} is cold.
 */
public final class LaneSurvey {

	static final Duration PATIENCE = Duration.ofSeconds(1);

	private final Hub hub;

	private final Scheduler scheduler;

	/**
	 * Create a survey.
	 * @param hub whose lanes are asked
	 * @param scheduler where the answers are put together
	 */
	public LaneSurvey(Hub hub, Scheduler scheduler) {
		this.hub = hub;
		this.scheduler = scheduler;
	}

	/**
	 * Report the connections that are behind.
	 * @param max how many at most, those that missed most
	 * @return the report, the worst first in each lane
	 */
	public Mono<HubReport> behind(int max) {
		return ask((connections, top, now) -> {
			PriorityQueue<ConnectionReport> worst = new PriorityQueue<>(ConnectionReport.WORST_FIRST.reversed());
			for (HubConnection connection : connections) {
				if (connection.isBehind()) {
					worst.add(report(connection, top, now));
					if (worst.size() > max) {
						worst.remove();
					}
				}
			}
			return worst.stream().sorted(ConnectionReport.WORST_FIRST).toList();
		});
	}

	/**
	 * Report particular connections.
	 * @param ids the ids of the connections
	 * @return the report, with those that are still there
	 */
	public Mono<HubReport> of(Set<String> ids) {
		return ask((connections, top, now) -> {
			List<ConnectionReport> found = new ArrayList<>();
			for (HubConnection connection : connections) {
				if (ids.contains(connection.connection().info().id())) {
					found.add(report(connection, top, now));
				}
			}
			return found;
		});
	}

	private Mono<HubReport> ask(Question question) {
		return Mono
			.<Shown>create((sink) -> this.hub
				.show((top, lanes) -> sink.success(new Shown(top, lanes.stream().filter(Lane::isInhabited).toList()))))
			.publishOn(this.scheduler)
			.flatMap((shown) -> Flux.fromIterable(shown.lanes())
				.flatMap((lane) -> ask(lane, shown.top(), question))
				.collectList()
				.map((reports) -> new HubReport(shown.top(), reports)));
	}

	/** A lane whose thread has ended has no connections any more. */
	private Mono<LaneReport> ask(Lane lane, @Nullable Position top, Question question) {
		return Mono.<LaneReport>create((sink) -> {
			boolean asked = lane.tryExecute(() -> sink.success(new LaneReport(true, lane.connections().size(),
					lane.position(), question.answer(lane.connections(), top, lane.nanoTime()))));
			if (!asked) {
				sink.success();
			}
		}).publishOn(this.scheduler).timeout(PATIENCE, Mono.just(LaneReport.NONE), this.scheduler);
	}

	private static ConnectionReport report(HubConnection connection, @Nullable Position top, long now) {
		Position position = connection.position();
		boolean waits = connection.isBehind() && !connection.isWritable();
		return new ConnectionReport(connection.connection().info(), position, connection.isBehind(),
				missed(position, top), waits ? Duration.ofNanos(now - connection.times().progress) : Duration.ZERO);
	}

	private static long missed(@Nullable Position position, @Nullable Position top) {
		if (position == null || top == null || !position.epoch().equals(top.epoch())) {
			return -1;
		}
		return Math.max(0, top.offset() - position.offset());
	}

	/**
	 * What is asked of a lane, in the lane.
	 */
	private interface Question {

		List<ConnectionReport> answer(Collection<HubConnection> connections, @Nullable Position top, long now);

	}

	private record Shown(@Nullable Position top, List<Lane> lanes) {

	}

}
