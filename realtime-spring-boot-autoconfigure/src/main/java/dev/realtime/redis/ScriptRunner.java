package dev.realtime.redis;

import java.util.concurrent.CompletableFuture;

/**
 * Runs scripts in Redis. Thread-safe.
 */
interface ScriptRunner {

	/**
	 * Run a script. Never throws.
	 * @param script the script
	 * @param arguments its arguments
	 * @param <T> what it replies
	 * @return the reply; fails with a {@link dev.realtime.BusUnavailableException} if it
	 * was not sent
	 */
	<T> CompletableFuture<T> run(Script script, byte[]... arguments);

}
