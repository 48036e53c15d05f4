package dev.realtime;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.lang.CheckReturnValue;

/**
 * Who is connected, and a way to end it. Streams only: a waiting long poll is no stream.
 * What is listed, or named by its id, is on this node; what is counted or closed by its
 * user is on all nodes, which is this one with the local engine. Thread-safe; everything
 * is cold and happens on subscription.
 *
 * @since 0.1.0
 */
public interface RealtimeConnections {

	/**
	 * The streams that are open on this node now.
	 * @return their views, in no particular order
	 */
	@CheckReturnValue
	Flux<RealtimeConnection> list();

	/**
	 * A user's open streams on this node.
	 * @param user the user's name, exactly
	 * @return their views, in no particular order
	 */
	@CheckReturnValue
	Flux<RealtimeConnection> list(String user);

	/**
	 * How many streams are open on this node.
	 * @return the count
	 */
	@CheckReturnValue
	Mono<Long> count();

	/**
	 * How many streams a user has open, on all nodes. Those of a node that died count for
	 * up to {@code realtime.connections.lease}.
	 * @param user the user's name, exactly
	 * @return the count, 0 if none; fails with a {@link BusUnavailableException} if there
	 * may be others that cannot be counted now
	 */
	@CheckReturnValue
	Mono<Long> count(String user);

	/**
	 * Close one stream of this node with {@link CloseReason#CLOSED_BY_APP}: the client is
	 * told and stays away.
	 * @param id the connection's id
	 * @return whether there was such a stream on this node
	 */
	@CheckReturnValue
	Mono<Boolean> close(String id);

	/**
	 * Close all streams of a user with {@link CloseReason#CLOSED_BY_APP}, at logout for
	 * instance. Those on other nodes are told so, and told again with the next renewal of
	 * their lease if they did not hear it.
	 * @param user the user's name, exactly
	 * @return how many were or will be closed; fails with a
	 * {@link BusUnavailableException} if other nodes cannot be told now, while those of
	 * this node are closed nevertheless
	 */
	@CheckReturnValue
	Mono<Long> closeUser(String user);

}
