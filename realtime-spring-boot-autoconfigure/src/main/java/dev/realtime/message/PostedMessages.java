package dev.realtime.message;

import java.io.ByteArrayOutputStream;
import java.util.List;

import dev.realtime.CloseReason;
import dev.realtime.RealtimeConnection;
import dev.realtime.RealtimeUser;
import dev.realtime.connection.RefusedException;
import dev.realtime.security.RateLimiter;
import dev.realtime.security.RateLimiters;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * Messages that come by themselves, without a WebSocket: the same handlers, one after the
 * other. They cannot subscribe: there is no stream to subscribe. Thread-safe.
 */
public final class PostedMessages {

	/** Tiny messages must not make a huge reply. */
	private static final int MAX_MESSAGES = 1000;

	private final MessageHandlers handlers;

	private final RateLimiters limiters;

	public PostedMessages(MessageHandlers handlers) {
		this.handlers = handlers;
		this.limiters = new RateLimiters(handlers::newRateLimiter);
	}

	/**
	 * Handle a posted body.
	 * @param body one message, or an array of them
	 * @param user who sent it
	 * @param address where from, as addresses are counted; limits anonymous senders
	 * @param connection the open connection that the sender named, or {@code null}; its
	 * limit counts if it is the sender's own
	 * @return the reply; cold; fails with {@link RefusedException} if the body is too big
	 * or holds too many messages
	 */
	public Mono<PostedReply> handle(byte[] body, RealtimeUser user, @Nullable String address,
			@Nullable RealtimeConnection connection) {
		return Mono.defer(() -> {
			if (body.length > this.handlers.settings().maxSize()) {
				return Mono.error(new RefusedException(CloseReason.TOO_BIG, CloseReason.TOO_BIG.text()));
			}
			RealtimeConnection own = isOwn(connection, user, address) ? connection : null;
			RateLimiter limiter = this.limiters.get(limited(user, address, own));
			JsonNode node;
			try {
				node = this.handlers.parser().parseBody(body);
			}
			catch (MessageRefusedException ex) {
				return this.handlers.answer(() -> {
					throw ex;
				}, limiter, Mono::just).map((answer) -> new PostedReply(400, answer.frame(), -1));
			}
			if (node.size() > MAX_MESSAGES && node.isArray()) {
				return Mono.error(new RefusedException(CloseReason.BAD_REQUEST,
						"More than " + MAX_MESSAGES + " messages in one request"));
			}
			return Flux.fromIterable(node.isArray() ? node : List.of(node))
				.concatMap((element) -> this.handlers.answer(() -> this.handlers.parser().message(element), limiter,
						(message) -> handle(new Sender(user, () -> own), message)))
				.collectList()
				.map((answers) -> reply(answers, node.isArray()));
		});
	}

	private static boolean isOwn(@Nullable RealtimeConnection connection, RealtimeUser user, @Nullable String address) {
		return connection != null && connection.user().name().equals(user.name())
				&& (!user.isAnonymous() || (address != null && address.equals(connection.address())));
	}

	/** What is limited together. */
	private static String limited(RealtimeUser user, @Nullable String address, @Nullable RealtimeConnection own) {
		if (own != null) {
			return "connection " + own.id();
		}
		return user.isAnonymous() ? "address " + address : "user " + user.name();
	}

	private Mono<Object> handle(Sender sender, ClientMessage message) {
		return switch (message.type()) {
			case "rt.subscribe", "rt.unsubscribe" -> throw new MessageRefusedException(ErrorCode.BAD_REQUEST,
					"There is no stream to subscribe here: name topics in the stream's URL, or use a WebSocket");
			case "rt.authenticate" -> throw new MessageRefusedException(ErrorCode.BAD_REQUEST,
					"There is no connection to extend here: open the stream again with the new token");
			default -> this.handlers.handle(sender, message);
		};
	}

	private static PostedReply reply(List<Answer> answers, boolean array) {
		List<byte[]> frames = answers.stream().map(Answer::frame).filter((frame) -> frame != null).toList();
		if (frames.isEmpty() && !array) {
			return new PostedReply(204, null, -1);
		}
		byte[] body = array ? join(frames) : frames.get(0);
		if (!answers.isEmpty() && answers.stream().allMatch((answer) -> answer.is(ErrorCode.RATE_LIMITED))) {
			return new PostedReply(429, body, answers.get(0).retryAfterMillis());
		}
		boolean nothing = !array && answers.get(0).is(ErrorCode.BAD_MESSAGE);
		return new PostedReply(nothing ? 400 : 200, body, -1);
	}

	private static byte[] join(List<byte[]> frames) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		out.write('[');
		for (int i = 0; i < frames.size(); i++) {
			if (i > 0) {
				out.write(',');
			}
			out.writeBytes(frames.get(i));
		}
		out.write(']');
		return out.toByteArray();
	}

}
