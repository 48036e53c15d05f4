package dev.realtime.redis;

import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.realtime.BusUnavailableException;
import dev.realtime.Position;
import dev.realtime.RealtimeObserver;
import dev.realtime.bus.BusListener;
import dev.realtime.bus.BusStatus;
import dev.realtime.bus.Publication;
import dev.realtime.bus.ReadRequest;
import dev.realtime.bus.ReadResult;
import dev.realtime.bus.RealtimeBus;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The engine that carries events across nodes through Redis, 6.2 or newer. The log is in
 * Redis; each script that touches it runs only on the primary that the log was opened on.
 * <p>
 * While Redis is away everything fails at once with a {@link BusUnavailableException} or,
 * if it was under way, after the command timeout. Nothing is queued across a reconnect.
 * When Redis is back, everybody reads what was missed. Thread-safe.
 */
public final class RedisBus implements RealtimeBus, AutoCloseable {

	private final Connector connector;

	private final ScheduledExecutorService timer;

	private final CommandLink commands;

	private final PublishQueue publishes;

	private final ReadQueue reads;

	private final Keys keys;

	private final String node;

	private final RedisBusSettings settings;

	private final RealtimeObserver observer;

	private volatile @Nullable SubscriptionLink subscriptions;

	private volatile NodeListener nodeListener = NodeListener.NONE;

	/**
	 * Create a bus. It connects when it is given its listener.
	 * @param servers where Redis is
	 * @param node what this node is called, unlike any other and unlike itself before its
	 * last start
	 * @param settings how Redis is used
	 * @param observer told of repairs and reads
	 */
	public RedisBus(RedisServers servers, String node, RedisBusSettings settings, RealtimeObserver observer) {
		this.keys = new Keys(settings.keyPrefix());
		this.node = node;
		this.settings = settings;
		this.observer = observer;
		this.connector = new Connector(servers, settings.commandTimeout(), this.keys.meta());
		this.timer = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread thread = new Thread(task, "realtime-redis");
			thread.setDaemon(true);
			return thread;
		});
		this.commands = new CommandLink(this.connector, this.keys, settings, this.timer, new CommandLink.Listener() {

			@Override
			public void up(Session session, @Nullable Session before) {
				sessionBegan(session);
			}

			@Override
			public void down() {
				// Publishes and reads fail from now on; what is heard is heard.
			}

		});
		this.publishes = new PublishQueue(this.commands, settings);
		this.reads = new ReadQueue(this.commands, observer);
	}

	private void sessionBegan(Session session) {
		SubscriptionLink link = this.subscriptions;
		if (link != null) {
			link.up(session);
		}
		this.nodeListener.sessionBegan();
	}

	/**
	 * Let somebody hear what concerns this node beside the log.
	 * @param listener the only one
	 */
	void attach(NodeListener listener) {
		this.nodeListener = listener;
	}

	CommandLink commands() {
		return this.commands;
	}

	String node() {
		return this.node;
	}

	ScheduledExecutorService timer() {
		return this.timer;
	}

	@Override
	public void listen(BusListener listener) {
		if (this.subscriptions != null) {
			throw new IllegalStateException("The bus has a listener already");
		}
		SubscriptionLink link = new SubscriptionLink(this.connector, this.commands, this.keys, this.node, this.settings,
				listener, (words) -> this.nodeListener.told(words), this.observer, this.timer,
				new Backoff(new SecureRandom()));
		this.subscriptions = link;
		link.start();
		this.commands.start();
	}

	private SubscriptionLink subscriptions() {
		SubscriptionLink link = this.subscriptions;
		if (link == null) {
			throw new IllegalStateException("The bus has no listener yet");
		}
		return link;
	}

	@Override
	public Mono<Position> publish(Publication publication) {
		return later(() -> this.publishes.add(publication));
	}

	@Override
	public Mono<Void> subscribe(String topic) {
		return later(() -> subscriptions().subscribe(topic));
	}

	@Override
	public void unsubscribe(String topic) {
		subscriptions().unsubscribe(topic);
	}

	@Override
	public Mono<ReadResult> read(ReadRequest request) {
		return later(() -> this.reads.add(request));
	}

	/** What was begun is not cancelled: others may wait for the same. */
	private static <T> Mono<T> later(Supplier<CompletableFuture<@Nullable T>> begin) {
		return Mono.fromFuture(begin, true);
	}

	@Override
	public void requestCheckpoint() {
		subscriptions().requestCheckpoint();
	}

	@Override
	public BusStatus status() {
		SubscriptionLink link = this.subscriptions;
		boolean up = link != null && link.hearing().isUp() && this.commands.session() != null;
		return (link != null) ? new BusStatus(up, link.hearing().age(), link.hearing().lag()) : new BusStatus(up, null);
	}

	/**
	 * Close the connections. What is under way fails.
	 */
	@Override
	public void close() {
		SubscriptionLink link = this.subscriptions;
		if (link != null) {
			link.close();
		}
		this.commands.close();
		this.timer.shutdownNow();
		this.connector.close().orTimeout(2, TimeUnit.SECONDS).exceptionally((error) -> null);
	}

}
