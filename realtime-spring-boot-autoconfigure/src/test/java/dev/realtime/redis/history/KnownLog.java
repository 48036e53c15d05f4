package dev.realtime.redis.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.realtime.Position;
import org.jspecify.annotations.Nullable;

/**
 * What the log must have held, as far as receipts and deliveries show it.
 */
final class KnownLog {

	private final Map<String, Long> ends;

	private final Violations violations;

	/** Epoch to the number of the step that showed it first. */
	private final Map<String, Long> shown = new HashMap<>();

	/** Epochs in their order. */
	private final List<String> epochs;

	private final Map<String, Integer> places = new HashMap<>();

	/** Epoch to the first offset of an event that is known in it. */
	private final Map<String, Long> firsts = new HashMap<>();

	private final Map<Position, Content> contents = new HashMap<>();

	private final Map<Position, String> sources = new HashMap<>();

	private final Map<Content, List<Publish>> published = new LinkedHashMap<>();

	private final Map<String, List<Position>> topics = new HashMap<>();

	KnownLog(Collection<Publish> publishes, Collection<ClientHistory> clients, Map<String, Long> ends,
			Violations violations) {
		this.ends = ends;
		this.violations = violations;
		publishes.forEach((publish) -> this.published.computeIfAbsent(publish.content(), (key) -> new ArrayList<>())
			.add(publish));
		publishes.forEach(this::take);
		clients.forEach((client) -> client.steps().forEach((step) -> take(client, step)));
		this.epochs = this.shown.entrySet()
			.stream()
			.sorted(Map.Entry.comparingByValue())
			.map(Map.Entry::getKey)
			.toList();
		for (String epoch : this.epochs) {
			this.places.put(epoch, this.places.size());
		}
		this.contents.forEach((position,
				content) -> this.topics.computeIfAbsent(content.topic(), (key) -> new ArrayList<>()).add(position));
		this.topics.values().forEach((positions) -> positions.sort(order()));
		checkReceipts(publishes);
		checkPlaces();
	}

	/**
	 * The order of the log, epochs in the order in which they were seen first.
	 */
	Comparator<Position> order() {
		return Comparator.comparingInt((Position position) -> this.places.get(position.epoch()))
			.thenComparingLong(Position::offset);
	}

	boolean knows(Position position) {
		return this.places.containsKey(position.epoch());
	}

	/**
	 * The events of a topic, in order, erased ones too.
	 */
	List<Position> events(String topic) {
		return this.topics.getOrDefault(topic, List.of());
	}

	Content content(Position position) {
		return this.contents.get(position);
	}

	/**
	 * When the event was published at the earliest.
	 */
	long invoked(Position position) {
		List<Publish> publishes = this.published.get(this.contents.get(position));
		return (publishes != null) ? publishes.stream().mapToLong(Publish::invoked).min().orElse(0) : 0;
	}

	/**
	 * Whether a position lies beyond the end of its epoch.
	 * @param position any position
	 * @param epoch the epoch up to which the log is looked at, or {@code null} for all
	 */
	boolean isErased(Position position, @Nullable String epoch) {
		int place = this.places.get(position.epoch());
		int last = (epoch != null) ? this.places.get(epoch) : this.epochs.size() - 1;
		if (place >= last) {
			return false;
		}
		if (position.offset() > this.ends.getOrDefault(position.epoch(), Long.MAX_VALUE)) {
			return true;
		}
		return this.epochs.subList(place + 1, last + 1)
			.stream()
			.anyMatch((later) -> this.firsts.getOrDefault(later, Long.MAX_VALUE) <= position.offset());
	}

	/**
	 * A position with its event and neighbours in the topic.
	 */
	String describe(Position position, String topic) {
		List<Position> events = events(topic);
		int index = events.indexOf(position);
		if (index < 0) {
			return position.toString();
		}
		return position + " (" + this.contents.get(position) + ", " + this.sources.get(position) + "; neighbours "
				+ events.subList(Math.max(0, index - 2), Math.min(events.size(), index + 3)) + ')';
	}

