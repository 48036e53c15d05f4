package dev.realtime.connection;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * Ids of connections: 128 random bits as 22 characters of {@code [A-Za-z0-9_-]}. Unique
 * and unguessable, but no secret to be relied on. Thread-safe.
 */
public final class ConnectionIds {

	private static final int BYTES = 16;

	private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

	private final SecureRandom random = new SecureRandom();

	/**
	 * A new id.
	 * @return the id
	 */
	public String next() {
		byte[] bits = new byte[BYTES];
		this.random.nextBytes(bits);
		return ENCODER.encodeToString(bits);
	}

}
