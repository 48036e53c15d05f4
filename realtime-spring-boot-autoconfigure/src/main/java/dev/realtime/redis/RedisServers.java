package dev.realtime.redis;

import java.util.List;
import java.util.stream.Collectors;

import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import org.jspecify.annotations.Nullable;

/**
 * Where Redis is.
 *
 * @param uris one server or one set of sentinels; or several servers of which one is the
 * primary; or some nodes of a cluster
 * @param cluster whether they are nodes of a cluster
 * @param ssl how connections are encrypted, if a URI says that they are; {@code null} for
 * the defaults
 */
public record RedisServers(List<RedisURI> uris, boolean cluster, @Nullable SslOptions ssl) {

	public RedisServers {
		if (uris.isEmpty()) {
			throw new IllegalArgumentException("no address of a Redis server is given");
		}
		uris = List.copyOf(uris);
	}

	/**
	 * Say where Redis is in words, without names and passwords.
	 * @return for example {@code cache.example.com:6379}
	 */
	public String where() {
		RedisURI first = this.uris.get(0);
		List<RedisURI> all = first.getSentinels().isEmpty() ? this.uris : first.getSentinels();
		String addresses = all.stream()
			.map((uri) -> uri.getHost() + ':' + uri.getPort())
			.collect(Collectors.joining(", "));
		if (first.getSentinelMasterId() != null) {
			return "the primary '" + first.getSentinelMasterId() + "' of the sentinels " + addresses;
		}
		return (this.cluster ? "the cluster " : "") + addresses;
	}

	@Override
	public String toString() {
		// A URI hides its password.
		return (this.cluster ? "cluster " : "") + this.uris;
	}

}
