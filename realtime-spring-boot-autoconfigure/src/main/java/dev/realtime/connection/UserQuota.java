package dev.realtime.connection;

import java.util.List;

import dev.realtime.CloseReason;
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
	 * @param max how many places there are, at least 1; {@link Integer#MAX_VALUE} if
	 * there is no limit
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
	 * Let the quota close connections of this node: those that lost their place to a
	 * connection on another node, and those that another node was asked to close. A quota
	 * of one node has none.
	 * @param listener closes them; one for the quota's life
	 */
	default void listen(Listener listener) {
	}

	/**
	 * How many connections a user has on other nodes. Those of a node that died count
	 * until their lease ends.
	 * @param user the user's name
	 * @return the count; fails with a {@link dev.realtime.BusUnavailableException} if
	 * nobody can tell
	 */
	default Mono<Long> countElsewhere(String user) {
		return Mono.just(0L);
	}

	/**
	 * Close a user's connections on other nodes. They have lost their places when this
	 * completes, and are closed soon after.
	 * @param user the user's name
	 * @param reason why: {@link CloseReason#REPLACED} or
	 * {@link CloseReason#CLOSED_BY_APP}
	 * @return how many; fails with a {@link dev.realtime.BusUnavailableException} if
	 * nobody can tell whether they were closed
	 */
	default Mono<Long> closeElsewhere(String user, CloseReason reason) {
		return Mono.just(0L);
	}

	/**
	 * Closes connections of this node. Called on any thread; must not block.
	 */
	@FunctionalInterface
	interface Listener {

		/**
		 * A connection has lost its place and has to be closed. It may be gone already,
		 * or have been told before.
		 * @param connectionId the connection's id
		 * @param reason why
		 */
		void close(String connectionId, CloseReason reason);

	}

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
	 * @param evicted ids of this node's connections that lost theirs and have to be
	 * closed; those of other nodes are told by the quota
	 */
	record Decision(boolean granted, List<String> evicted) {

	}

}
