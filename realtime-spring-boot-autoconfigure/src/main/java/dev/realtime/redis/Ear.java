package dev.realtime.redis;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateAdapter;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Sorts what comes on one pub/sub connection, and hands it over in order.
 */
final class Ear extends RedisPubSubAdapter<String, byte[]> {

	private static final Log logger = LogFactory.getLog(Ear.class);

	/** What a probe on the node's own channel begins with. */
	private static final String PROBE = "probe ";

	private final Live source;

	private final Keys keys;

	private final String nodeChannel;

	private final Executor executor;

	private final Listener listener;

	Ear(Live source, Keys keys, String nodeChannel, Executor executor, Listener listener) {
		this.source = source;
		this.keys = keys;
		this.nodeChannel = nodeChannel;
		this.executor = executor;
		this.listener = listener;
	}

	/**
	 * Listen from now on, until the connection is lost.
	 * @param connection the connection
	 */
	void listenTo(StatefulRedisPubSubConnection<String, byte[]> connection) {
		connection.addListener(this);
		connection.addListener(new RedisConnectionStateAdapter() {

			@Override
			public void onRedisDisconnected(RedisChannelHandler<?, ?> lost) {
				handOver(() -> Ear.this.listener.lost(Ear.this.source));
			}

		});
	}

	@Override
	public void message(String channel, byte[] message) {
		if (channel.equals(this.nodeChannel)) {
			String text = new String(message, StandardCharsets.UTF_8);
			if (text.startsWith(PROBE)) {
				handOver(() -> this.listener.probed(this.source, text.substring(PROBE.length())));
			}
			else {
				handOver(() -> this.listener.told(text));
			}
			return;
		}
		try {
			EventFrame frame = EventFrame.unpack(this.keys.topic(channel), message);
			if (frame != null) {
				handOver(() -> this.listener.heard(this.source, frame));
			}
		}
		catch (IllegalArgumentException ex) {
			logger.warn("Something on the channel " + channel + " is no event and was ignored: " + ex.getMessage());
		}
	}

	@Override
	public void subscribed(String channel, long count) {
		handOver(() -> this.listener.confirmed(this.source, channel));
	}

	private void handOver(Runnable call) {
		this.executor.execute(call);
	}

	/**
	 * Hears what comes, on the executor that it is handed over to.
	 */
	interface Listener {

		/** A channel is subscribed. */
		void confirmed(Live source, String channel);

		/** An event came. */
		void heard(Live source, EventFrame frame);

		/** A probe came. */
		void probed(Live source, String probe);

		/** Another node said something to this one. */
		void told(String text);

		/** Nothing will come any more. */
		void lost(Live source);

	}

}
