package dev.realtime.hub;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import dev.realtime.Position;
import dev.realtime.PublishedEvent;
import dev.realtime.bus.BusListener;
import dev.realtime.bus.Publication;
import dev.realtime.bus.ReadRequest;
import dev.realtime.bus.ReadResult;
import dev.realtime.bus.RealtimeBus;
import dev.realtime.hub.FaultMix.Fault;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * An engine far away: what is asked of it arrives later, and so does what it answers and
 * what it carries, each when the simulation says so.
 */
final class SimBus implements RealtimeBus {

	private static final int RECENT = 6;

	private final SimWorld world;

	private final SimLog log;

	/** What is subscribed as far as the node knows. */
	private final Set<String> wanted = new LinkedHashSet<>();

	/** What is subscribed as far as the engine knows. */
	private final Set<String> subscribed = new LinkedHashSet<>();

	private final Deque<Runnable> commands = new ArrayDeque<>();

	private final Map<String, Subscribing> unconfirmed = new HashMap<>();

	private final List<Subscribing> confirmations = new ArrayList<>();

	private final List<SimRead> reads = new ArrayList<>();

	/** What is on its way to the node. */
	private final List<Consumer<BusListener>> inbox = new ArrayList<>();

	private final Deque<PublishedEvent> recent = new ArrayDeque<>();

	private BusListener listener;

	private boolean checkpointWanted;

	private int ephemerals;

	SimBus(SimWorld world, SimLog log) {
		this.world = world;
		this.log = log;
	}

	@Override
	public Mono<Position> publish(Publication publication) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void listen(BusListener busListener) {
		this.listener = busListener;
	}

	@Override
	public Mono<Void> subscribe(String topic) {
		return Mono.create((sink) -> {
			if (!this.wanted.add(topic)) {
				throw new AssertionError(topic + " is subscribed already");
			}
			Subscribing subscribing = new Subscribing(topic, sink);
			this.unconfirmed.put(topic, subscribing);
			this.commands.add(() -> {
				this.subscribed.add(topic);
				this.confirmations.add(subscribing);
			});
		});
	}

	@Override
	public void unsubscribe(String topic) {
		if (!this.wanted.remove(topic)) {
			throw new AssertionError(topic + " is not subscribed");
		}
		Subscribing subscribing = this.unconfirmed.remove(topic);
		if (subscribing != null) {
			// It may come late, or never: nobody was promised anything any more.
			subscribing.abandoned = true;
			subscribing.dropped = this.world.chance(2);
		}
		this.commands.add(() -> this.subscribed.remove(topic));
	}

	@Override
	public Mono<ReadResult> read(ReadRequest request) {
		return Mono.create((sink) -> this.reads.add(new SimRead(request, sink)));
	}

	@Override
	public void requestCheckpoint() {
		this.checkpointWanted = true;
	}

	Set<String> subscribed() {
		return this.subscribed;
	}

	// What moves it.

	void publish(String topic) {
		PublishedEvent event = this.log.append(topic);
		this.world.tell("publish", this.log.count(), event);
		carry(event);
	}

	void publishEphemeral(String topic) {
		this.ephemerals++;
		carry(new PublishedEvent(topic, "t", null, 0, this.ephemerals, new byte[] { '0' }, null));
	}

	private void carry(PublishedEvent event) {
		if (this.subscribed.contains(event.topic())) {
			this.inbox.add(new Delivery(event));
		}
	}

	boolean deliver() {
		if (this.inbox.isEmpty()) {
			return false;
		}
		Consumer<BusListener> next = this.inbox.remove(0);
		this.world.tell("deliver", next);
		remember(next);
		next.accept(this.listener);
		return true;
	}

	/** What may come again: never anything of an epoch before. */
	private void remember(Consumer<BusListener> given) {
		PublishedEvent event = (given instanceof Delivery delivery) ? delivery.event : null;
		Position position = (given instanceof Checkpoint checkpoint) ? checkpoint.position
				: (event != null) ? event.position() : null;
		if (position != null) {
			this.recent.removeIf((earlier) -> !earlier.position().epoch().equals(position.epoch()));
		}
		if (event != null && position != null) {
			this.recent.addLast(event);
		}
		if (this.recent.size() > RECENT) {
			this.recent.removeFirst();
		}
	}

	boolean execute() {
		Runnable command = this.commands.poll();
		if (command != null) {
			command.run();
		}
		return command != null;
	}

	boolean confirm(boolean mayFail) {
		if (this.confirmations.isEmpty()) {
			return false;
		}
		Subscribing subscribing = this.confirmations.remove(this.world.below(this.confirmations.size()));
		if (subscribing.dropped) {
			return true;
		}
		this.unconfirmed.remove(subscribing.topic, subscribing);
		if (mayFail && this.world.chance(3)) {
			fail(subscribing);
		}
		else {
			this.world.tell("confirm", subscribing.topic);
			subscribing.sink.success();
		}
		return true;
	}

