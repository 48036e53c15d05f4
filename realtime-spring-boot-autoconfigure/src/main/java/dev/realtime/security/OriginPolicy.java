package dev.realtime.security;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Keeps other people's pages from using a visitor's login. A page may connect if it is of
 * the request's own origin or of an allowed one. Where no page says what it is, it
 * depends on what is asked for: browsers send no {@code Origin} with a GET to the page's
 * own origin, always with a WebSocket, and other programs have no visitor's cookies.
 * Immutable.
 */
public final class OriginPolicy {

	private final Set<Origin> allowed;

	private final boolean anyPort;

	/**
	 * Create a policy.
	 * @param allowedOrigins exact origins besides the request's own
	 * @throws IllegalArgumentException if one is no origin; {@code *} and {@code null}
	 * are none
	 */
	public OriginPolicy(Collection<String> allowedOrigins) {
		this(configured(allowedOrigins), false);
	}

	private OriginPolicy(Set<Origin> allowed, boolean anyPort) {
		this.allowed = allowed;
		this.anyPort = anyPort;
	}

	/**
	 * A policy for a server beside the application's, on another port of the same host.
	 * Pages come from the application's port, which nobody knows behind a proxy, so any
	 * port of the request's own scheme and host counts as its own. Only for a server
	 * where nothing authenticates that browsers send by themselves: there, a page of
	 * another port gets no more than a program that is no browser.
	 * @return a policy with the same allowed origins
	 */
	public OriginPolicy withAnyPort() {
		return new OriginPolicy(this.allowed, true);
	}

	private static Set<Origin> configured(Collection<String> allowedOrigins) {
		Set<Origin> origins = new LinkedHashSet<>();
		int index = 0;
		for (String text : allowedOrigins) {
			origins.add(configured(index++, text));
		}
		return Collections.unmodifiableSet(origins);
	}

	private static Origin configured(int index, String text) {
		String name = "realtime.allowed-origins[" + index + "] is \"" + text + "\", ";
		if (text.contains("*")) {
			throw new IllegalArgumentException(name
					+ "but every page that a user visits could then read that user's events: list the exact origins");
		}
		Origin origin = Origin.parse(text);
		if (origin == null) {
			throw new IllegalArgumentException(name
					+ "which is no origin: write scheme, host and, if unusual, port, as in \"https://app.example.com\", without a path or a slash at the end");
		}
		if (origin.text().startsWith("ws:") || origin.text().startsWith("wss:")) {
			throw new IllegalArgumentException(
					name + "but pages come from http or https: write the page's origin, not the WebSocket's");
		}
		return origin;
	}

	/**
	 * The allowed origins in their normal form.
	 * @return the origins, without the request's own
	 */
	public Set<String> allowedOrigins() {
		Set<String> texts = new LinkedHashSet<>();
		this.allowed.forEach((origin) -> texts.add(origin.text()));
		return texts;
	}

	/**
	 * Whether there is any origin that may read answers besides the request's own.
	 * @return {@code false} if there is none
	 */
	public boolean allowsOthers() {
		return this.anyPort || !this.allowed.isEmpty();
	}

	/**
	 * Whether an origin besides the request's own may read answers.
	 * @param text an {@code Origin} header
	 * @param own scheme, host and port that the request was sent to, or {@code null} if
	 * unknown
	 * @return {@code true} if it may, in whatever form it is written
	 */
	public boolean isAllowed(String text, @Nullable String own) {
		Origin origin = Origin.parse(text);
		return origin != null && (this.allowed.contains(origin) || (this.anyPort && isOwn(origin, own)));
	}

	/**
	 * Whether a request may go on.
	 * @param check what it says about the page that sent it
	 * @return {@code false} if it has to be refused
	 */
	public boolean allows(OriginCheck check) {
		// No page can set this header, and a proxy in between does not change it.
		boolean sameOrigin = "same-origin".equals(check.fetchSite());
		String text = check.origin();
		if (text == null) {
			return sameOrigin || allowsWithoutOrigin(check);
		}
		Origin origin = Origin.parse(text);
		return origin != null && (sameOrigin || this.allowed.contains(origin) || isOwn(origin, check.own()));
	}

	private static boolean allowsWithoutOrigin(OriginCheck check) {
		return switch (check.kind()) {
			case STREAM -> !"cross-site".equals(check.fetchSite()) && !"same-site".equals(check.fetchSite());
			case WEBSOCKET, POST -> !check.cookie();
		};
	}

	private boolean isOwn(Origin origin, @Nullable String text) {
		Origin own = (text != null) ? Origin.ofRequest(text) : null;
		return own != null && (this.anyPort ? origin.isBeside(own) : origin.equals(own));
	}

}
