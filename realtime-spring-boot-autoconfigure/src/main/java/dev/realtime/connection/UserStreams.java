package dev.realtime.connection;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Finds the streams of a user, and forgets users that have none. Thread-safe; what it
 * hands out is weakly consistent.
 */
final class UserStreams {

	private final ConcurrentMap<String, Set<Lease>> streams = new ConcurrentHashMap<>();

	void add(String user, Lease lease) {
		this.streams.compute(user, (name, leases) -> {
			Set<Lease> all = (leases != null) ? leases : ConcurrentHashMap.newKeySet(1);
			all.add(lease);
			return all;
		});
	}

	void remove(String user, Lease lease) {
		this.streams.computeIfPresent(user, (name, leases) -> {
			leases.remove(lease);
			return leases.isEmpty() ? null : leases;
		});
	}

	Collection<Lease> of(String user) {
		Set<Lease> leases = this.streams.get(user);
		return (leases != null) ? leases : Set.of();
	}

	int size() {
		return this.streams.size();
	}

}
