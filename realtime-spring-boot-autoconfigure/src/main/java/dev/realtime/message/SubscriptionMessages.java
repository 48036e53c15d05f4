package dev.realtime.message;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

import dev.realtime.Position;
import dev.realtime.RealtimeTopics;
import dev.realtime.RealtimeUser;
import dev.realtime.TopicAction;
import dev.realtime.connection.Subscribed;
import dev.realtime.connection.TopicStatus;
import dev.realtime.hub.HubConnection;
import dev.realtime.hub.SubscribeListener;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Subscribes and unsubscribes one connection. In lane only.
 */
final class SubscriptionMessages {

	/** How many topics of one message are decided on at a time. */
	private static final int CONCURRENCY = 16;

	private static final Map<String, Object> NO_TOPIC = Map.of("error", ErrorCode.BAD_TOPIC.word());

	private static final Map<String, Object> NOT_SUBSCRIBED = Map.of("error", ErrorCode.NOT_SUBSCRIBED.word());

	private final MessageHandlers handlers;

	private final HubConnection connection;

	private final Executor lane;

	private final MessageOutput output;

	/**
	 * Create it.
	 * @param handlers decides
	 * @param connection the connection
	 * @param lane runs a task in lane, at once if that is where it is called
	 * @param output whose connection it is; told of topics that are new, after the client
	 * was answered
	 */
	SubscriptionMessages(MessageHandlers handlers, HubConnection connection, Executor lane, MessageOutput output) {
		this.handlers = handlers;
		this.connection = connection;
		this.lane = lane;
		this.output = output;
	}

	/**
	 * Subscribe to those of the topics that the user may have.
	 * @param message the message
	 * @return the ack's payload; given in the very call in which the hub answers, before
	 * it replays anything
	 */
	Mono<Object> subscribe(ClientMessage message) {
		Set<String> asked = message.topics();
		String since = message.text("since");
		checkCount(asked);
		List<String> valid = asked.stream().filter(RealtimeTopics::isValid).toList();
		RealtimeUser user = this.output.info().user();
		return Flux.fromIterable(valid)
			.filterWhen((topic) -> this.handlers.isAllowed(user, TopicAction.SUBSCRIBE, topic), CONCURRENCY)
			.collect(Collectors.toCollection(LinkedHashSet::new))
			.flatMap((allowed) -> Mono.create((sink) -> this.lane.execute(() -> follow(asked, allowed, since, sink))));
	}

	private void checkCount(Set<String> asked) {
		checkSize(asked);
		Set<String> all = new LinkedHashSet<>(this.connection.topics());
		asked.stream().filter(RealtimeTopics::isValid).forEach(all::add);
		checkSize(all);
	}

	/**
	 * Also where they cannot be topics: each is answered, with more than it takes to ask.
	 */
	private void checkSize(Set<String> topics) {
		int max = this.handlers.settings().maxTopics();
		if (max > 0 && topics.size() > max) {
			throw MessageRefusedException.invalid("A connection may follow at most " + max + " topics");
		}
	}

	private void follow(Set<String> asked, Set<String> allowed, @Nullable String since, MonoSink<Object> sink) {
		if (allowed.isEmpty()) {
			sink.success(payload(asked, this.connection.position(), Map.of()));
			return;
		}
		List<String> fresh = allowed.stream().filter((topic) -> !this.connection.topics().contains(topic)).toList();
		this.connection.subscribe(allowed, since, new SubscribeListener() {

			@Override
			public void subscribed(Subscribed answer) {
				sink.success(payload(asked, answer.cursor(), answer.topics()));
				if (!fresh.isEmpty()) {
					SubscriptionMessages.this.output.subscribed(fresh);
				}
			}

			@Override
			public void failed(Throwable error) {
				sink.error(new MessageRefusedException(ErrorCode.UNAVAILABLE, ErrorCode.UNAVAILABLE.text()));
			}

		});
	}

	private static Map<String, Object> payload(Set<String> asked, @Nullable Position cursor,
			Map<String, TopicStatus> statuses) {
		Map<String, Object> topics = new LinkedHashMap<>();
		for (String topic : asked) {
			topics.put(topic, RealtimeTopics.isValid(topic)
					? statuses.getOrDefault(topic, TopicStatus.FORBIDDEN).toWire() : NO_TOPIC);
		}
		Map<String, Object> payload = new LinkedHashMap<>();
		if (cursor != null) {
			payload.put("cursor", cursor.toString());
		}
		payload.put("topics", topics);
		return payload;
	}

	/**
	 * Unsubscribe from topics.
	 * @param message the message
	 * @return the ack's payload
	 * @throws MessageRefusedException if none of them was subscribed
	 */
	Object unsubscribe(ClientMessage message) {
		Set<String> asked = message.topics();
		checkSize(asked);
		Set<String> followed = new LinkedHashSet<>(asked);
		followed.retainAll(this.connection.topics());
		if (followed.isEmpty()) {
			throw new MessageRefusedException(ErrorCode.NOT_SUBSCRIBED, ErrorCode.NOT_SUBSCRIBED.text());
		}
		this.connection.unsubscribe(followed);
		Map<String, Object> topics = new LinkedHashMap<>();
		asked.forEach((topic) -> topics.put(topic, followed.contains(topic) ? Map.of() : NOT_SUBSCRIBED));
		return Map.of("topics", topics);
	}

}
