package dev.realtime.redis;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;

/**
 * A connection on which the log was opened, and what is known of the log since then.
 *
 * @param connection the connection
 * @param uri where it leads
 * @param generation of which primary, by its replication id
 * @param epoch the log's epoch
 * @param digests what the scripts of this generation are called by
 */
record Session(StatefulRedisConnection<String, byte[]> connection, RedisURI uri, String generation, String epoch,
		Map<Script, String> digests) {

	/**
	 * Open the log and load the scripts.
	 * @param connection a connection
	 * @param uri where it leads
	 * @param meta the key of the log's state
	 * @param next an epoch and a log id for the case that they are needed, and the
	 * application's name
	 * @return the session, and whose log it is
	 */
	static CompletableFuture<Opened> open(StatefulRedisConnection<String, byte[]> connection, RedisURI uri, String meta,
			byte[][] next) {
		return connection.async()
			.<List<Object>>eval(Script.BOOTSTRAP.text(""), ScriptOutputType.MULTI, new String[] { meta }, next)
			.toCompletableFuture()
			.thenCompose((reply) -> {
				String generation = Reply.text(reply.get(0));
				Map<Script, String> digests = new EnumMap<>(Script.class);
				CompletableFuture<?> loaded = CompletableFuture.completedFuture(null);
				for (Script script : Script.values()) {
					if (script != Script.BOOTSTRAP) {
						String text = script.text(generation);
						digests.put(script, Script.digest(text));
						loaded = CompletableFuture.allOf(loaded,
								connection.async().scriptLoad(text).toCompletableFuture());
					}
				}
				Session session = new Session(connection, uri, generation, Reply.text(reply.get(1)),
						Map.copyOf(digests));
				return loaded.thenApply((ignored) -> new Opened(session, Reply.text(reply.get(2))));
			});
	}

	/**
	 * Run a script.
	 * @param script the script
	 * @param meta the key of the log's state
	 * @param arguments its arguments
	 * @param <T> what it replies
	 * @return the reply
	 */
	<T> CompletableFuture<T> run(Script script, String meta, byte[][] arguments) {
		ScriptOutputType type = switch (script) {
			case PUBLISH, READ, BOOTSTRAP, ACQUIRE, RENEW -> ScriptOutputType.MULTI;
			case COUNT, RELEASE, ELSEWHERE, TICKET -> ScriptOutputType.INTEGER;
			case REDEEM -> ScriptOutputType.VALUE;
			case PROBE -> ScriptOutputType.STATUS;
		};
		return this.connection.async()
			.<T>evalsha(String.valueOf(this.digests.get(script)), type, new String[] { meta }, arguments)
			.toCompletableFuture();
	}

	/**
	 * An opened log.
	 *
	 * @param session the session
	 * @param application who began the log
	 */
	record Opened(Session session, String application) {

	}

}
