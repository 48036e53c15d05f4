package dev.realtime.connection;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Counts the places of each address, or of each user, and forgets those that have none
 * taken. Thread-safe.
 */
final class Places {

	private final int max;

	private final ConcurrentMap<String, Integer> taken = new ConcurrentHashMap<>();

	Places(int max) {
		this.max = max;
	}

	/**
	 * Whether there is anything to count.
	 * @return {@code false} if there is no limit
	 */
	boolean limited() {
		return this.max > 0;
	}

	boolean take(String owner) {
		// Stays null unless the count was changed: who has all keeps its count.
		Integer[] place = new Integer[1];
		this.taken.compute(owner, (key, count) -> {
			int before = (count != null) ? count : 0;
			if (before >= this.max) {
				return count;
			}
			place[0] = before + 1;
			return place[0];
		});
		return place[0] != null;
	}

	void free(String owner) {
		this.taken.computeIfPresent(owner, (key, count) -> (count > 1) ? Integer.valueOf(count - 1) : null);
	}

	int size() {
		return this.taken.size();
	}

}
