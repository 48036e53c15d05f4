package dev.realtime.security;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.realtime.Handshake;
import dev.realtime.RealtimeAuthenticator;
import dev.realtime.RealtimeTokenVerifier;
import dev.realtime.RealtimeUser;
import reactor.core.publisher.Mono;

/**
 * Where another authenticator knows nobody, takes the bearer token of the
 * {@code Authorization} header. A token that is no good is an error: who brings one is
 * never taken for anonymous. Tokens are looked for nowhere else, since URLs end in logs.
 * Thread-safe.
 */
public final class BearerTokenRealtimeAuthenticator implements RealtimeAuthenticator {

	private static final String SCHEME = "bearer";

	private static final Pattern BEARER = Pattern.compile("bearer +(?<token>[A-Za-z0-9._~+/-]+=*) *",
			Pattern.CASE_INSENSITIVE);

	private final RealtimeAuthenticator first;

	private final RealtimeTokenVerifier verifier;

	public BearerTokenRealtimeAuthenticator(RealtimeAuthenticator first, RealtimeTokenVerifier verifier) {
		this.first = first;
		this.verifier = new FailSafeTokenVerifier(verifier);
	}

	@Override
	public Mono<RealtimeUser> authenticate(Handshake handshake) {
		return this.first.authenticate(handshake)
			.filter((user) -> !user.isAnonymous())
			.switchIfEmpty(Mono.defer(() -> verify(handshake.headers().getOrDefault("Authorization", List.of()))));
	}

	private Mono<RealtimeUser> verify(List<String> credentials) {
		if (credentials.stream().noneMatch(BearerTokenRealtimeAuthenticator::isBearer)) {
			return Mono.empty();
		}
		Matcher matcher = BEARER.matcher(credentials.get(0));
		if (credentials.size() > 1 || !matcher.matches()) {
			return Mono.error(new NotAuthenticatedException("Not one bearer token"));
		}
		return this.verifier.verify(matcher.group("token"));
	}

	private static boolean isBearer(String credentials) {
		return credentials.strip().toLowerCase(Locale.ROOT).startsWith(SCHEME);
	}

}
