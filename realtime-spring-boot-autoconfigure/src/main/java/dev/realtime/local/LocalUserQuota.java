package dev.realtime.local;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.realtime.connection.UserQuota;
import reactor.core.publisher.Mono;

/**
 * Counts the connections of this node's users in its heap. Users without connections are
 * forgotten; among a user's connections the oldest goes first. Thread-safe, never blocks.
 */
public final class LocalUserQuota implements UserQuota {

	private final ConcurrentMap<String, Set<String>> places = new ConcurrentHashMap<>();

	@Override
	public Mono<Decision> acquire(String user, String connectionId, int max, Overflow overflow) {
		if (max < 1) {
			throw new IllegalArgumentException("max must be at least 1, not " + max);
		}
		return Mono.fromSupplier(() -> {
			List<String> evicted = new ArrayList<>();
			AtomicBoolean granted = new AtomicBoolean();
			// The sets are touched within compute only, which locks their entry.
			this.places.compute(user, (name, taken) -> {
				Set<String> ids = (taken != null) ? taken : new LinkedHashSet<>();
				if (overflow == Overflow.CLOSE_OLDEST) {
					makeRoom(ids, max, evicted);
				}
				granted.set(ids.size() < max && ids.add(connectionId));
				return ids;
			});
			return new Decision(granted.get(), List.copyOf(evicted));
		});
	}

	@Override
	public Mono<Void> release(String user, String connectionId) {
		return Mono.fromRunnable(() -> this.places.computeIfPresent(user, (name, ids) -> {
			ids.remove(connectionId);
			return ids.isEmpty() ? null : ids;
		}));
	}

	private static void makeRoom(Set<String> ids, int max, List<String> evicted) {
		Iterator<String> oldest = ids.iterator();
		while (ids.size() >= max && oldest.hasNext()) {
			evicted.add(oldest.next());
			oldest.remove();
		}
	}

	/**
	 * How many users have a place.
	 */
	int users() {
		return this.places.size();
	}

}
