package dev.realtime.autoconfigure;

import java.time.Duration;
import java.util.Locale;

import dev.realtime.actuate.RealtimeNode;
import dev.realtime.bus.Retention;
import dev.realtime.connection.ConnectionLimits;
import dev.realtime.hub.HubSettings;
import dev.realtime.hub.PublisherSettings;
import dev.realtime.local.LocalBusSettings;
import dev.realtime.message.MessageSettings;
import dev.realtime.redis.RedisBusSettings;
import dev.realtime.webflux.EdgeSettings;

import org.springframework.util.unit.DataSize;

/**
 * Properties as the settings of those who never see properties.
 */
final class Settings {

	/** Stands for "no limit": a century, which still fits into nanoseconds. */
	static final Duration FOREVER = Duration.ofDays(36_500);

	private static final Duration USER_TIMEOUT = Duration.ofSeconds(40);

	private static final Duration MAX_USER_TIMEOUT = Duration.ofDays(1);

	private static final int PAGE_SIZE = 500;

	private Settings() {
	}

	static LocalBusSettings localBus(RealtimeProperties properties) {
		RealtimeReplayProperties.Idempotency idempotency = properties.getIdempotency();
		return new LocalBusSettings(properties.getReplay().getKnownTopics(), idempotency.getWindow(),
				idempotency.getMaxKeys());
	}

	/**
	 * How Redis is used. Loads no class of its client.
	 * @param properties the properties
	 * @param application the application's name, or empty
	 * @return the settings
	 */
	static RedisBusSettings redisBus(RealtimeProperties properties, String application) {
		RealtimeBusProperties.Redis redis = properties.getBus().getRedis();
		return new RedisBusSettings(redis.getKeyPrefix(), application, redis.getCommandTimeout(),
				redis.getProbeInterval(), properties.getReplay().getKnownTopics(),
				properties.getIdempotency().getWindow());
	}

	static PublisherSettings publisher(RealtimeProperties properties) {
		return new PublisherSettings(properties.getEvents().getMaxSize().toBytes(),
				PublisherSettings.DEFAULT_MAX_IN_FLIGHT, properties.getUserTopic().getPattern());
	}

	static Retention retention(RealtimeProperties properties) {
		RealtimeProperties.TopicDefaults defaults = properties.getTopicDefaults();
		return new Retention(defaults.getMaxEvents(), defaults.getMaxAge());
	}

	static HubSettings hub(RealtimeProperties properties) {
		RealtimeConnectionsProperties connections = properties.getConnections();
		RealtimeReplayProperties replay = properties.getReplay();
		return new HubSettings(properties.getSse().getHeartbeatInterval(), properties.getWebsocket().getPingInterval(),
				properties.getWebsocket().getTimeout(), limit(connections.getStallTimeout()),
				connections.getMaxLifetime(), replay.getTailSize().toBytes(), replay.getHandOff(),
				replay.getMaxEvents(), PAGE_SIZE);
	}

	/**
	 * How long a client may leave what was sent to it unacknowledged. A client that does
	 * not read is left to the stall timeout, which says goodbye.
	 * @param properties the properties
	 * @return 40 seconds, or 10 seconds more than the stall timeout, at most a day
	 */
	static Duration userTimeout(RealtimeProperties properties) {
		Duration stalled = limit(properties.getConnections().getStallTimeout()).plusSeconds(10);
		Duration timeout = (stalled.compareTo(USER_TIMEOUT) > 0) ? stalled : USER_TIMEOUT;
		return (timeout.compareTo(MAX_USER_TIMEOUT) < 0) ? timeout : MAX_USER_TIMEOUT;
	}

	static ConnectionLimits limits(RealtimeProperties properties) {
		RealtimeConnectionsProperties connections = properties.getConnections();
		return new ConnectionLimits(connections.getMax(), connections.getMaxPerUser(), connections.getMaxPerAddress(),
				connections.getOverflow());
	}

	static MessageSettings messages(RealtimeProperties properties) {
		RealtimeConnectionsProperties.Messages messages = properties.getMessages();
		return new MessageSettings(messages.getRatePerSecond(), messages.getBurst(), messages.getMaxJsonDepth(),
				bytes(properties.getWebsocket().getMaxMessageSize()), properties.getConnections().getMaxTopics(),
				messages.getMaxInFlight());
	}

	static EdgeSettings edge(RealtimeProperties properties) {
		RealtimeTransportProperties.Sse sse = properties.getSse();
		RealtimeTransportProperties.Websocket webSocket = properties.getWebsocket();
		RealtimeTransportProperties.LongPoll longPoll = properties.getLongPoll();
		RealtimeConnectionsProperties connections = properties.getConnections();
		RealtimeProperties.UserTopic userTopic = properties.getUserTopic();
		return new EdgeSettings(properties.getPath(),
				new EdgeSettings.Sse(sse.isEnabled(), sse.getHeartbeatInterval(), sse.getRetry()),
				new EdgeSettings.WebSocket(webSocket.isEnabled(), webSocket.getPingInterval(),
						bytes(webSocket.getMaxMessageSize()), webSocket.getMaxFragments(), webSocket.getTimeout()),
				new EdgeSettings.LongPoll(longPoll.isEnabled(), longPoll.getTimeout(), longPoll.getMaxTimeout(),
						longPoll.getMaxEvents()),
				limit(connections.getMaxTopics()), limit(connections.getHandshakeTimeout()),
				bytes(connections.getSendBuffer()), properties.getFastPath() == Use.AUTO,
				userTopic.isEnabled() ? userTopic.getPattern() : null);
	}

	/**
	 * What the endpoint shows of the settings. Loads classes of Actuator.
	 * @param properties the properties
	 * @return the limits
	 */
	static RealtimeNode.Limits shown(RealtimeProperties properties) {
		RealtimeConnectionsProperties connections = properties.getConnections();
		return new RealtimeNode.Limits(connections.getMax(), connections.getMaxPerUser(),
				connections.getMaxPerAddress(),
				connections.getOverflow().name().toLowerCase(Locale.ROOT).replace('_', '-'), connections.getMaxTopics(),
				properties.getMessages().getRatePerSecond(), properties.getEvents().getMaxSize().toBytes(),
				properties.getWebsocket().getMaxMessageSize().toBytes(), connections.getSendBuffer().toBytes(),
				properties.getReplay().getTailSize().toBytes(), properties.getReplay().getMaxEvents());
	}

	private static int bytes(DataSize size) {
		return Math.toIntExact(size.toBytes());
	}

	/**
	 * A duration of which 0 means that there is no limit.
	 * @param duration the duration
	 * @return the duration, or one that never ends
	 */
	static Duration limit(Duration duration) {
		return duration.isZero() ? FOREVER : duration;
	}

	/**
	 * A number of which 0 means that there is no limit.
	 * @param number the number
	 * @return the number, or the largest
	 */
	static int limit(int number) {
		return (number == 0) ? Integer.MAX_VALUE : number;
	}

}
