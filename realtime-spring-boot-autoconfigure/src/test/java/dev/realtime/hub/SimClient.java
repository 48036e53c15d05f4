package dev.realtime.hub;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.realtime.Position;
import dev.realtime.Transport;
import dev.realtime.connection.Subscribed;

/**
 * A client as protocol.md has it: it takes frames, keeps the last id, is cut after any
 * frame, and resumes.
 */
abstract class SimClient {

	final SimWorld world;

	final SimLog log;

	final String name;

	final Map<String, SimWatch> watches = new LinkedHashMap<>();

	/** What was asked on this connection and not answered. */
	final Map<Integer, Request> asked = new HashMap<>();

	SimConnection connection;

	private final List<Lane> lanes;

	private final Transport transport;

	private int requests;

	private int connections;

	private long ephemeral;

	private int gaps;

	SimClient(SimWorld world, SimLog log, List<Lane> lanes, Transport transport, int number) {
		this.world = world;
		this.log = log;
		this.lanes = lanes;
		this.transport = transport;
		this.name = transport + "-" + number;
	}

	/**
	 * Ask for whatever the client wants when it connects.
	 */
	abstract void greet();

	abstract void subscribed(Request request, SimFrame answer);

	/**
	 * The client has another id for everything it follows.
	 */
	abstract void checkpoint(Position position);

	abstract void event(SimWatch watch, Position position);

	/**
	 * Do one of the things that such a client does.
	 */
	abstract void act();

	/**
	 * Where the client would resume.
	 */
	abstract Collection<String> cursors();

	void connect() {
		this.connections++;
		this.connection = new SimConnection(this.world, this.log, this.world.pick(this.lanes), this.transport,
				this.connections);
		this.world.tell(this.name, "connects", this.watches.keySet(), cursors());
		this.asked.clear();
		this.ephemeral = 0;
		this.watches.values().forEach((watch) -> {
			watch.active = false;
			watch.leaving = false;
		});
		SimConnection opened = this.connection;
		opened.inLane(opened::open);
		greet();
	}

	boolean isConnected() {
		return this.connection != null;
	}

	void cut() {
		if (this.connection != null) {
			this.world.tell(this.name, "is cut", cursors());
			if (this.transport != Transport.LONG_POLL && this.connection.hub() != null && this.world.chance(3)) {
				this.connection.vanish();
			}
			else {
				this.connection.cut();
			}
			this.connection = null;
		}
	}

	void ask(Collection<String> topics, String cursor) {
		int number = ++this.requests;
		Request request = new Request(number, List.copyOf(topics), cursor);
		this.asked.put(number, request);
		SimConnection asking = this.connection;
		this.world.tell(this.name, "asks", topics, "since", cursor);
		asking.receive(() -> asking.hub().subscribe(topics, cursor, new SubscribeListener() {

			@Override
			public void subscribed(Subscribed answer) {
				request.answer();
				asking.answered(number, answer, cursor != null && Position.parse(cursor) != null);
				asking.handled();
			}

			@Override
			public void failed(Throwable error) {
				request.answer();
				asking.failed(number);
				asking.handled();
			}

		}));
	}

	int nextRequest() {
		return this.requests + 1;
	}

	/**
	 * Take a frame.
	 * @return whether anything happened
	 */
	boolean take() {
		if (this.connection == null) {
			return false;
		}
		if (this.connection.isClosed()) {
			this.connection = null;
			return true;
		}
		SimFrame out = this.connection.take();
		if (out == null) {
			return false;
		}
		handle(out);
		return true;
	}

	void handle(SimFrame out) {
		this.world.tell("    ", this.name, "takes", out);
		switch (out.kind) {
			case SUBSCRIBED -> {
				this.gaps += out.gaps.size();
				subscribed(this.asked.remove(out.request()), out);
			}
			case FAILED -> failed(this.asked.remove(out.request()));
			case UNSUBSCRIBED -> unsubscribed(out.request());
			case EVENT -> event(watch(out.topic), out.position);
			case EPHEMERAL -> ephemeral(out.timestamp);
			case GAP -> gap(out);
			case HEARTBEAT -> {
				if (out.position != null) {
					checkpoint(out.position);
				}
			}
		}
	}

	private SimWatch watch(String topic) {
		SimWatch watch = this.watches.get(topic);
		if (watch == null) {
			throw new AssertionError(this.name + " does not follow " + topic);
		}
		return watch;
	}

	private void ephemeral(long number) {
		if (number <= this.ephemeral) {
			throw new AssertionError(this.name + " got the ephemeral event " + number + " again");
		}
		this.ephemeral = number;
	}

	private void gap(SimFrame out) {
		out.gaps.forEach((topic, gap) -> watch(topic).gap(gap.number()));
		this.gaps += out.gaps.size();
		if (out.position != null && this.transport == Transport.SSE) {
			checkpoint(out.position);
		}
	}

	void failed(Request request) {
		cut();
	}

	void unsubscribed(int request) {
	}

	/**
	 * What the answer says of one topic.
	 */
	void answer(SimWatch watch, Request request, SimFrame answer) {
		String since = request.cursor;
		if (since == null) {
			watch.begin(answer.asOf());
			watch.resume(this.log.numberOf(answer.position));
		}
		else {
			Position position = Position.parse(since);
			watch.resume((position != null) ? this.log.numberOf(position) : 0);
		}
		if (answer.gaps.containsKey(watch.topic)) {
			watch.gap(answer.gaps.get(watch.topic).number());
		}
		watch.active = true;
	}

	/** A cursor as it was remembered, or, now and then, as nobody ever gave it. */
	String remembered(String cursor) {
		if (cursor != null && this.world.mix.allows(dev.realtime.GapReason.UNKNOWN) && this.world.chance(12)) {
			return this.world.chance(2) ? SimLog.FOREIGN + ".3" : "garbage";
		}
		return cursor;
	}

	List<String> someTopics(int atMost) {
		List<String> topics = new ArrayList<>();
		for (int i = this.world.below(atMost); i >= 0; i--) {
			String topic = this.world.pick(this.world.topics);
			if (!topics.contains(topic)) {
				topics.add(topic);
			}
		}
		return topics;
	}

	int gaps() {
		return this.gaps;
	}

	/**
	 * At rest everybody has everything, and knows it.
	 */
	void checkAtRest() {
		if (!this.asked.isEmpty()) {
			throw new AssertionError(this.name + " was not answered: " + this.asked.values());
		}
		this.watches.values().stream().filter((watch) -> watch.active).forEach(SimWatch::complete);
		String top = this.log.top().toString();
		if (!cursors().stream().allMatch(top::equals)) {
			throw new AssertionError(this.name + " cannot prove to be at " + top + ": " + cursors());
		}
	}

	/**
	 * A subscribe that waits for its answer.
	 */
	static final class Request {

		final int number;

		final List<String> topics;

		final String cursor;

		private boolean answered;

		Request(int number, List<String> topics, String cursor) {
			this.number = number;
			this.topics = topics;
			this.cursor = cursor;
		}

		void answer() {
			if (this.answered) {
				throw new AssertionError(this + " was answered twice");
			}
			this.answered = true;
		}

		@Override
		public String toString() {
			return "subscribe " + this.number + ' ' + this.topics + " since " + this.cursor;
		}

	}

}
