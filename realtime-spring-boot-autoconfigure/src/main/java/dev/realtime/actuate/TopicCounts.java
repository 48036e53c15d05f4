package dev.realtime.actuate;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.realtime.connection.RegisteredConnection;

/**
 * Counts who follows which topic, from what connections say themselves on any thread: no
 * lane is asked.
 */
final class TopicCounts {

	private static final Comparator<RealtimeDescriptor.Topic> MOST_FIRST = Comparator
		.comparingInt(RealtimeDescriptor.Topic::subscribers)
		.reversed()
		.thenComparing(RealtimeDescriptor.Topic::topic);

	private final Map<String, Integer> subscribers = new HashMap<>();

	TopicCounts(Collection<RegisteredConnection> connections) {
		for (RegisteredConnection connection : connections) {
			for (String topic : connection.topics()) {
				this.subscribers.merge(topic, 1, Integer::sum);
			}
		}
	}

	List<RealtimeDescriptor.Topic> top(int max) {
		return this.subscribers.entrySet()
			.stream()
			.map((count) -> new RealtimeDescriptor.Topic(count.getKey(), count.getValue()))
			.sorted(MOST_FIRST)
			.limit(max)
			.toList();
	}

}
