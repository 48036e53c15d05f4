package dev.realtime.security;

import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What clients' addresses count as under the per-address cap. Without a handling of
 * forwarded headers a local address is taken for a proxy's, behind which everybody would
 * share one cap: it is not counted, and that is warned of once. Thread-safe.
 */
public final class AddressKeys {

	private static final Log logger = LogFactory.getLog(AddressKeys.class);

	private final boolean forwardedHeadersHandled;

	private final AtomicBoolean warned = new AtomicBoolean();

	/**
	 * Create it.
	 * @param forwardedHeadersHandled whether addresses are the clients' own even behind a
	 * proxy
	 */
	public AddressKeys(boolean forwardedHeadersHandled) {
		this.forwardedHeadersHandled = forwardedHeadersHandled;
	}

	/**
	 * What an address counts as. IPv6 addresses count by /64.
	 * @param address the client's address, resolved or not, or {@code null} if unknown
	 * @return the key, or {@code null} if it is not to be counted
	 */
	public @Nullable String keyOf(@Nullable InetSocketAddress address) {
		ClientAddress client = (address != null) ? ClientAddress.of(address) : null;
		if (client == null) {
			return null;
		}
		if (client.local() && !this.forwardedHeadersHandled) {
			if (this.warned.compareAndSet(false, true)) {
				logger.warn("Anonymous connections from local addresses are not limited by"
						+ " realtime.connections.max-per-address: the address may be a proxy's."
						+ " Behind a proxy, set server.forward-headers-strategy");
			}
			return null;
		}
		return client.key();
	}

}
