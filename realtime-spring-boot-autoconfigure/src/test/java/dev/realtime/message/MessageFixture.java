package dev.realtime.message;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import dev.realtime.Position;
import dev.realtime.RealtimeEvent;
import dev.realtime.RealtimeObserver;
import dev.realtime.RealtimePublisher;
import dev.realtime.RealtimeTokenVerifier;
import dev.realtime.RealtimeUser;
import dev.realtime.TopicAction;
import dev.realtime.bus.RealtimeBus;
import dev.realtime.bus.Retention;
import dev.realtime.hub.DefaultRealtimePublisher;
import dev.realtime.hub.PayloadEncoder;
import dev.realtime.hub.PublisherSettings;
import dev.realtime.hub.Tracing;
import dev.realtime.local.LocalBus;
import dev.realtime.local.LocalBusSettings;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Handlers over a local bus. Users may have topics that start with "open", or that are
 * one of their authorities, and may publish to those that start with "open.chat"; whoever
 * wants can let the decision wait.
 */
final class MessageFixture {

	static final RealtimeUser ALICE = new RealtimeUser("alice");

	final AtomicLong nanos = new AtomicLong();

	final List<String> outcomes = new CopyOnWriteArrayList<>();

	final List<String> decided = new CopyOnWriteArrayList<>();

	final Map<String, Function<Boolean, Mono<Boolean>>> decisions = new ConcurrentHashMap<>();

	final RealtimeBus bus;

	final RealtimePublisher publisher;

	MessageDispatcher dispatcher = MessageDispatcher.NONE;

	MessageHandlers handlers;

	/** What a token is good for; none are until a test says so. */
	private RealtimeTokenVerifier verifier;

	MessageFixture() {
		this(new LocalBus(LocalBusSettings.DEFAULTS));
	}

	MessageFixture(RealtimeBus bus) {
		this.bus = bus;
		PayloadEncoder encoder = new PayloadEncoder(JsonMapper.builder().build(), 32);
		this.publisher = new DefaultRealtimePublisher(bus, encoder,
				(topic) -> new Retention(topic.contains("brief") ? 1 : 100, Duration.ofMinutes(1)),
				new PublisherSettings(1000, 100), RealtimeObserver.NOOP, Tracing.NONE, Clock.systemUTC());
		settings(MessageSettings.DEFAULTS);
	}

	void settings(MessageSettings settings) {
		settings(settings, new RealtimeObserver() {

			@Override
			public void messageReceived(String outcome) {
				MessageFixture.this.outcomes.add(outcome);
			}

		});
	}

	void settings(MessageSettings settings, RealtimeObserver observer) {
		this.handlers = new MessageHandlers(settings, this::authorize, this.publisher, this.dispatcher, this.verifier,
				observer, this.nanos::get);
	}

	void tokens(RealtimeTokenVerifier verifier) {
		this.verifier = verifier;
		settings(MessageSettings.DEFAULTS);
	}

	Mono<Boolean> authorize(RealtimeUser user, TopicAction action, String topic) {
		this.decided.add(user.name() + ' ' + action + ' ' + topic);
		boolean allowed = topic.startsWith((action == TopicAction.PUBLISH) ? "open.chat" : "open")
				|| user.authorities().contains(topic);
		return this.decisions.getOrDefault(topic, Mono::just).apply(allowed);
	}

	Position publish(String topic) {
		return this.publisher.publish(RealtimeEvent.builder().topic(topic).type("t").data(1).build()).block();
	}

	static String message(String type, String id, String payload) {
		List<String> members = new ArrayList<>(List.of("\"type\":\"" + type + '"'));
		if (id != null) {
			members.add("\"id\":\"" + id + '"');
		}
		if (payload != null) {
			members.add("\"payload\":" + payload);
		}
		return "{" + String.join(",", members) + "}";
	}

}
