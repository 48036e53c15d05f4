package dev.realtime.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.realtime.BusUnavailableException;
import dev.realtime.Position;
import dev.realtime.RealtimeObserver;
import dev.realtime.bus.BusListener;
import dev.realtime.bus.Serial;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The one connection that events are heard on, so that they come in the order of the log.
 * It keeps the set of wanted topics itself and brings each new connection up to it.
 * <p>
 * A new connection is not trusted before all subscriptions are confirmed and a probe,
 * sent through the scripts' connection, came back on it. Then everybody who follows a
 * topic reads what was missed, before anything else is handed over; these reads are
 * coalesced. From then on probes that come back are the checkpoints, and one that does
 * not is a sign that the connection is dead, whatever TCP says. Thread-safe.
 */
final class SubscriptionLink implements Ear.Listener {

	private static final Log logger = LogFactory.getLog(SubscriptionLink.class);

	private static final Duration TICK = Duration.ofMillis(500);

	/** A probe that is missed so often means that nothing is heard. */
	private static final int MAX_MISSES = 2;

	private final Connector connector;

	private final CommandLink commands;

	private final Keys keys;

	private final String nodeChannel;

	private final RedisBusSettings settings;

	private final BusListener listener;

	private final Consumer<String> told;

	private final RealtimeObserver observer;

	private final ScheduledExecutorService timer;

	private final Serial serial = new Serial();

	private final WantedTopics wanted = new WantedTopics();

	private final Backoff backoff;

	private @Nullable Live live;

	/** The attempt to connect that is under way; those before it are forgotten. */
	private long attempt;

	private boolean connecting;

	private boolean everProven;

	private @Nullable String epoch;

	private final Hearing hearing = new Hearing();

	private final HearingLog log;

	private volatile boolean closed;

	SubscriptionLink(Connector connector, CommandLink commands, Keys keys, String node, RedisBusSettings settings,
			BusListener listener, Consumer<String> told, RealtimeObserver observer, ScheduledExecutorService timer,
			Backoff backoff) {
		this.connector = connector;
		this.commands = commands;
		this.keys = keys;
		this.nodeChannel = keys.nodeChannel(node);
		this.settings = settings;
		this.listener = listener;
		this.told = told;
		this.observer = observer;
		this.timer = timer;
		this.backoff = backoff;
		this.log = new HearingLog(connector);
	}

	void start() {
		this.timer.scheduleWithFixedDelay(() -> this.serial.execute(this::tick), TICK.toMillis(), TICK.toMillis(),
				TimeUnit.MILLISECONDS);
	}

	/**
	 * Whether everything that is published is heard.
	 * @return how it is; not up while the connection is missing, not proven, or doubtful
	 */
	Hearing hearing() {
		return this.hearing;
	}

	/**
	 * There is a session: connect, or connect anew if the log was moved or rolled back. A
	 * primary that was demoted keeps this connection open, and is not heard any more.
	 * @param session the session
	 */
	void up(Session session) {
		this.serial.execute(() -> {
			Live current = this.live;
			if (current == null) {
				connect();
			}
			else if (!current.session().generation().equals(session.generation())
					|| !current.session().epoch().equals(session.epoch())) {
				drop(current);
				connect();
			}
		});
	}

	/**
	 * Hear a topic.
	 * @param topic the topic
	 * @return completes when everything that is published from now on is heard; fails
	 * with a {@link BusUnavailableException}, and then nothing is wanted
	 */
	CompletableFuture<@Nullable Void> subscribe(String topic) {
		CompletableFuture<@Nullable Void> confirmed = new CompletableFuture<>();
		this.serial.execute(() -> {
			Live current = this.live;
			Subscription subscription = this.wanted.find(topic);
			if (subscription == null) {
				if (current == null) {
					confirmed.completeExceptionally(new BusUnavailableException(
							"Redis cannot be reached, so the topic cannot be followed", null));
					return;
				}
				subscription = this.wanted.add(topic);
				subscription.sent();
				current.subscribe(List.of(this.keys.channel(topic)));
			}
			subscription.await(confirmed);
			completeIfHeard(subscription);
		});
		return confirmed.orTimeout(this.settings.commandTimeout().toMillis(), TimeUnit.MILLISECONDS)
			.whenComplete((ignored, error) -> {
				if (error != null) {
					this.serial.execute(() -> giveUp(topic, confirmed));
				}
			});
	}

	private void giveUp(String topic, CompletableFuture<@Nullable Void> confirmed) {
		Subscription subscription = this.wanted.find(topic);
		if (subscription != null && subscription.giveUp(confirmed)) {
			unsubscribe(topic);
		}
	}

	/**
	 * Cease to hear a topic, a little later.
	 * @param topic the topic
	 */
	void unsubscribe(String topic) {
		this.serial.execute(() -> {
			Subscription subscription = this.wanted.find(topic);
			if (subscription != null) {
				subscription.leave(System.nanoTime());
			}
		});
	}

	/**
	 * Ask for a checkpoint: by a probe, unless one is on its way.
	 */
	void requestCheckpoint() {
		this.serial.execute(() -> {
			Live current = this.live;
			if (current != null && current.isProven() && !current.isProbing()) {
				probe(current);
			}
		});
	}

	private void connect() {
		Session session = this.commands.session();
		if (this.closed || this.connecting || this.live != null || session == null) {
			// The next session will connect.
			return;
		}
		this.connecting = true;
		long mine = ++this.attempt;
		this.connector.connectPubSub(session.uri(), session.generation())
			.whenComplete((connected, error) -> this.serial.execute(() -> {
				this.connecting = false;
				if (error != null) {
					this.log.failed(error);
					connectLater();
				}
				else {
					connected(mine, session, connected);
				}
			}));
	}

