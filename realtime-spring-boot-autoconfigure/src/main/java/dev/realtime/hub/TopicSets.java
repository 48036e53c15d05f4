package dev.realtime.hub;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Sets of topics that never change, and can therefore be shared.
 */
final class TopicSets {

	private TopicSets() {
	}

	static Set<String> with(Set<String> topics, Collection<String> added) {
		Set<String> all = new HashSet<>(topics);
		all.addAll(added);
		return Set.copyOf(all);
	}

	static Set<String> without(Set<String> topics, Collection<String> gone) {
		Set<String> left = new HashSet<>(topics);
		left.removeAll(gone);
		return Set.copyOf(left);
	}

}
