package dev.realtime.connection;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Counts places per address, and forgets addresses that have none taken. Thread-safe.
 */
final class AddressPlaces {

	private final int max;

	private final ConcurrentMap<String, Integer> taken = new ConcurrentHashMap<>();

	AddressPlaces(int max) {
		this.max = max;
	}

	/**
	 * Whether there is anything to count.
	 * @return {@code false} if addresses have no limit
	 */
	boolean limited() {
		return this.max > 0;
	}

	boolean take(String address) {
		// Stays null unless the count was changed: a full address keeps its count.
		Integer[] place = new Integer[1];
		this.taken.compute(address, (key, count) -> {
			int before = (count != null) ? count : 0;
			if (before >= this.max) {
				return count;
			}
			place[0] = before + 1;
			return place[0];
		});
		return place[0] != null;
	}

	void free(String address) {
		this.taken.computeIfPresent(address, (key, count) -> (count > 1) ? Integer.valueOf(count - 1) : null);
	}

	int size() {
		return this.taken.size();
	}

}
