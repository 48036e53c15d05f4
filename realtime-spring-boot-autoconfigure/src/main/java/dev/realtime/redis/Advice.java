package dev.realtime.redis;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Map;

import javax.net.ssl.SSLException;

import org.jspecify.annotations.Nullable;

/**
 * What to do about a Redis that cannot be used.
 */
final class Advice {

	private static final String ADDRESS = "Start it, or see to it that spring.data.redis leads to it";

	/** By what the message of Redis or its client has in it; the first that matches. */
	private static final Map<String, String> BY_WORD = Map.of("noauth", "Set spring.data.redis.password", "wrongpass",
			"See to spring.data.redis.username and spring.data.redis.password", "noperm",
			"Give its user the permissions that docs/redis.md lists under Permissions", "version",
			"Take Redis 6.2 or newer", "readonly",
			"This is a replica: name the primary, all servers under spring.data.redis.masterreplica.nodes,"
					+ " or the sentinels",
			"moved", "This is one node of a cluster: set spring.data.redis.cluster.nodes", "clusterdown",
			"See to the cluster, or set spring.data.redis.cluster.nodes to other nodes of it", "oom",
			"Raise its maxmemory, or keep less: realtime.topic-defaults.max-events and max-age", "misconf",
			"See to its disk: it refuses writes that it cannot save");

	private Advice() {
	}

	/**
	 * Say what to do.
	 * @param error what went wrong
	 * @return a sentence without a full stop
	 */
	static String on(Throwable error) {
		for (Throwable cause = error; cause != null; cause = cause.getCause()) {
			if (cause instanceof ConnectException || cause instanceof UnknownHostException) {
				return ADDRESS;
			}
			if (cause instanceof SSLException) {
				return "See to spring.data.redis.ssl, and to the certificates of its bundle";
			}
			String word = first(cause.getMessage());
			String advice = BY_WORD.get(word);
			if (advice != null) {
				return advice;
			}
		}
		return ADDRESS;
	}

	/**
	 * Say what went wrong: the last cause, since those before only say that something
	 * did.
	 * @param error what went wrong
	 * @return the cause in words
	 */
	static String cause(Throwable error) {
		Throwable root = error;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		String message = (root.getMessage() != null) ? root.getMessage() : root.toString();
		return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
	}

	/**
	 * Whether Lettuce has lost the reason: a server that refuses a handshake closes the
	 * connection too, and either may be noticed first.
	 * @param error what went wrong
	 * @return {@code true} if it only says that there is no connection
	 */
	static boolean saysNothing(Throwable error) {
		String cause = cause(error);
		return cause.startsWith("Connection closed prematurely")
				|| cause.startsWith("RedisHandshakeHandler not registered");
	}

	private static String first(@Nullable String message) {
		return (message != null) ? message.split("[ :]", 2)[0].toLowerCase(Locale.ROOT) : "";
	}

}
