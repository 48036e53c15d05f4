package dev.realtime.redis;

import java.util.Arrays;
import java.util.Collection;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * One pub/sub connection, from its first subscription to its loss. What is known of it,
 * or comes late from it, means nothing for the next one. In the link's serial order only.
 */
final class Live {

	private static final Log logger = LogFactory.getLog(Live.class);

	/** In one command; all of them in one would keep Redis from others. */
	private static final int CHANNELS_PER_COMMAND = 1000;

	private final long id;

	private final Session session;

	private final StatefulRedisPubSubConnection<String, byte[]> connection;

	/**
	 * Sends all commands. What the connection's own event loop sends would overtake what
	 * other threads have sent before: a topic that is left and wanted again would end as
	 * one that was subscribed and then unsubscribed.
	 */
	private final Executor sender;

	private final long openedAtNanos;

	/** Whether a probe came back, so that everything published from then on is heard. */
	private boolean proven;

	private long probeSentAtNanos;

	private boolean probing;

	private int misses;

	private volatile @Nullable Throwable failure;

	/**
	 * Create a connection that has just been made.
	 * @param id unlike any other of its link
	 * @param session the session that the log was opened in
	 * @param connection the connection
	 * @param sender runs one task after the other, never on the connection's event loop
	 * @param nanos when it was made
	 */
	Live(long id, Session session, StatefulRedisPubSubConnection<String, byte[]> connection, Executor sender,
			long nanos) {
		this.id = id;
		this.session = session;
		this.connection = connection;
		this.sender = sender;
		this.openedAtNanos = nanos;
	}

	long id() {
		return this.id;
	}

	/**
	 * The session that the log was opened in when this connection was made.
	 * @return the session
	 */
	Session session() {
		return this.session;
	}

	boolean isProven() {
		return this.proven;
	}

	long openedAtNanos() {
		return this.openedAtNanos;
	}

	/**
	 * Send SUBSCRIBE, after all that was sent before.
	 * @param channels the channels
	 */
	void subscribe(Collection<String> channels) {
		send(channels, this.connection.async()::subscribe);
	}

	void unsubscribe(Collection<String> channels) {
		send(channels, this.connection.async()::unsubscribe);
	}

	private void send(Collection<String> channels, Function<String[], RedisFuture<Void>> command) {
		String[] all = channels.toArray(String[]::new);
		try {
			for (int from = 0; from < all.length; from += CHANNELS_PER_COMMAND) {
				String[] some = Arrays.copyOfRange(all, from, Math.min(all.length, from + CHANNELS_PER_COMMAND));
				this.sender.execute(() -> command.apply(some).exceptionally(this::refused));
			}
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Nothing is subscribed any more: the engine has stopped", ex);
		}
	}

	private @Nullable Void refused(Throwable error) {
		// Nobody knows what is subscribed now.
		answered(error);
		close();
		return null;
	}

	boolean isProbing() {
		return this.probing;
	}

	void probeSent(long nanos) {
		this.probing = true;
		this.probeSentAtNanos = nanos;
	}

	long probeSentAtNanos() {
		return this.probeSentAtNanos;
	}

	/**
	 * The probe has not come back in time.
	 * @return how many in a row have not
	 */
	int missed() {
		this.probing = false;
		return ++this.misses;
	}

	int misses() {
		return this.misses;
	}

	/**
	 * The probe came back.
	 */
	void heard() {
		this.probing = false;
		this.misses = 0;
		this.proven = true;
	}

	/**
	 * A command was answered.
	 * @param error why it was refused, or {@code null} if it was not
	 */
	void answered(@Nullable Throwable error) {
		this.failure = error;
	}

	/**
	 * Why the last command was refused.
	 * @return the reason, or {@code null} if it was not
	 */
	@Nullable Throwable failure() {
		return this.failure;
	}

	void close() {
		this.connection.closeAsync();
	}

}
