package dev.realtime.redis;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.realtime.connection.UserQuota.Decision;
import dev.realtime.connection.UserQuota.Overflow;

/**
 * The places of this node's connections: what leases are renewed for, what Redis gets
 * back when it lost it, and what is counted while it is away. Users are encoded; those
 * without a place are forgotten. Thread-safe, never blocks.
 */
final class Places {

	/** A user's places, the oldest first, touched within compute only. */
	private final ConcurrentMap<String, Map<String, Place>> places = new ConcurrentHashMap<>();

	/**
	 * Decide as if this node were the only one.
	 * @param user the user
	 * @param connectionId the connection's id
	 * @param max how many places there are
	 * @param overflow what happens when all are taken
	 * @return the decision, which has been carried out
	 */
	Decision decide(String user, String connectionId, int max, Overflow overflow) {
		List<String> evicted = new ArrayList<>();
		AtomicBoolean granted = new AtomicBoolean();
		this.places.compute(user, (name, known) -> {
			Map<String, Place> taken = (known != null) ? known : new LinkedHashMap<>();
			Iterator<String> oldest = taken.keySet().iterator();
			while (overflow == Overflow.CLOSE_OLDEST && taken.size() >= max) {
				evicted.add(oldest.next());
				oldest.remove();
			}
			if (taken.size() < max) {
				taken.put(connectionId, new Place(user, connectionId, ""));
				granted.set(true);
			}
			return taken;
		});
		return new Decision(granted.get(), List.copyOf(evicted));
	}

	void add(Place place) {
		this.places.compute(place.user(), (name, known) -> {
			Map<String, Place> taken = (known != null) ? known : new LinkedHashMap<>();
			taken.put(place.connectionId(), place);
			return taken;
		});
	}

	void remove(String user, String connectionId) {
		this.places.computeIfPresent(user, (name, taken) -> {
			taken.remove(connectionId);
			return taken.isEmpty() ? null : taken;
		});
	}

	/**
	 * All places of this moment.
	 * @return those of a user one after the other, the older ones first
	 */
	List<Place> all() {
		List<Place> all = new ArrayList<>();
		for (String user : this.places.keySet()) {
			this.places.computeIfPresent(user, (name, taken) -> {
				all.addAll(taken.values());
				return taken;
			});
		}
		return all;
	}

	boolean contains(Place place) {
		AtomicBoolean found = new AtomicBoolean();
		this.places.computeIfPresent(place.user(), (name, taken) -> {
			found.set(taken.containsKey(place.connectionId()));
			return taken;
		});
		return found.get();
	}

}
