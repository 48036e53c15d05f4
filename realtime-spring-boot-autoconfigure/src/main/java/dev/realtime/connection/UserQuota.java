package dev.realtime.connection;

import java.util.List;

import reactor.core.publisher.Mono;

/**
 * Counts a user's connections, on this node or on all of them, and says who has to go
 * when there are too many. Thread-safe; every {@code Mono} is cold.
 */
public interface UserQuota {

	/**
	 * Take a place for a connection.
	 * @param user the user's name
	 * @param connectionId the connection's id, new
	 * @param max how many places there are, at least 1
	 * @param overflow what happens when all are taken
	 * @return whether the place was given, and whose it was
	 */
	Mono<Decision> acquire(String user, String connectionId, int max, Overflow overflow);

	/**
	 * Give a place back. A connection that has none, or that was evicted, is no error.
	 * @param user the user's name
	 * @param connectionId the connection's id
	 * @return completes when it is free
	 */
	Mono<Void> release(String user, String connectionId);

	/**
	 * What happens when a user has too many connections.
	 */
	enum Overflow {

		/** The oldest connections make room. */
		CLOSE_OLDEST,

		/** The newest is refused. */
		REJECT_NEWEST

	}

	/**
	 * The answer to a request for a place.
	 *
	 * @param granted whether the connection has a place
	 * @param evicted ids of connections that lost theirs and have to be closed
	 */
	record Decision(boolean granted, List<String> evicted) {

	}

}
