package dev.realtime.webflux;

import java.security.Principal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.realtime.BusUnavailableException;
import dev.realtime.CloseReason;
import dev.realtime.Handshake;
import dev.realtime.RealtimeAuthenticator;
import dev.realtime.RealtimeTopics;
import dev.realtime.RealtimeUser;
import dev.realtime.TopicAction;
import dev.realtime.TopicAuthorizer;
import dev.realtime.Transport;
import dev.realtime.connection.RefusedException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.web.server.ServerWebExchange;

/**
 * What comes before any byte of a stream: who is it, and may they have what they ask for.
 * A stream without words of its own, or a poll, is refused for one forbidden topic; a
 * WebSocket is told of each.
 */
final class Handshakes {

	private static final String USER = "{user}";

	private final RealtimeAuthenticator authenticator;

	private final TopicAuthorizer authorizer;

	private final @Nullable String userTopic;

	Handshakes(RealtimeAuthenticator authenticator, TopicAuthorizer authorizer, @Nullable String userTopic) {
		this.authenticator = authenticator;
		this.authorizer = authorizer;
		this.userTopic = userTopic;
	}

	/**
	 * Find out who sent a request.
	 * @param exchange the request
	 * @param transport what for
	 * @param request the request as it was read
	 * @return the user, maybe anonymous; fails with a {@link RefusedException}
	 */
	Mono<RealtimeUser> authenticate(ServerWebExchange exchange, Transport transport, StreamRequest request) {
		return exchange.getPrincipal()
			.map(Optional::<Principal>of)
			.defaultIfEmpty(Optional.empty())
			.flatMap((principal) -> this.authenticator.authenticate(new Handshake(transport, request.headers(),
					request.query(), request.address(), principal.orElse(null))))
			.defaultIfEmpty(RealtimeUser.ANONYMOUS)
			.onErrorMap(Handshakes::refused);
	}

	/** What the client is told; why is nobody's business. */
	private static RefusedException refused(Throwable error) {
		CloseReason reason = (error instanceof BusUnavailableException) ? CloseReason.UNAVAILABLE
				: CloseReason.UNAUTHORIZED;
		return new RefusedException(reason, reason.text());
	}

	/**
	 * Decide on a request.
	 * @param exchange the request
	 * @param transport what for
	 * @param request the request as it was read
	 * @param cursor where to resume, or {@code null}
	 * @return what it came to; fails with a {@link RefusedException}
	 */
	Mono<Admission> admit(ServerWebExchange exchange, Transport transport, StreamRequest request,
			@Nullable String cursor) {
		if (transport != Transport.WEBSOCKET && !request.invalid().isEmpty()) {
			return Mono.error(StreamRequest.refused("one of the topics is not valid"));
		}
		return authenticate(exchange, transport, request)
			.flatMap((user) -> authorize(user, transport, request, cursor));
	}

	private Mono<Admission> authorize(RealtimeUser user, Transport transport, StreamRequest request,
			@Nullable String cursor) {
		Set<String> asked = request.topics();
		Set<String> topics = new LinkedHashSet<>(asked);
		String own = ownTopic(user);
		if (own != null) {
			topics.add(own);
		}
		return Flux.fromIterable(topics).flatMapSequential((topic) -> decide(user, topic)).collectList().map((all) -> {
			List<String> allowed = new ArrayList<>();
			Set<String> refused = new LinkedHashSet<>();
			for (Decision decision : all) {
				if (decision.allowed()) {
					allowed.add(decision.topic());
				}
				else if (asked.contains(decision.topic())) {
					refused.add(decision.topic());
				}
			}
			if (transport != Transport.WEBSOCKET) {
				insist(user, allowed, refused);
			}
			return new Admission(user, allowed, refused, request.invalid(), cursor);
		});
	}

	private Mono<Decision> decide(RealtimeUser user, String topic) {
		return this.authorizer.authorize(user, TopicAction.SUBSCRIBE, topic)
			.defaultIfEmpty(false)
			.map((allowed) -> new Decision(topic, allowed));
	}

	private static void insist(RealtimeUser user, List<String> allowed, Set<String> refused) {
		if (!refused.isEmpty()) {
			CloseReason reason = user.isAnonymous() ? CloseReason.UNAUTHORIZED : CloseReason.FORBIDDEN;
			String topic = refused.iterator().next();
			throw new RefusedException(reason, reason.text() + ": topic " + topic, topic);
		}
		if (allowed.isEmpty()) {
			throw StreamRequest.refused("no topic");
		}
	}

	private @Nullable String ownTopic(RealtimeUser user) {
		if (this.userTopic == null || user.isAnonymous()) {
			return null;
		}
		String topic = this.userTopic.replace(USER, RealtimeTopics.encode(user.name()));
		// A name that is too long for a topic has none.
		return RealtimeTopics.isValid(topic) ? topic : null;
	}

	private record Decision(String topic, boolean allowed) {

	}

}
