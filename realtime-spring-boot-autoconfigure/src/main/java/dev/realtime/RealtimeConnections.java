package dev.realtime;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.lang.CheckReturnValue;

/**
 * Who is connected, and a way to end it. Streams only: a waiting long poll is no stream.
 * With the local engine this node is all there is. Thread-safe; everything is cold and
 * happens on subscription.
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
	 * How many streams are open.
	 * @return the count
	 */
	@CheckReturnValue
	Mono<Long> count();

	/**
	 * How many streams a user has open.
	 * @param user the user's name, exactly
	 * @return the count, 0 if none
	 */
	@CheckReturnValue
	Mono<Long> count(String user);

	/**
	 * Close one stream with {@link CloseReason#CLOSED_BY_APP}: the client is told and
	 * stays away.
	 * @param id the connection's id
	 * @return whether there was such a stream
	 */
	@CheckReturnValue
	Mono<Boolean> close(String id);

	/**
	 * Close all streams of a user with {@link CloseReason#CLOSED_BY_APP}, at logout for
	 * instance.
	 * @param user the user's name, exactly
	 * @return how many were closed
	 */
	@CheckReturnValue
	Mono<Long> closeUser(String user);

}
