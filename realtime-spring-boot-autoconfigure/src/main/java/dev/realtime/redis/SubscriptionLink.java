package dev.realtime.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateAdapter;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
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
final class SubscriptionLink {

	private static final Log logger = LogFactory.getLog(SubscriptionLink.class);

	/** How long a topic is still heard after the last who followed it has left. */
	private static final Duration LINGER = Duration.ofSeconds(5);

	/** What a probe on the node's own channel begins with. */
	private static final String PROBE = "probe ";

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

	private final Map<String, Subscription> wanted = new HashMap<>();

	private final Backoff backoff;

	private @Nullable Live live;

	/** The attempt to connect that is under way; those before it are forgotten. */
	private long attempt;

	private boolean connecting;

	private boolean everProven;

	private @Nullable String epoch;

	private volatile boolean up;

	private volatile long heardAtNanos;

	private volatile boolean everHeard;

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
	}

	void start() {
		this.timer.scheduleWithFixedDelay(() -> this.serial.execute(this::tick), TICK.toMillis(), TICK.toMillis(),
				TimeUnit.MILLISECONDS);
	}

	/**
	 * Whether everything that is published is heard.
	 * @return {@code false} while the connection is missing, not proven, or doubtful
	 */
	boolean isUp() {
		return this.up;
	}

	/**
	 * How long ago a probe came back.
	 * @return the age, or {@code null} if none ever did
	 */
	@Nullable Duration probeAge() {
		return this.everHeard ? Duration.ofNanos(System.nanoTime() - this.heardAtNanos) : null;
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
			Subscription known = this.wanted.get(topic);
			if (current == null && known == null) {
				confirmed.completeExceptionally(
						new BusUnavailableException("Redis cannot be reached, so the topic cannot be followed", null));
				return;
			}
			Subscription subscription = (known != null) ? known : new Subscription();
			subscription.await(confirmed);
			if (known == null && current != null) {
				this.wanted.put(topic, subscription);
				subscription.sent();
				current.subscribe(List.of(this.keys.channel(topic)));
			}
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
		Subscription subscription = this.wanted.get(topic);
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
			Subscription subscription = this.wanted.get(topic);
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
		this.connector.connectPubSub(session.uri()).whenComplete((connected, error) -> this.serial.execute(() -> {
			this.connecting = false;
			if (error != null) {
				logger.debug("Redis could not be reached for subscriptions", error);
				connectLater();
			}
			else {
				connected(mine, session, connected);
			}
		}));
	}

	private void connected(long id, Session session, StatefulRedisPubSubConnection<String, byte[]> connection) {
		Live fresh = new Live(id, session, connection, System.nanoTime());
		this.live = fresh;
		connection.addListener(new Ear(fresh));
		connection.addListener(new RedisConnectionStateAdapter() {

			@Override
			public void onRedisDisconnected(RedisChannelHandler<?, ?> lost) {
				SubscriptionLink.this.serial.execute(() -> lost(fresh));
			}

		});
		if (this.closed || !connection.isOpen()) {
			fresh.close();
			lost(fresh);
			return;
		}
		List<String> channels = new ArrayList<>(this.wanted.size());
		this.wanted.forEach((topic, subscription) -> {
			subscription.reset();
			subscription.sent();
			channels.add(this.keys.channel(topic));
		});
		fresh.subscribe(channels);
		// The last, so that its confirmation is that of all.
		fresh.subscribe(List.of(this.nodeChannel));
	}

	private void confirmed(Live source, String channel) {
		if (source != this.live) {
			return;
		}
		if (channel.equals(this.nodeChannel)) {
			probe(source);
			return;
		}
		Subscription subscription = this.wanted.get(this.keys.topic(channel));
		if (subscription != null) {
			subscription.confirmed();
			completeIfHeard(subscription);
		}
	}

	private void completeIfHeard(Subscription subscription) {
		if (this.live != null && this.live.isProven() && subscription.isConfirmed()) {
			subscription.complete();
		}
	}

	private void probe(Live target) {
		target.probeSent(System.nanoTime());
		this.commands.<String>run(Script.PROBE, Reply.bytes(this.nodeChannel), Reply.bytes(target.id()))
			.whenComplete((reply, error) -> {
				if (error != null) {
					logger.debug("A probe could not be sent", error);
				}
			});
	}

	private void heardProbe(Live source, String text) {
		String[] parts = text.split(" ");
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
		this.heardAtNanos = System.nanoTime();
		this.everHeard = true;
		this.up = true;
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
			logger.info("Events are heard again" + (sameEpoch ? "" : "; the log began the epoch " + top.epoch())
					+ ". Connections read what they missed");
		}
		this.everProven = true;
		this.epoch = top.epoch();
		this.listener.onInterrupted();
		this.wanted.values().forEach(this::completeIfHeard);
	}

	private void heard(Live source, EventFrame frame) {
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
			logger.debug("The subscriptions were not proven in time");
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
		List<String> gone = new ArrayList<>();
		long before = System.nanoTime() - LINGER.toNanos();
		this.wanted.forEach((topic, subscription) -> {
			if (subscription.isLeftSince(before)) {
				gone.add(topic);
			}
		});
		if (!gone.isEmpty()) {
			gone.forEach(this.wanted::remove);
			if (this.live != null) {
				this.live.unsubscribe(gone.stream().map(this.keys::channel).toList());
			}
		}
	}

	private void drop(Live source) {
		if (source == this.live) {
			this.live = null;
			this.up = false;
		}
		source.close();
	}

	private void lost(Live source) {
		if (source == this.live) {
			this.live = null;
			this.up = false;
			if (!this.closed) {
				logger.debug("The connection for subscriptions was lost");
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
		this.up = false;
	}

	/** Hands over what comes on one connection. */
	private final class Ear extends RedisPubSubAdapter<String, byte[]> {

		private final Live source;

		Ear(Live source) {
			this.source = source;
		}

		@Override
		public void message(String channel, byte[] message) {
			SubscriptionLink link = SubscriptionLink.this;
			if (channel.equals(link.nodeChannel)) {
				String text = new String(message, StandardCharsets.UTF_8);
				if (text.startsWith(PROBE)) {
					link.serial.execute(() -> link.heardProbe(this.source, text.substring(PROBE.length())));
				}
				else {
					link.told.accept(text);
				}
				return;
			}
			try {
				EventFrame frame = EventFrame.unpack(link.keys.topic(channel), message);
				if (frame != null) {
					link.serial.execute(() -> link.heard(this.source, frame));
				}
			}
			catch (IllegalArgumentException ex) {
				logger.warn("Something on the channel " + channel + " is no event and was ignored: " + ex.getMessage());
			}
		}

		@Override
		public void subscribed(String channel, long count) {
			SubscriptionLink.this.serial.execute(() -> confirmed(this.source, channel));
		}

	}

}