	private void take(Publish publish) {
		Position position = publish.position();
		if (publish.outcome() == Publish.Outcome.OK && position != null) {
			see(position, publish.answered());
			put(position, publish.content(), "acknowledged");
		}
	}

	private void take(ClientHistory client, Step step) {
		if (step instanceof Step.Event event) {
			List<Publish> publishes = this.published.getOrDefault(event.content(), List.of());
			String source = "given to " + client.name();
			if (publishes.isEmpty()) {
				this.violations.add(source + ", but never published: " + event.content() + " as " + event.id());
			}
			else if (publishes.stream().allMatch((publish) -> publish.outcome() == Publish.Outcome.FAILED)) {
				this.violations.add(source + ", but its publish failed: " + event.content() + " as " + event.id());
			}
			Position position = position(event.id());
			if (position != null) {
				see(position, event.number());
				put(position, event.content(), source);
			}
			else if (event.id() != null) {
				this.violations.add(source + " with an id that is none: " + event);
			}
		}
		else if (step instanceof Step.Subscribed subscribed) {
			see(position(subscribed.id()), subscribed.number());
		}
		else if (step instanceof Step.Gap gap) {
			see(position(gap.id()), gap.number());
		}
		else if (step instanceof Step.Checkpoint checkpoint) {
			see(position(checkpoint.id()), checkpoint.number());
		}
	}

	private void see(@Nullable Position position, long number) {
		if (position != null) {
			this.shown.merge(position.epoch(), number, Math::min);
		}
	}

	private void put(Position position, Content content, String source) {
		this.firsts.merge(position.epoch(), position.offset(), Math::min);
		Content other = this.contents.putIfAbsent(position, content);
		if (other == null) {
			this.sources.put(position, source);
		}
		else if (!other.equals(content)) {
			this.violations.add("fork: " + position + " is '" + other + "' (" + this.sources.get(position) + ") and '"
					+ content + "' (" + source + ')');
		}
	}

	/**
	 * What was published after a receipt stands after it.
	 */
	private void checkReceipts(Collection<Publish> publishes) {
		List<Publish> answered = publishes.stream()
			.filter((publish) -> publish.position() != null && this.published.get(publish.content()).size() == 1)
			.sorted(Comparator.comparingLong(Publish::answered))
			.toList();
		List<Publish> invoked = answered.stream().sorted(Comparator.comparingLong(Publish::invoked)).toList();
		Map<String, Position> tops = new HashMap<>();
		int next = 0;
		for (Publish publish : invoked) {
			for (; answered.get(next).answered() < publish.invoked(); next++) {
				Position receipt = answered.get(next).position();
				tops.merge(receipt.epoch(), receipt, (a, b) -> (a.offset() > b.offset()) ? a : b);
			}
			Position before = tops.get(publish.position().epoch());
			if (before != null && before.offset() >= publish.position().offset()) {
				this.violations.add("the log went back: " + publish.content() + " got " + publish.position()
						+ " though it was published when " + before + " had been acknowledged");
			}
		}
	}

	/**
	 * What was published once stands in the log once.
	 */
	private void checkPlaces() {
		Map<Content, Set<Position>> places = new LinkedHashMap<>();
		this.contents.forEach((position, content) -> {
			if (!isErased(position, null)) {
				places.computeIfAbsent(content, (key) -> new LinkedHashSet<>()).add(position);
			}
		});
		places.forEach((content, positions) -> {
			int times = this.published.getOrDefault(content, List.of()).size();
			if (times > 0 && positions.size() > times) {
				this.violations
					.add("published " + times + " times, but it stands in the log at " + positions + ": " + content);
			}
		});
	}

	static @Nullable Position position(@Nullable String id) {
		return (id != null) ? Position.parse(id) : null;
	}

}
