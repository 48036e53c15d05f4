package dev.realtime.redis;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import org.jspecify.annotations.Nullable;

/**
 * Makes the engine's own connections, which never reconnect by themselves: a command that
 * is sent again behind our back, or a subscription that comes back silently, is a hole
 * that nobody sees. Thread-safe.
 */
final class Connector {

	private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

	/** More commands than can ever wait, since publishes and reads are batched. */
	private static final int REQUEST_QUEUE = 100_000;

	private final RedisServers servers;

	private final Duration timeout;

	private final String slotKey;

	private final ClientResources resources;

	private final RedisClient client;

	private final AtomicInteger attempts = new AtomicInteger();

	/**
	 * Create a connector.
	 * @param servers where Redis is
	 * @param timeout how long to wait for a connection, and for each command on it
	 * @param slotKey a key of the slot that is wanted of a cluster
	 */
	Connector(RedisServers servers, Duration timeout, String slotKey) {
		this.servers = servers;
		this.timeout = timeout;
		this.slotKey = slotKey;
		this.resources = DefaultClientResources.builder().ioThreadPoolSize(2).computationThreadPoolSize(2).build();
		this.client = RedisClient.create(this.resources);
		ClientOptions.Builder options = ClientOptions.builder()
			.autoReconnect(false)
			.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
			.requestQueueSize(REQUEST_QUEUE)
			.socketOptions(SocketOptions.builder().connectTimeout(timeout).keepAlive(true).build())
			.timeoutOptions(TimeoutOptions.enabled(timeout));
		if (servers.ssl() != null) {
			options.sslOptions(servers.ssl());
		}
		this.client.setOptions(options.build());
	}

	/**
	 * Where Redis is, for humans.
	 * @return its address or addresses
	 */
	String where() {
		return this.servers.where();
	}

	/**
	 * What a server is called that was connected to.
	 * @param uri its address, or that of the sentinels that know it
	 * @return for example {@code cache.example.com:6379}
	 */
	String nameOf(RedisURI uri) {
		return (uri.getHost() != null) ? uri.getHost() + ':' + uri.getPort() : where();
	}

	/**
	 * Find the server to connect to. Where there are several, each call tries the next.
	 * @return its address, or that of the sentinels that know it
	 */
	CompletableFuture<RedisURI> locate() {
		List<RedisURI> uris = this.servers.uris();
		RedisURI next = uris.get(Math.floorMod(this.attempts.getAndIncrement(), uris.size()));
		if (!this.servers.cluster()) {
			return CompletableFuture.completedFuture(next);
		}
		return connect(next).thenCompose((connection) -> connection.async()
			.clusterSlots()
			.thenApply((slots) -> owner(next, slots))
			.whenComplete((found, error) -> connection.closeAsync()));
	}

	private RedisURI owner(RedisURI seed, List<Object> slots) {
		int wanted = SlotHash.getSlot(this.slotKey);
		for (Object range : slots) {
			List<?> fields = (List<?>) range;
			if (wanted >= (Long) fields.get(0) && wanted <= (Long) fields.get(1)) {
				List<?> node = (List<?>) fields.get(2);
				String host = StringCodec.UTF8.decodeValue(ByteBuffer.wrap((byte[]) node.get(0)));
				return RedisURI.builder(seed)
					.withHost(host.isEmpty() ? seed.getHost() : host)
					.withPort(((Long) node.get(1)).intValue())
					.build();
			}
		}
		throw new RedisException("No node of the cluster serves slot " + wanted);
	}

	/**
	 * Connect for commands, to a server that knows them.
	 * @param uri where it is
	 * @return the connection
	 */
	CompletableFuture<StatefulRedisConnection<String, byte[]>> connect(RedisURI uri) {
		return inTime(this.client.connectAsync(CODEC, uri)
			.thenCompose((connection) -> connection.async().info("server").thenApply((server) -> {
				ServerVersion.check(server);
				return connection;
			}).whenComplete((checked, error) -> closeAfter(error, connection))));
	}

	/**
	 * Connect for subscriptions, to the server that runs the scripts and no other. A
	 * replica of it would be heard as well, until it misses something on its way.
	 * @param uri where the scripts run
	 * @param generation the replication id of the primary that they run on
	 * @return the connection
	 */
	CompletableFuture<StatefulRedisPubSubConnection<String, byte[]>> connectPubSub(RedisURI uri, String generation) {
		return inTime(this.client.connectPubSubAsync(CODEC, uri)
			.thenCompose((connection) -> connection.async().info("replication").thenApply((replication) -> {
				if (!replication.contains("role:master") || !replication.contains("master_replid:" + generation)) {
					throw new RedisException("It leads to another server than the one that runs the scripts");
				}
				return connection;
			}).whenComplete((checked, error) -> closeAfter(error, connection))));
	}

	/**
	 * What has been closed at the end of the engine must not be closed again: it is
	 * logged.
	 */
	private static void closeAfter(@Nullable Throwable error, StatefulConnection<?, ?> connection) {
		if (error != null && connection.isOpen()) {
			connection.closeAsync();
		}
	}

	/** A connection that comes too late is closed. */
	private <C extends StatefulConnection<?, ?>> CompletableFuture<C> inTime(CompletionStage<C> connecting) {
		CompletableFuture<C> connected = new CompletableFuture<>();
		connecting.whenComplete((connection, error) -> {
			if (error != null) {
				connected.completeExceptionally(error);
			}
			else if (!connected.complete(connection)) {
				connection.closeAsync();
			}
		});
		return connected.orTimeout(this.timeout.toMillis() * 2, TimeUnit.MILLISECONDS);
	}

	/**
	 * Close all connections.
	 * @return completes when they are closed
	 */
	CompletableFuture<Void> close() {
		return this.client.shutdownAsync(0, 1, TimeUnit.SECONDS)
			.thenRun(() -> this.resources.shutdown(0, 1, TimeUnit.SECONDS));
	}

}
