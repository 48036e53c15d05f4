package dev.realtime.redis;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.Function;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import org.jspecify.annotations.Nullable;

/**
 * One pub/sub connection, from its first subscription to its loss. What is known of it,
 * or comes late from it, means nothing for the next one. In the link's serial order only.
 */
final class Live {

	/** In one command; all of them in one would keep Redis from others. */
	private static final int CHANNELS_PER_COMMAND = 1000;

	private final long id;

	private final Session session;

	private final StatefulRedisPubSubConnection<String, byte[]> connection;

	private final long openedAtNanos;

	/** Whether a probe came back, so that everything published from then on is heard. */
	private boolean proven;

	private long probeSentAtNanos;

	private boolean probing;

	private int misses;

	private volatile @Nullable Throwable failure;

	Live(long id, Session session, StatefulRedisPubSubConnection<String, byte[]> connection, long nanos) {
		this.id = id;
		this.session = session;
		this.connection = connection;
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
	 * Send SUBSCRIBE.
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
		for (int from = 0; from < all.length; from += CHANNELS_PER_COMMAND) {
			int to = Math.min(all.length, from + CHANNELS_PER_COMMAND);
			command.apply(Arrays.copyOfRange(all, from, to)).exceptionally((error) -> {
				// Nobody knows what is subscribed now.
				answered(error);
				close();
				return null;
			});
		}
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
