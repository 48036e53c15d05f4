package dev.realtime;

import reactor.core.publisher.Mono;

/**
 * Decides what a user may do with a topic. Define a bean of this type to replace the
 * rules under {@code realtime.topics}. Asked on every connect, subscribe and publish, and
 * again from time to time while a stream is open, so it should be quick; called from
 * event loops, so it must not block. Must be thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface TopicAuthorizer {

	/**
	 * May this user do this?
	 * @param user who asks, {@link RealtimeUser#ANONYMOUS} if nobody is known
	 * @param action what for
	 * @param topic a valid topic
	 * @return {@code true} to allow; {@code false}, empty, an error, or no answer within
	 * two seconds refuses; what an open stream has is lost by an error or no answer only
	 * when it happens twice in a row
	 */
	Mono<Boolean> authorize(RealtimeUser user, TopicAction action, String topic);

}
