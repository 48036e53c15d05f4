package dev.realtime.hub;

import java.util.Collection;
import java.util.List;

import dev.realtime.Position;
import dev.realtime.Transport;

/**
 * Follows what it asked for when it connected, and keeps one id for all of it.
 */
class SseClient extends SimClient {

	private String cursor;

	private int last;

	SseClient(SimWorld world, SimLog log, List<Lane> lanes, int number) {
		this(world, log, lanes, Transport.SSE, number);
	}

	SseClient(SimWorld world, SimLog log, List<Lane> lanes, Transport transport, int number) {
		super(world, log, lanes, transport, number);
		someTopics(4).forEach((topic) -> this.watches.put(topic, new SimWatch(this.name, topic, log)));
	}

	@Override
	void greet() {
		this.last = 0;
		ask(this.watches.keySet(), remembered(this.cursor));
	}

	@Override
	void subscribed(Request request, SimFrame answer) {
		this.watches.values().forEach((watch) -> answer(watch, request, answer));
		checkpoint(answer.position);
	}

	@Override
	void checkpoint(Position position) {
		this.watches.values().forEach((watch) -> watch.reach(position));
		this.cursor = position.toString();
	}

	@Override
	void event(SimWatch watch, Position position) {
		int number = this.log.numberOf(position);
		if (number <= this.last) {
			throw new AssertionError(this.name + " got " + number + " after " + this.last);
		}
		this.last = number;
		watch.event(position);
		checkpoint(position);
	}

	@Override
	void act() {
	}

	@Override
	Collection<String> cursors() {
		return (this.cursor != null) ? List.of(this.cursor) : List.of();
	}

}
