package dev.realtime.hub;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.realtime.Position;
import dev.realtime.Transport;

/**
 * Subscribes and unsubscribes while it is connected, keeps an id for each topic, and
 * resumes with one subscribe per distinct id.
 */
final class SocketClient extends SimClient {

	private final Map<Integer, List<String>> unsubscribing = new HashMap<>();

	/** What is asked once the first subscribe is answered. */
	private final List<Runnable> next = new ArrayList<>();

	private boolean ready;

	private int unsubscribes;

	SocketClient(SimWorld world, SimLog log, List<Lane> lanes, int number) {
		super(world, log, lanes, Transport.WEBSOCKET, number);
		if (!world.chance(4)) {
			someTopics(3).forEach(this::want);
		}
	}

	private SimWatch want(String topic) {
		return this.watches.computeIfAbsent(topic, (key) -> new SimWatch(this.name, key, this.log));
	}

	@Override
	void greet() {
		this.ready = false;
		this.unsubscribing.clear();
		this.next.clear();
		Map<String, List<String>> groups = new LinkedHashMap<>();
		this.watches.values()
			.forEach((watch) -> groups.computeIfAbsent(watch.cursor, (key) -> new ArrayList<>()).add(watch.topic));
		boolean bare = groups.isEmpty() || this.world.chance(4);
		if (bare) {
			ask(List.of(), null);
		}
		groups.forEach((cursor, topics) -> this.next.add(() -> subscribe(topics, cursor)));
		if (!bare) {
			this.next.remove(0).run();
		}
	}

	private void subscribe(Collection<String> topics, String cursor) {
		int[] group = new int[1];
		for (String topic : topics) {
			SimWatch watch = want(topic);
			if (!watch.active && watch.since == 0) {
				watch.since = nextRequest();
				watch.group = group;
			}
		}
		ask(topics, remembered(cursor));
	}

	@Override
	void connect() {
		this.watches.values().forEach((watch) -> watch.since = 0);
		super.connect();
	}

	@Override
	void subscribed(Request request, SimFrame answer) {
		if (!this.ready) {
			this.ready = true;
			List<Runnable> waiting = List.copyOf(this.next);
			this.next.clear();
			waiting.forEach(Runnable::run);
		}
		for (String topic : request.topics) {
			SimWatch watch = this.watches.get(topic);
			if (watch != null && watch.since > 0 && watch.since <= request.number) {
				if (!watch.active) {
					answer(watch, request, answer);
				}
				watch.reach(answer.position);
				watch.cursor = answer.position.toString();
			}
		}
	}

	@Override
	void failed(Request request) {
		if (!this.ready) {
			cut();
		}
		for (String topic : request.topics) {
			SimWatch watch = this.watches.get(topic);
			if (watch != null && !watch.active && watch.since == request.number) {
				watch.since = this.asked.values()
					.stream()
					.filter((next) -> next.number > request.number && next.topics.contains(topic))
					.mapToInt((next) -> next.number)
					.min()
					.orElse(0);
			}
		}
	}

	@Override
	void unsubscribed(int request) {
		for (String topic : this.unsubscribing.remove(request)) {
			SimWatch watch = this.watches.get(topic);
			watch.active = false;
			watch.leaving = false;
			watch.since = 0;
			if (watch.cursor == null || this.world.chance(2)) {
				this.watches.remove(topic);
			}
		}
	}

	@Override
	void checkpoint(Position position) {
		for (SimWatch watch : this.watches.values()) {
			if (watch.active) {
				watch.reach(position);
				watch.cursor = position.toString();
			}
		}
	}

	@Override
	void event(SimWatch watch, Position position) {
		watch.event(position);
		watch.cursor = position.toString();
	}

	@Override
	void act() {
		if (!isConnected() || !this.ready || this.connection.isClosed()) {
			return;
		}
		switch (this.world.below(6)) {
			case 0, 1 -> subscribeSome();
			case 2 -> unsubscribeSome();
			case 3 -> subscribeAgain();
			default -> {
				SimConnection receiving = this.connection;
				receiving.inLane(() -> receiving.hub().received());
			}
		}
	}

	private void subscribeSome() {
		List<String> topics = someTopics(2);
		topics.removeIf((topic) -> this.watches.containsKey(topic)
				&& (this.watches.get(topic).since > 0 || this.watches.get(topic).leaving));
		String cursor = null;
		for (String topic : topics) {
			cursor = this.watches.containsKey(topic) ? this.watches.get(topic).cursor : cursor;
		}
		String common = cursor;
		topics.removeIf((topic) -> !Objects.equals(common,
				this.watches.containsKey(topic) ? this.watches.get(topic).cursor : null));
		if (!topics.isEmpty()) {
			if (common == null && this.world.chance(3)) {
				this.watches.values().stream().filter(this::mayRepeat).map((watch) -> watch.topic).forEach(topics::add);
			}
			subscribe(topics, common);
		}
	}

	private boolean mayRepeat(SimWatch watch) {
		return watch.active && !watch.leaving;
	}

	private void subscribeAgain() {
		List<String> topics = new ArrayList<>();
		for (SimWatch watch : this.watches.values()) {
			if (watch.since > 0 && !watch.leaving && this.world.chance(2)
					&& (topics.isEmpty() || Objects.equals(watch.cursor, this.watches.get(topics.get(0)).cursor))) {
				topics.add(watch.topic);
			}
		}
		if (!topics.isEmpty()) {
			ask(topics, this.watches.get(topics.get(0)).cursor);
		}
	}

	private void unsubscribeSome() {
		List<String> topics = new ArrayList<>();
		for (SimWatch watch : this.watches.values()) {
			if (watch.since > 0 && !watch.leaving && (watch.active || this.world.chance(4)) && this.world.chance(2)) {
				watch.leaving = true;
				topics.add(watch.topic);
			}
		}
		if (!topics.isEmpty()) {
			int request = ++this.unsubscribes;
			this.unsubscribing.put(request, topics);
			SimConnection leaving = this.connection;
			this.world.tell(this.name, "unsubscribes", topics);
			leaving.receive(() -> {
				leaving.hub().unsubscribe(topics);
				leaving.unsubscribed(request);
				leaving.handled();
			});
		}
	}

	@Override
	Collection<String> cursors() {
		List<String> cursors = new ArrayList<>();
		for (SimWatch watch : this.watches.values()) {
			if (watch.cursor != null && (watch.active || !isConnected())) {
				cursors.add(watch.cursor);
			}
		}
		return cursors;
	}

}