	private void connected(long id, Session session, StatefulRedisPubSubConnection<String, byte[]> connection) {
		Session current = this.commands.session();
		if (current == null || !current.generation().equals(session.generation())) {
			// The log was moved meanwhile, and who said so found no connection to drop.
			connection.closeAsync();
			connect();
			return;
		}
		Live fresh = new Live(id, session, connection, this.timer, System.nanoTime());
		this.live = fresh;
		new Ear(fresh, this.keys, this.nodeChannel, this.serial, this).listenTo(connection);
		if (this.closed || !connection.isOpen()) {
			fresh.close();
			lost(fresh);
			return;
		}
		fresh.subscribe(this.wanted.renew().stream().map(this.keys::channel).toList());
		// The last, so that its confirmation is that of all.
		fresh.subscribe(List.of(this.nodeChannel));
	}

	@Override
	public void confirmed(Live source, String channel) {
		if (source != this.live) {
			return;
		}
		if (channel.equals(this.nodeChannel)) {
			probe(source);
			return;
		}
		Subscription subscription = this.wanted.find(this.keys.topic(channel));
		if (subscription != null) {
			subscription.confirmed();
			completeIfHeard(subscription);
		}
	}

	private void completeIfHeard(Subscription subscription) {
		if (this.live != null && this.live.isProven() && subscription.isConfirmed() && !subscription.complete()) {
			subscription.leave(System.nanoTime());
		}
	}

	private void probe(Live target) {
		target.probeSent(System.nanoTime());
		this.commands.<String>run(Script.PROBE, Reply.bytes(this.nodeChannel), Reply.bytes(target.id()))
			.whenComplete((reply, error) -> target.answered(error));
	}

	@Override
	public void probed(Live source, String probe) {
		String[] parts = probe.split(" ");
		if (source != this.live || parts.length != 3 || !parts[0].equals(Long.toString(source.id()))) {
			return;
		}
		Position top = new Position(parts[1], Long.parseLong(parts[2]));
		if (!source.isProven()) {
			proven(source, top);
		}
		else if (!top.epoch().equals(this.epoch)) {
			moved(source);
			return;
		}
		source.heard();
		this.hearing.proven(source.probeSentAtNanos());
		this.listener.onCheckpoint(top);
	}

	/**
	 * From here on everything is heard. What came before is in the log.
	 */
	private void proven(Live source, Position top) {
		source.heard();
		this.backoff.reset();
		boolean sameEpoch = top.epoch().equals(this.epoch);
		if (this.everProven) {
			this.observer.busRepaired(sameEpoch ? "reconnected" : "epoch");
			if (!sameEpoch) {
				this.observer.busEpochBegan();
			}
		}
		this.log.heard(this.everProven, sameEpoch ? null : top.epoch());
		this.everProven = true;
		this.epoch = top.epoch();
		this.listener.onInterrupted();
		this.wanted.forEach(this::completeIfHeard);
	}

	@Override
	public void told(String text) {
		this.told.accept(text);
	}

	@Override
	public void heard(Live source, EventFrame frame) {
		if (source != this.live || !source.isProven()) {
			// Whoever follows the topic will read it.
			return;
		}
		Position position = frame.event().position();
		if (position != null && !position.epoch().equals(this.epoch)) {
			moved(source);
			return;
		}
		this.listener.onEvent(frame.event());
	}

	/** The log began another epoch, and this connection may lead to what it was. */
	private void moved(Live source) {
		Session stale = this.commands.session();
		drop(source);
		if (stale != null) {
			this.commands.renew(stale).whenComplete((renewed, error) -> this.serial.execute(this::connectLater));
		}
	}

	private void tick() {
		sweep();
		Live current = this.live;
		if (current == null) {
			return;
		}
		long now = System.nanoTime();
		long interval = this.settings.probeInterval().toNanos();
		if (!current.isProven() && now - current.openedAtNanos() > 2 * this.settings.commandTimeout().toNanos()) {
			this.log.failed(current.failure());
			drop(current);
			connectLater();
		}
		else if (current.isProven() && now - current.probeSentAtNanos() >= interval) {
			if (current.isProbing() && current.missed() >= MAX_MISSES) {
				logger.warn("What is published is not heard any more: the connection is replaced");
				drop(current);
				connectLater();
				return;
			}
			probe(current);
		}
	}

	private void sweep() {
		List<String> gone = this.wanted.sweep();
		if (!gone.isEmpty() && this.live != null) {
			this.live.unsubscribe(gone.stream().map(this.keys::channel).toList());
		}
	}

	private void drop(Live source) {
		if (source == this.live) {
			this.live = null;
			this.hearing.lost();
		}
		source.close();
	}

	@Override
	public void lost(Live source) {
		if (source == this.live) {
			this.live = null;
			this.hearing.lost();
			if (!this.closed) {
				if (this.commands.session() != null && !source.isProven()) {
					this.log.failed(source.failure());
				}
				connectLater();
			}
		}
	}

	private void connectLater() {
		try {
			this.timer.schedule(() -> this.serial.execute(this::connect), this.backoff.next().toMillis(),
					TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Redis is not tried again: the engine has stopped", ex);
		}
	}

	/** Connect no more. The connector closes what is open: to do it twice is logged. */
	void close() {
		this.closed = true;
		this.hearing.lost();
	}

}
