package dev.realtime.actuate;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.realtime.connection.ConnectionInfo;
import dev.realtime.connection.ConnectionRegistry;
import dev.realtime.connection.RegisteredConnection;
import dev.realtime.hub.ConnectionReport;
import dev.realtime.hub.LaneSurvey;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Finds connections and puts them on pages. The oldest come first, so that those that
 * open meanwhile do not move the others; those that end do.
 */
final class ConnectionPages {

	private static final int DEFAULT_SIZE = 50;

	private static final int MAX_SIZE = 500;

	private static final Comparator<RegisteredConnection> OLDEST_FIRST = Comparator
		.comparing((RegisteredConnection connection) -> connection.info().openedAt())
		.thenComparing((connection) -> connection.info().id());

	private final ConnectionRegistry registry;

	private final LaneSurvey survey;

	ConnectionPages(ConnectionRegistry registry, LaneSurvey survey) {
		this.registry = registry;
		this.survey = survey;
	}

	Mono<ConnectionsDescriptor> page(@Nullable String user, @Nullable String topic, @Nullable Integer page,
			@Nullable Integer size) {
		int number = RealtimeEndpoint.within("page", page, 0, 0, Integer.MAX_VALUE);
		int most = RealtimeEndpoint.within("size", size, DEFAULT_SIZE, 1, MAX_SIZE);
		List<RegisteredConnection> all = this.registry.connected()
			.stream()
			.filter((connection) -> user == null || connection.info().user().name().equals(user))
			.filter((connection) -> topic == null || connection.topics().contains(topic))
			.sorted(OLDEST_FIRST)
			.toList();
		int from = (int) Math.min((long) number * most, all.size());
		int to = Math.min(from + most, all.size());
		return describe(all.subList(from, to))
			.map((described) -> new ConnectionsDescriptor(all.size(), number, most, described));
	}

	/**
	 * Describe connections, with what their lanes say of them.
	 * @param connections the connections
	 * @return the descriptions, in the same order
	 */
	Mono<List<ConnectionsDescriptor.Connection>> describe(List<RegisteredConnection> connections) {
		if (connections.isEmpty()) {
			return Mono.just(List.of());
		}
		return this.survey
			.of(connections.stream()
				.map((connection) -> connection.info().id())
				.collect(Collectors.toUnmodifiableSet()))
			.map((report) -> {
				Map<String, ConnectionReport> reports = report.found()
					.collect(Collectors.toMap((found) -> found.info().id(), Function.identity()));
				return connections.stream()
					.map((connection) -> describe(connection, reports.get(connection.info().id())))
					.toList();
			});
	}

	private static ConnectionsDescriptor.Connection describe(RegisteredConnection connection,
			@Nullable ConnectionReport report) {
		ConnectionInfo info = connection.info();
		return new ConnectionsDescriptor.Connection(info.id(), RealtimeEndpoint.word(info.transport()),
				RealtimeEndpoint.user(info.user().name()), info.address(), info.openedAt(),
				connection.topics().stream().sorted().toList(),
				(report != null) ? RealtimeEndpoint.text(report.position()) : null,
				(report != null) ? report.behind() : null);
	}

}