	private void fail(Subscribing subscribing) {
		this.world.tell("subscribe fails", subscribing.topic);
		if (!subscribing.abandoned) {
			this.wanted.remove(subscribing.topic);
			this.subscribed.remove(subscribing.topic);
		}
		subscribing.sink.error(new IllegalStateException("cannot subscribe"));
	}

	/**
	 * Confirm no subscription, but say that it failed.
	 */
	void failSubscribe(String topic) {
		Subscribing subscribing = this.unconfirmed.remove(topic);
		this.confirmations.remove(subscribing);
		fail(subscribing);
	}

	/**
	 * Lose all that is on its way, and say so.
	 */
	void interrupt() {
		lose(0, this.inbox.size());
	}

	/**
	 * Lose all that is on its way, and do not say so.
	 */
	void loseSilently() {
		this.inbox.clear();
	}

	/**
	 * Take a look at the log for somebody, or answer somebody.
	 */
	boolean look(boolean mayFail) {
		if (this.reads.isEmpty()) {
			return false;
		}
		SimRead read = this.world.pick(this.reads);
		if (mayFail && this.world.chance(4)) {
			failRead(read);
		}
		else if (read.result == null) {
			look(read);
		}
		else {
			answer(read);
		}
		return true;
	}

	List<SimRead> reads() {
		return this.reads;
	}

	void look(SimRead read) {
		read.result = this.log.read(read.request);
		read.number = this.log.count();
		this.world.tell("read", read);
	}

	void answer(SimRead read) {
		this.reads.remove(read);
		this.world.tell("answer", read);
		this.world.cause = read;
		read.sink.success(read.result);
		this.world.cause = null;
	}

	void failRead(SimRead read) {
		this.world.tell("read fails", read);
		this.reads.remove(read);
		read.sink.error(new IllegalStateException("cannot read"));
	}

	boolean giveCheckpoint() {
		if (!this.checkpointWanted) {
			return false;
		}
		this.checkpointWanted = false;
		this.inbox.add(new Checkpoint(this.log.top()));
		return true;
	}

	// What goes wrong.

	void fail(Fault fault) {
		this.world.tell("FAULT", fault);
		switch (fault) {
			case LOSE -> {
				if (this.world.chance(2)) {
					repeat();
				}
				else {
					loseSome();
				}
			}
			case REPEAT -> repeat();
			case RESTART, ROLL_BACK, FLUSH -> restart(fault);
			case LOSE_TOPS -> this.log.loseTops();
			case LOSE_EPOCHS -> this.log.loseEpochs();
			case EXPIRE -> this.log.expire(this.world.pick(this.world.topics));
			case RETENTION -> this.log.toggle(this.world.pick(this.world.topics));
			case FAIL -> {
			}
		}
	}

	private void loseSome() {
		int from = this.world.below(this.inbox.size() + 1);
		lose(from, from + this.world.below(this.inbox.size() - from + 1));
	}

	/**
	 * Some of what is on its way is lost. Before anything later, the engine says so.
	 */
	private void lose(int from, int to) {
		List<Consumer<BusListener>> lost = this.inbox.subList(from, to);
		this.world.tell("lost", lost);
		if (lost.stream().anyMatch(Checkpoint.class::isInstance)) {
			this.checkpointWanted = true;
		}
		lost.clear();
		this.inbox.add(from, new Interruption());
	}

	/**
	 * What was lost came again, and maybe more than that.
	 */
	private void repeat() {
		List<Consumer<BusListener>> again = new ArrayList<>();
		for (PublishedEvent event : this.recent) {
			if (this.world.chance(2)) {
				again.add(new Delivery(event));
			}
		}
		this.inbox.addAll(0, again);
	}

	private void restart(Fault fault) {
		switch (fault) {
			case RESTART -> this.log.restart();
			case ROLL_BACK -> this.log.rollBack(this.world.below(1000));
			default -> this.log.flush();
		}
		if (this.world.chance(2)) {
			loseSome();
		}
	}

	/** What a node is given; named so that the story can be read. */
	private record Delivery(PublishedEvent event) implements Consumer<BusListener> {

		@Override
		public void accept(BusListener listener) {
			listener.onEvent(this.event);
		}

	}

	private record Checkpoint(Position position) implements Consumer<BusListener> {

		@Override
		public void accept(BusListener listener) {
			listener.onCheckpoint(this.position);
		}

	}

	private record Interruption() implements Consumer<BusListener> {

		@Override
		public void accept(BusListener listener) {
			listener.onInterrupted();
		}

	}

	private static final class Subscribing {

		private final String topic;

		private final MonoSink<Void> sink;

		private boolean abandoned;

		private boolean dropped;

		Subscribing(String topic, MonoSink<Void> sink) {
			this.topic = topic;
			this.sink = sink;
		}

	}

}
