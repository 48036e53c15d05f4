package dev.realtime.redis;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import dev.realtime.BusUnavailableException;
import dev.realtime.bus.Serial;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionStateAdapter;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The one connection that scripts run on. It is handed out only after the log was opened
 * on it, opens the log again when Redis says that it was moved or rolled back, and is
 * replaced when it is lost or a command takes too long. Nothing waits for it meanwhile.
 * Thread-safe.
 */
final class CommandLink implements ScriptRunner {

	private static final Log logger = LogFactory.getLog(CommandLink.class);

	private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

	private final Connector connector;

	private final Keys keys;

	private final RedisBusSettings settings;

	private final ScheduledExecutorService timer;

	private final Listener listener;

	private final SecureRandom random = new SecureRandom();

	private final Backoff backoff = new Backoff(this.random);

	private final Serial serial = new Serial();

	private final SettingsCheck settingsCheck = new SettingsCheck();

	private volatile @Nullable Session session;

	private @Nullable StatefulRedisConnection<String, byte[]> connection;

	/** Those who wait for the log to be opened again, if it is being opened. */
	private @Nullable CompletableFuture<Session> renewal;

	private volatile boolean closed;

	private boolean warned;

	private boolean doubted;

	private boolean warnedOfApplication;

	CommandLink(Connector connector, Keys keys, RedisBusSettings settings, ScheduledExecutorService timer,
			Listener listener) {
		this.connector = connector;
		this.keys = keys;
		this.settings = settings;
		this.timer = timer;
		this.listener = listener;
	}

	void start() {
		this.serial.execute(this::connect);
	}

