package dev.realtime.security;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.realtime.Handshake;
import dev.realtime.RealtimeAuthenticator;
import dev.realtime.RealtimeUser;
import reactor.core.publisher.Mono;

/**
 * Keeps from the authenticator behind it what browsers send by themselves, whatever page
 * is open: cookies, and the principal that somebody may have found by them. What a page
 * has to know, a bearer token as an example, is left. Thread-safe.
 */
public final class NoCookieAuthenticator implements RealtimeAuthenticator {

	private final RealtimeAuthenticator delegate;

	public NoCookieAuthenticator(RealtimeAuthenticator delegate) {
		this.delegate = delegate;
	}

	@Override
	public Mono<RealtimeUser> authenticate(Handshake handshake) {
		Map<String, List<String>> headers = new LinkedHashMap<>(handshake.headers());
		headers.keySet().removeIf("Cookie"::equalsIgnoreCase);
		return this.delegate
			.authenticate(new Handshake(handshake.transport(), headers, handshake.query(), handshake.address(), null));
	}

}
