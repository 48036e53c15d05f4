package dev.realtime.autoconfigure;

import java.time.Duration;
import java.util.List;

import dev.realtime.redis.RedisServers;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Node;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Sentinel;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Standalone;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.util.StringUtils;

/**
 * Where Redis is, as Spring Boot says it, in the terms of its client. Sentinels come
 * first, then a cluster, then a primary with replicas, as they do for the application's
 * own connections.
 */
final class RedisServersFactory {

	/** What the connections are called in {@code CLIENT LIST}. */
	private static final String CLIENT_NAME = "realtime";

	private final DataRedisConnectionDetails details;

	private final boolean tls;

	private final Duration timeout;

	private RedisServersFactory(DataRedisConnectionDetails details, boolean tls, Duration timeout) {
		this.details = details;
		this.tls = tls;
		this.timeout = timeout;
	}

	/**
	 * Say where Redis is.
	 * @param details where it is
	 * @param tls whether connections are encrypted even if there is no bundle
	 * @param timeout how long to wait for each server
	 * @return the servers
	 */
	static RedisServers create(DataRedisConnectionDetails details, boolean tls, Duration timeout) {
		SslBundle bundle = details.getSslBundle();
		RedisServersFactory factory = new RedisServersFactory(details, tls || bundle != null, timeout);
		boolean cluster = details.getSentinel() == null && details.getCluster() != null;
		return new RedisServers(factory.uris(), cluster, (bundle != null) ? options(bundle) : null);
	}

	private List<RedisURI> uris() {
		Sentinel sentinel = this.details.getSentinel();
		if (sentinel != null) {
			return List.of(sentinels(sentinel));
		}
		DataRedisConnectionDetails.Cluster cluster = this.details.getCluster();
		if (cluster != null) {
			return cluster.getNodes().stream().map(this::server).toList();
		}
		DataRedisConnectionDetails.MasterReplica masterReplica = this.details.getMasterReplica();
		if (masterReplica != null) {
			return masterReplica.getNodes().stream().map(this::server).toList();
		}
		Standalone standalone = this.details.getStandalone();
		if (standalone == null) {
			throw new EngineUnavailableException(
					"The realtime engine redis is told by " + this.details.getClass().getName()
							+ " of no server, no sentinels and no cluster.",
					"Have its DataRedisConnectionDetails bean name one of them.");
		}
		RedisURI uri = server(new Node(standalone.getHost(), standalone.getPort()));
		uri.setDatabase(standalone.getDatabase());
		return List.of(uri);
	}

	private RedisURI sentinels(Sentinel sentinel) {
		RedisURI uri = secured(new RedisURI(), this.details.getUsername(), this.details.getPassword());
		uri.setSentinelMasterId(sentinel.getMaster());
		uri.setDatabase(sentinel.getDatabase());
		for (Node node : sentinel.getNodes()) {
			uri.getSentinels().add(secured(address(node), sentinel.getUsername(), sentinel.getPassword()));
		}
		return uri;
	}

	private RedisURI server(Node node) {
		return secured(address(node), this.details.getUsername(), this.details.getPassword());
	}

	private static RedisURI address(Node node) {
		return RedisURI.create(node.host(), node.port());
	}

	private RedisURI secured(RedisURI uri, @Nullable String username, @Nullable String password) {
		uri.setSsl(this.tls);
		uri.setTimeout(this.timeout);
		uri.setClientName(CLIENT_NAME);
		if (StringUtils.hasLength(password)) {
			if (StringUtils.hasLength(username)) {
				uri.setAuthentication(username, password);
			}
			else {
				uri.setAuthentication(password);
			}
		}
		return uri;
	}

	private static SslOptions options(SslBundle bundle) {
		SslOptions.Builder options = SslOptions.builder()
			.keyManager(bundle.getManagers().getKeyManagerFactory())
			.trustManager(bundle.getManagers().getTrustManagerFactory());
		if (bundle.getOptions().getCiphers() != null) {
			options.cipherSuites(bundle.getOptions().getCiphers());
		}
		if (bundle.getOptions().getEnabledProtocols() != null) {
			options.protocols(bundle.getOptions().getEnabledProtocols());
		}
		return options.build();
	}

}
