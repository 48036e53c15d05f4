package dev.realtime.redis.history;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.realtime.Position;
import org.jspecify.annotations.Nullable;

/**
 * Goes through what one client was told, and believes every word of it.
 */
final class ClientCheck {

	private static final int NEIGHBOURS = 4;

	private final ClientHistory client;

	private final KnownLog log;

	private final Violations violations;

	private final Map<String, TopicStretch> stretches = new LinkedHashMap<>();

	/** Topic to those that it was subscribed with on this connection. */
	private final Map<String, Group> groups = new HashMap<>();

	/** Every position that the client has from the server, and the step that gave it. */
	private final Map<Position, Long> given = new HashMap<>();

	private int index;

	ClientCheck(ClientHistory client, KnownLog log, Violations violations) {
		this.client = client;
		this.log = log;
		this.violations = violations;
	}

	void run(boolean healed) {
		for (Step step : this.client.steps()) {
			take(step);
			this.index++;
		}
		if (healed) {
			followed(this.stretches.keySet()).forEach(TopicStretch::complete);
		}
	}

	private void take(Step step) {
		if (step instanceof Step.Connected || step instanceof Step.Disconnected) {
			this.stretches.values().forEach((stretch) -> stretch.pause(step.number()));
			this.groups.clear();
		}
		else if (step instanceof Step.Subscribed subscribed) {
			subscribed(subscribed);
		}
		else if (step instanceof Step.Unsubscribed unsubscribed) {
			stretch(unsubscribed.topic()).leave();
		}
		else if (step instanceof Step.Event event) {
			event(event);
		}
		else if (step instanceof Step.Gap gap) {
			if (!stretch(gap.topic()).isFollowed()) {
				broken(gap.topic(), "was told of a gap, but does not follow the topic", null);
			}
			stretch(gap.topic()).begin(gap.number(), null);
			checkpoint(gap.id(), false, gap.number());
		}
		else if (step instanceof Step.Checkpoint checkpoint) {
			checkpoint(checkpoint.id(), true, checkpoint.number());
		}
	}

	private void subscribed(Step.Subscribed step) {
		Group group = new Group(step.verdicts().keySet());
		Position id = KnownLog.position(step.id());
		Position since = KnownLog.position(step.since());
		boolean replays = step.verdicts()
			.values()
			.stream()
			.anyMatch((verdict) -> verdict.kind() == Verdict.Kind.RESUMED);
		step.verdicts().forEach((topic, verdict) -> {
			TopicStretch stretch = stretch(topic);
			this.groups.put(topic, group);
			switch (verdict.kind()) {
				case REFUSED -> stretch.leave();
				// While others are replayed the id is the client's own.
				case GAP -> stretch.begin(step.number(), replays ? null : id);
				case FRESH -> {
					if (step.since() != null) {
						broken(topic, "sent a cursor, and was neither resumed nor told of a gap", since);
					}
					stretch.begin(step.number(), replays ? null : id);
				}
				case RESUMED -> resumed(stretch, topic, since, step);
			}
		});
		checkpoint(step.id(), false, step.number());
	}

	private void resumed(TopicStretch stretch, String topic, @Nullable Position since, Step.Subscribed step) {
		if (since == null || !this.log.knows(since)) {
			broken(topic, "was resumed from '" + step.since() + "', which is no position of this log", null);
			stretch.begin(step.number(), null);
		}
		else {
			stretch.resume(since, this.given.getOrDefault(since, Long.MAX_VALUE));
		}
	}

	private void event(Step.Event step) {
		String topic = step.content().topic();
		TopicStretch stretch = stretch(topic);
		Position position = KnownLog.position(step.id());
		if (!stretch.isFollowed()) {
			broken(topic, "does not follow the topic, but was given " + step.content(), position);
			return;
		}
		if (position == null) {
			return;
		}
		this.given.putIfAbsent(position, step.number());
		Group group = this.groups.get(topic);
		boolean ordered = stretch.event(position);
		if (ordered && group != null) {
			if (group.last != null && group.last.epoch().equals(position.epoch())
					&& group.last.offset() >= position.offset()) {
				broken(topic, "out of order, it came after " + group.last + " of another topic:", position);
			}
			group.last = position;
			for (TopicStretch other : followed(group.topics)) {
				if (other.proven() != null && other.proven().epoch().equals(position.epoch())) {
					other.reach(position);
				}
			}
		}
	}

	/**
	 * The client was given a position without an event.
	 * @param id the position
	 * @param live whether it counts for topics too whose beginning is not known
	 * @param number the step
	 */
	private void checkpoint(@Nullable String id, boolean live, long number) {
		Position position = KnownLog.position(id);
		if (position != null) {
			this.given.putIfAbsent(position, number);
			for (TopicStretch stretch : followed(this.stretches.keySet())) {
				if (live || stretch.proven() != null) {
					stretch.reach(position);
				}
			}
		}
		else if (id != null) {
			broken("-", "was given an id that is none: '" + id + "'", null);
		}
	}

	private List<TopicStretch> followed(Collection<String> topics) {
		return topics.stream().map(this::stretch).filter(TopicStretch::isFollowed).toList();
	}

	private TopicStretch stretch(String topic) {
		TopicStretch stretch = this.stretches.get(topic);
		if (stretch == null) {
			stretch = new TopicStretch(topic, this.log, (what, position) -> broken(topic, what, position));
			this.stretches.put(topic, stretch);
		}
		return stretch;
	}

	private void broken(String topic, String what, @Nullable Position position) {
		List<Step> steps = this.client.steps();
		List<Step> near = steps.subList(Math.max(0, this.index - NEIGHBOURS),
				Math.min(steps.size(), this.index + NEIGHBOURS / 2));
		this.violations.add("client " + this.client.name() + ", topic " + topic + ": " + what
				+ ((position != null) ? ' ' + this.log.describe(position, topic) : "") + "; around it " + near);
	}

	/** Topics that were subscribed together on one connection. */
	private static final class Group {

		private final Set<String> topics;

		private @Nullable Position last;

		private Group(Set<String> topics) {
			this.topics = topics;
		}

	}

}
