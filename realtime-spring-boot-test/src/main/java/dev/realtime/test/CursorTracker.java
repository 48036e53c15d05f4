package dev.realtime.test;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a client has to send to resume: one cursor for the topics it connected with, and
 * one for each later subscribe, because a replay may be older than what came live before
 * it. Thread-safe.
 */
final class CursorTracker {

	private final Group connected = new Group(new LinkedHashSet<>());

	private final List<Group> later = new ArrayList<>();

	synchronized @Nullable String cursor() {
		return this.connected.cursor;
	}

	synchronized void cursor(@Nullable String cursor) {
		this.connected.cursor = cursor;
	}

	/**
	 * The later subscribes, to be sent again on a new stream.
	 * @return topics and cursor of each
	 */
	synchronized List<Map.Entry<List<String>, String>> resubscribe() {
		List<Map.Entry<List<String>, String>> all = new ArrayList<>();
		for (Group group : this.later) {
			if (group.cursor != null && !group.topics.isEmpty()) {
				group.awaitsAck = true;
				all.add(Map.entry(List.copyOf(group.topics), group.cursor));
			}
		}
		return all;
	}

	synchronized void unsubscribed(Collection<String> topics) {
		this.connected.topics.removeAll(topics);
		this.later.forEach((group) -> group.topics.removeAll(topics));
		this.later.removeIf((group) -> group.topics.isEmpty());
	}

	synchronized void received(ReceivedFrame frame) {
		if (frame instanceof ReceivedFrame.Ready ready) {
			this.connected.topics.clear();
			this.connected.topics.addAll(accepted(ready.topics()));
			this.connected.cursor = (ready.cursor() != null) ? ready.cursor() : this.connected.cursor;
		}
		else if (frame instanceof ReceivedFrame.Event event && event.id() != null) {
			group(event.topic()).cursor = event.id();
		}
		else if (frame instanceof ReceivedFrame.Gap gap && gap.id() != null) {
			this.connected.cursor = gap.id();
		}
		else if (frame instanceof ReceivedFrame.Heartbeat heartbeat && heartbeat.id() != null) {
			this.connected.cursor = heartbeat.id();
			this.later.forEach((group) -> group.cursor = heartbeat.id());
		}
		else if (frame instanceof ReceivedFrame.Reply reply && reply.ok()) {
			subscribed(reply.payload());
		}
	}

	private void subscribed(JsonNode ack) {
		String cursor = ack.path("cursor").stringValue(null);
		Set<String> topics = accepted(FrameReader.topics(ack.path("topics")));
		topics.removeAll(this.connected.topics);
		for (Group group : this.later) {
			if (group.awaitsAck && group.topics.containsAll(topics)) {
				group.awaitsAck = false;
				group.cursor = cursor;
			}
			topics.removeAll(group.topics);
		}
		if (cursor != null && !topics.isEmpty()) {
			Group group = new Group(topics);
			group.cursor = cursor;
			this.later.add(group);
		}
	}

	private Group group(@Nullable String topic) {
		for (Group group : this.later) {
			if (group.topics.contains(topic)) {
				return group;
			}
		}
		return this.connected;
	}

	private static Set<String> accepted(Map<String, ReceivedFrame.TopicAnswer> answers) {
		Set<String> topics = new LinkedHashSet<>();
		answers.forEach((topic, answer) -> {
			if (answer.error() == null) {
				topics.add(topic);
			}
		});
		return topics;
	}

	private static final class Group {

		private final Set<String> topics;

		private @Nullable String cursor;

		private boolean awaitsAck;

		private Group(Set<String> topics) {
			this.topics = topics;
		}

	}

}
