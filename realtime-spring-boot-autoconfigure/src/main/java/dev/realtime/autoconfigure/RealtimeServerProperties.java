package dev.realtime.autoconfigure;

import java.net.InetAddress;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The server beside the application's own, under {@code realtime.server}, and how pages
 * are let in there, under {@code realtime.tickets}.
 *
 * @since 0.1.0
 */
public class RealtimeServerProperties {

	/**
	 * Port of a Reactor Netty server that serves clients beside the application's own
	 * server, which a servlet application needs. 0 takes a free one; if not set, there is
	 * no such server.
	 */
	private @Nullable Integer port;

	/**
	 * Network address to which that server binds. If not set, all.
	 */
	private @Nullable InetAddress address;

	/**
	 * URL under which browsers reach the endpoints of that server, where it is not the
	 * application's host with the port and the path: "https://live.example.com/realtime".
	 */
	private String publicUrl = "";

	private final Ssl ssl = new Ssl();

	public @Nullable Integer getPort() {
		return this.port;
	}

	public void setPort(@Nullable Integer port) {
		this.port = port;
	}

	public @Nullable InetAddress getAddress() {
		return this.address;
	}

	public void setAddress(@Nullable InetAddress address) {
		this.address = address;
	}

	public String getPublicUrl() {
		return this.publicUrl;
	}

	public void setPublicUrl(String publicUrl) {
		this.publicUrl = publicUrl;
	}

	public Ssl getSsl() {
		return this.ssl;
	}

	/**
	 * TLS of that server.
	 */
	public static class Ssl {

		/**
		 * Name of the SSL bundle with that server's certificate. If empty, it speaks
		 * plain HTTP.
		 */
		private String bundle = "";

		public String getBundle() {
			return this.bundle;
		}

		public void setBundle(String bundle) {
			this.bundle = bundle;
		}

	}

	/**
	 * One-time tickets.
	 */
	public static class Tickets {

		/**
		 * Whether tickets are issued and accepted: "auto" if there is a
		 * "realtime.server.port".
		 */
		private Enabled enabled = Enabled.AUTO;

		/**
		 * How long a ticket may be used after it was issued.
		 */
		private Duration ttl = Duration.ofSeconds(30);

		/**
		 * How many tickets a second a user may have in the long run, on each node.
		 */
		private int ratePerSecond = 10;

		/**
		 * How many tickets a user may have at once, on each node.
		 */
		private int burst = 50;

		public Enabled getEnabled() {
			return this.enabled;
		}

		public void setEnabled(Enabled enabled) {
			this.enabled = enabled;
		}

		public Duration getTtl() {
			return this.ttl;
		}

		public void setTtl(Duration ttl) {
			this.ttl = ttl;
		}

		public int getRatePerSecond() {
			return this.ratePerSecond;
		}

		public void setRatePerSecond(int ratePerSecond) {
			this.ratePerSecond = ratePerSecond;
		}

		public int getBurst() {
			return this.burst;
		}

		public void setBurst(int burst) {
			this.burst = burst;
		}

	}

}