	/**
	 * The session of this moment.
	 * @return the session, or {@code null} while Redis cannot be reached
	 */
	@Nullable Session session() {
		return this.session;
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * If the log has to be opened again, it is, and the script runs once more. All of it
	 * takes no longer than a command may.
	 */
	@Override
	public <T> CompletableFuture<T> run(Script script, byte[]... arguments) {
		Session current = this.session;
		if (current == null) {
			return CompletableFuture
				.failedFuture(new BusUnavailableException("Redis cannot be reached, see the log for why", null));
		}
		CompletableFuture<T> result = new CompletableFuture<>();
		long begun = System.nanoTime();
		this.<T>run(current, script, arguments).whenComplete((reply, failure) -> {
			Throwable error = (failure != null) ? unwrap(failure) : null;
			if (error == null) {
				result.complete(reply);
			}
			else if (!Reply.isStale(error)) {
				result.completeExceptionally(error);
			}
			else {
				long left = this.settings.commandTimeout().toNanos() - (System.nanoTime() - begun);
				result.orTimeout(Math.max(0, left), TimeUnit.NANOSECONDS);
				// Not what was given up: others were run meanwhile, and it would come
				// behind.
				renew(current)
					.thenCompose((renewed) -> result.isDone() ? result : this.<T>run(renewed, script, arguments))
					.whenComplete((second, again) -> {
						if (again != null) {
							result.completeExceptionally(unwrap(again));
						}
						else {
							result.complete(second);
						}
					});
			}
		});
		return result;
	}

	private <T> CompletableFuture<T> run(Session current, Script script, byte[][] arguments) {
		if (!current.connection().isOpen()) {
			// Known to be lost before we were told: it is sure that nothing was done.
			return CompletableFuture
				.failedFuture(new BusUnavailableException("The connection to Redis was lost", null));
		}
		CompletableFuture<T> reply;
		try {
			reply = current.run(script, this.keys.meta(), arguments);
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
		return reply.whenComplete((ignored, error) -> {
			if (error instanceof RedisCommandTimeoutException) {
				// What else was sent would time out as well.
				current.connection().closeAsync();
			}
		});
	}

	static Throwable unwrap(Throwable error) {
		return (error instanceof CompletionException && error.getCause() != null) ? error.getCause() : error;
	}

	/**
	 * Open the log again, because something showed that it was moved or rolled back.
	 * @param stale the session that showed it
	 * @return the next session
	 */
	@SuppressWarnings("ReferenceEquality") // one opened again may look the same
	CompletableFuture<Session> renew(Session stale) {
		CompletableFuture<Session> result = new CompletableFuture<>();
		this.serial.execute(() -> {
			Session current = this.session;
			if (current == null) {
				result.completeExceptionally(new BusUnavailableException("The connection to Redis was lost", null));
			}
			else if (current != stale) {
				result.complete(current);
			}
			else {
				CompletableFuture<Session> pending = this.renewal;
				if (pending == null) {
					pending = new CompletableFuture<>();
					this.renewal = pending;
					open(stale.connection(), stale.uri());
				}
				pending.whenComplete((renewed, error) -> {
					if (error != null) {
						result.completeExceptionally(unwrap(error));
					}
					else {
						result.complete(renewed);
					}
				});
			}
		});
		return result;
	}

	private void connect() {
		if (this.closed) {
			return;
		}
		this.connector.locate()
			.thenCompose((uri) -> this.connector.connect(uri)
				.thenAccept((connected) -> this.serial.execute(() -> connected(connected, uri))))
			.exceptionally((error) -> {
				this.serial.execute(() -> failed(unwrap(error)));
				return null;
			});
	}

	private void connected(StatefulRedisConnection<String, byte[]> connected, RedisURI uri) {
		this.connection = connected;
		connected.addListener(new RedisConnectionStateAdapter() {

			@Override
			public void onRedisDisconnected(RedisChannelHandler<?, ?> lost) {
				CommandLink.this.serial.execute(() -> lost(connected));
			}

		});
		if (this.closed) {
			connected.closeAsync();
		}
		else if (!connected.isOpen()) {
			lost(connected);
		}
		else {
			open(connected, uri);
		}
	}

	private void open(StatefulRedisConnection<String, byte[]> connected, RedisURI uri) {
		byte[][] next = { random(8), random(12), this.settings.application().getBytes(StandardCharsets.UTF_8) };
		Session.open(connected, uri, this.keys.meta(), next).whenComplete((opened, error) -> this.serial.execute(() -> {
			if (connected != this.connection) {
				return;
			}
			if (error != null) {
				logger.debug("The log could not be opened at " + uri, error);
				warn(unwrap(error));
				connected.closeAsync();
			}
			else {
				opened(opened);
			}
		}));
	}

	private void opened(Session.Opened opened) {
		Session before = this.session;
		this.session = opened.session();
		this.backoff.reset();
		this.doubted = false;
		if (this.warned) {
			this.warned = false;
			logger.info("Redis is reached again at " + this.connector.nameOf(opened.session().uri()));
		}
		warnOf(opened.application());
		if (before == null) {
			this.settingsCheck.look(opened.session(), this.connector.nameOf(opened.session().uri()), this.serial);
		}
		CompletableFuture<Session> pending = this.renewal;
		this.renewal = null;
		this.listener.up(opened.session(), before);
		if (pending != null) {
			pending.complete(opened.session());
		}
	}

	private void warnOf(String application) {
		if (!application.equals(this.settings.application()) && !this.warnedOfApplication) {
			this.warnedOfApplication = true;
			logger
				.warn("The log under the key prefix '" + this.settings.keyPrefix() + "' was begun by the application '"
						+ application + "', and this is '" + this.settings.application()
						+ "'. Two applications on one Redis need two prefixes: set realtime.bus.redis.key-prefix");
		}
	}

	private byte[] random(int length) {
		StringBuilder text = new StringBuilder(length);
		for (int i = 0; i < length; i++) {
			text.append(ALPHABET.charAt(this.random.nextInt(ALPHABET.length())));
		}
		return Reply.bytes(text.toString());
	}

	private void lost(StatefulRedisConnection<String, byte[]> lost) {
		if (lost != this.connection) {
			return;
		}
		this.connection = null;
		boolean wasUp = this.session != null;
		this.session = null;
		if (wasUp) {
			this.listener.down();
		}
		failed(new BusUnavailableException("The connection to Redis was lost", null));
	}

	private void failed(Throwable error) {
		CompletableFuture<Session> pending = this.renewal;
		this.renewal = null;
		if (pending != null) {
			pending.completeExceptionally(error);
		}
		if (this.closed) {
			return;
		}
		warn(error);
		Duration delay = this.backoff.next();
		try {
			this.timer.schedule(() -> this.serial.execute(this::connect), delay.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Redis is not tried again: the engine has stopped", ex);
		}
	}

	/** Once per outage, and where nothing is said by the second time. */
	private void warn(Throwable error) {
		if (!this.doubted && Advice.saysNothing(error)) {
			this.doubted = true;
			logger.debug("Redis closed the connection, the next attempt may tell why", error);
		}
		else if (!this.warned && !this.closed) {
			this.warned = true;
			logger.warn("Redis at " + this.connector.where() + " cannot be used at the moment: " + Advice.cause(error)
					+ ". " + Advice.on(error)
					+ ". It is tried again until it can be used; meanwhile publishing fails, and new clients are"
					+ " told to come back");
		}
	}

	/** Connect no more. The connector closes what is open: to do it twice is logged. */
	void close() {
		this.closed = true;
	}

	/**
	 * Hears of sessions, one call after the other.
	 */
	interface Listener {

		/**
		 * There is a new session.
		 * @param session the session
		 * @param before the one that it replaces on the same connection, or {@code null}
		 */
		void up(Session session, @Nullable Session before);

		/** There is none. */
		void down();

	}

}
