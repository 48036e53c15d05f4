package dev.realtime.message;

import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import dev.realtime.RealtimeEvent;
import dev.realtime.RealtimeObserver;
import dev.realtime.RealtimePublisher;
import dev.realtime.RealtimeTokenVerifier;
import dev.realtime.RealtimeTopics;
import dev.realtime.RealtimeUser;
import dev.realtime.TopicAction;
import dev.realtime.TopicAuthorizer;
import dev.realtime.security.RateLimiter;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * What a message means, whichever way it came. Thread-safe; one for all connections.
 */
public final class MessageHandlers {

	private static final Log logger = LogFactory.getLog(MessageHandlers.class);

	private final MessageSettings settings;

	private final TopicAuthorizer authorizer;

	private final RealtimePublisher publisher;

	private final MessageDispatcher dispatcher;

	private final RealtimeObserver observer;

	private final LongSupplier nanoTime;

	private final MessageParser parser;

	private final @Nullable TokenMessages tokens;

	/**
	 * Create handlers.
	 * @param settings what a client may send
	 * @param authorizer decides on topics
	 * @param publisher publishes for those who may
	 * @param dispatcher handles what is the application's
	 * @param verifier tells whose a token is, or {@code null} if there are none
	 * @param observer counts
	 */
	public MessageHandlers(MessageSettings settings, TopicAuthorizer authorizer, RealtimePublisher publisher,
			MessageDispatcher dispatcher, @Nullable RealtimeTokenVerifier verifier, RealtimeObserver observer) {
		this(settings, authorizer, publisher, dispatcher, verifier, observer, System::nanoTime);
	}

	MessageHandlers(MessageSettings settings, TopicAuthorizer authorizer, RealtimePublisher publisher,
			MessageDispatcher dispatcher, @Nullable RealtimeTokenVerifier verifier, RealtimeObserver observer,
			LongSupplier nanoTime) {
		this.settings = settings;
		this.authorizer = authorizer;
		this.publisher = publisher;
		this.dispatcher = dispatcher;
		this.observer = observer;
		this.nanoTime = nanoTime;
		this.tokens = (verifier != null) ? new TokenMessages(verifier) : null;
		this.parser = new MessageParser(settings.maxJsonDepth());
	}

	MessageSettings settings() {
		return this.settings;
	}

	MessageParser parser() {
		return this.parser;
	}

	RateLimiter newRateLimiter() {
		return new RateLimiter(this.settings.ratePerSecond(), this.settings.burst(), this.nanoTime);
	}

	/**
	 * Answer one message.
	 * @param source reads it, or refuses what is none
	 * @param limiter what it counts against, message or not
	 * @param handler does what it asks and returns the ack's payload, or nothing
	 * @return the answer; never an error
	 */
	Mono<Answer> answer(Supplier<ClientMessage> source, RateLimiter limiter,
			Function<ClientMessage, Mono<Object>> handler) {
		return Mono.defer(() -> {
			long retryAfterMillis = limiter.tryAcquire();
			ClientMessage message;
			try {
				message = source.get();
			}
			catch (MessageRefusedException ex) {
				return Mono.just(Answer.error(ex.id(), ex));
			}
			if (retryAfterMillis > 0) {
				return Mono.just(Answer.error(message.id(), MessageRefusedException.rateLimited(retryAfterMillis)));
			}
			long begun = this.nanoTime.getAsLong();
			return Mono.defer(() -> handler.apply(message))
				.map((payload) -> Answer.ack(message.id(), payload))
				.switchIfEmpty(Mono.fromSupplier(() -> Answer.ack(message.id(), null)))
				.onErrorResume((error) -> Mono.just(Answer.error(message.id(), refusal(message, error))))
				.doOnNext((answer) -> this.observer.messageHandled(this.nanoTime.getAsLong() - begun));
		}).doOnNext((answer) -> this.observer.messageReceived(answer.outcome()));
	}

	private static MessageRefusedException refusal(ClientMessage message, Throwable error) {
		MessageRefusedException refusal = MessageRefusedException.of(error);
		if (refusal.code() == ErrorCode.FAILED) {
			logger.warn("A message of type " + message.type() + " could not be handled",
					(error instanceof HandlerFailedException) ? error.getCause() : error);
		}
		return refusal;
	}

	/**
	 * Do what a message asks that does not concern a connection.
	 * @param sender who sent it
	 * @param message the message
	 * @return the ack's payload; fails with {@link MessageRefusedException} if refused
	 */
	Mono<Object> handle(Sender sender, ClientMessage message) {
		if (!RealtimeTopics.isReservedType(message.type())) {
			return this.dispatcher.dispatch(sender, message);
		}
		return switch (message.type()) {
			case "rt.publish" -> publish(sender.user(), message);
			default -> throw new MessageRefusedException(ErrorCode.UNKNOWN_TYPE, ErrorCode.UNKNOWN_TYPE.text());
		};
	}

	/**
	 * Log the user of a connection in again.
	 * @param user whose connection it is
	 * @param message the message, with a token
	 * @return the same user with the rights and the end of the new login; fails with
	 * {@link MessageRefusedException} if refused
	 */
	Mono<RealtimeUser> authenticate(RealtimeUser user, ClientMessage message) {
		if (this.tokens == null) {
			throw new MessageRefusedException(ErrorCode.UNAUTHORIZED,
					"Tokens are not configured here: the login of the handshake counts");
		}
		return this.tokens.authenticate(user, message);
	}

	private Mono<Object> publish(RealtimeUser user, ClientMessage message) {
		String topic = message.text("topic");
		if (topic == null) {
			throw MessageRefusedException.invalid("\"topic\" is missing");
		}
		if (!RealtimeTopics.isValid(topic)) {
			throw new MessageRefusedException(ErrorCode.BAD_TOPIC, ErrorCode.BAD_TOPIC.text());
		}
		String given = message.text("type");
		String type = (given != null) ? given : RealtimeEvent.DEFAULT_TYPE;
		if (!RealtimeTopics.isValidType(type) || RealtimeTopics.isReservedType(type)) {
			throw MessageRefusedException.invalid("\"type\" is not one that can be published");
		}
		JsonNode data = message.payload().path("data");
		byte[] json = data.isMissingNode() ? new byte[] { 'n', 'u', 'l', 'l' } : this.parser.write(data);
		RealtimeEvent event = RealtimeEvent.builder()
			.topic(topic)
			.type(type)
			.json(json)
			.messageId(message.id())
			.build();
		return isAllowed(user, TopicAction.PUBLISH, topic).flatMap((allowed) -> {
			if (!allowed) {
				return Mono.error(new MessageRefusedException(ErrorCode.FORBIDDEN, ErrorCode.FORBIDDEN.text()));
			}
			return this.publisher.publish(event).map((position) -> Map.of("id", position.toString()));
		});
	}

	/**
	 * Whether a user may do something with a topic.
	 * @param user who asks
	 * @param action what for
	 * @param topic a valid topic
	 * @return the decision; what fails or does not decide refuses
	 */
	Mono<Boolean> isAllowed(RealtimeUser user, TopicAction action, String topic) {
		return Mono.defer(() -> this.authorizer.authorize(user, action, topic))
			.onErrorReturn(false)
			.defaultIfEmpty(false);
	}

}
