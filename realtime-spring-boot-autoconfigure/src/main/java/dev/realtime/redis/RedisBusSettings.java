package dev.realtime.redis;

import java.time.Duration;

/**
 * How the engine uses Redis.
 *
 * @param keyPrefix what the names of all keys and channels begin with; two applications
 * on one Redis need two
 * @param application the application's name, noted in the log so that another one's nodes
 * notice, or empty
 * @param commandTimeout how long a command may take before its connection is given up
 * @param probeInterval how often a node proves that it hears what is published
 * @param knownTopics of how many topics the last offset is remembered
 * @param idempotencyWindow how long an idempotency key is remembered
 */
public record RedisBusSettings(String keyPrefix, String application, Duration commandTimeout, Duration probeInterval,
		int knownTopics, Duration idempotencyWindow) {

}
