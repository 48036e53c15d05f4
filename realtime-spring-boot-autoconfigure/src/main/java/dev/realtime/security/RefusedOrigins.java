package dev.realtime.security;

import java.util.HashSet;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Warns of the origins that were refused, once of each and of no more than a hundred, and
 * says what to do if they should not have been. Thread-safe.
 */
public final class RefusedOrigins {

	private static final Log logger = LogFactory.getLog(RefusedOrigins.class);

	private static final int MAX = 100;

	private static final int MAX_LENGTH = 120;

	private final Set<String> warned = new HashSet<>();

	/**
	 * Take note of a request that was refused.
	 * @param check what it said about the page that sent it
	 */
	public void refused(OriginCheck check) {
		String origin = printable(check.origin());
		if (!isNew(origin)) {
			logger.debug("Refused a request of origin " + origin);
			return;
		}
		logger.warn("Refused a request of origin " + origin + " since this application takes itself for "
				+ printable(check.own()) + ". If it is behind a proxy, set server.forward-headers-strategy;"
				+ " if the page is another site that may connect, add it to realtime.allowed-origins");
	}

	private synchronized boolean isNew(String origin) {
		return this.warned.size() < MAX && this.warned.add(origin);
	}

	private static String printable(@Nullable String foreign) {
		if (foreign == null) {
			return "(none)";
		}
		String head = (foreign.length() > MAX_LENGTH) ? foreign.substring(0, MAX_LENGTH) + "..." : foreign;
		StringBuilder printable = new StringBuilder("\"");
		head.chars().forEach((c) -> printable.append((c >= ' ' && c < 127 && c != '"') ? (char) c : '?'));
		return printable.append('"').toString();
	}

}
