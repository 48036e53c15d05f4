package dev.realtime.autoconfigure;

import java.time.Duration;

/**
 * What carries events from one node to all, under {@code realtime.bus}.
 *
 * @since 0.1.0
 */
public class RealtimeBusProperties {

	/**
	 * Engine that carries and keeps events.
	 */
	private BusType type = BusType.AUTO;

	private final Redis redis = new Redis();

	public BusType getType() {
		return this.type;
	}

	public void setType(BusType type) {
		this.type = type;
	}

	public Redis getRedis() {
		return this.redis;
	}

	/**
	 * How Redis is used. Where it is, is said under {@code spring.data.redis}.
	 */
	public static class Redis {

		/**
		 * What the names of all keys and channels in Redis begin with. Two applications
		 * on one Redis need two, even in two databases.
		 */
		private String keyPrefix = "realtime";

		/**
		 * How long a command may take before it fails and its connection is replaced.
		 */
		private Duration commandTimeout = Duration.ofSeconds(2);

		/**
		 * How often a node proves that it hears what is published. After two proofs that
		 * failed it is not healthy and connects anew.
		 */
		private Duration probeInterval = Duration.ofSeconds(10);

		public String getKeyPrefix() {
			return this.keyPrefix;
		}

		public void setKeyPrefix(String keyPrefix) {
			this.keyPrefix = keyPrefix;
		}

		public Duration getCommandTimeout() {
			return this.commandTimeout;
		}

		public void setCommandTimeout(Duration commandTimeout) {
			this.commandTimeout = commandTimeout;
		}

		public Duration getProbeInterval() {
			return this.probeInterval;
		}

		public void setProbeInterval(Duration probeInterval) {
			this.probeInterval = probeInterval;
		}

	}

}
