package dev.realtime.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import dev.realtime.security.OriginPolicy;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Refuses properties with which nothing could work, before anything starts.
 */
final class PropertiesCheck {

	private static final Log logger = LogFactory.getLog(PropertiesCheck.class);

	private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+");

	private static final Pattern NODE_ID = Pattern.compile("[A-Za-z0-9._-]{0,64}");

	private static final Pattern KEY_PREFIX = Pattern.compile("[A-Za-z0-9._:/-]{1,100}");

	private static final Duration MAX_COMMAND_TIMEOUT = Duration.ofMinutes(1);

	private static final Duration MIN_LEASE = Duration.ofMillis(100);

	private static final Duration MAX_LEASE = Duration.ofHours(1);

	private static final Duration MIN_RECHECK = Duration.ofSeconds(1);

	private static final Pattern PUBLIC_URL = Pattern.compile("(https?://[^\\s/?#]+(/[^\\s/?#]+)*)?");

	private static final Duration MIN_TTL = Duration.ofSeconds(1);

	private static final Duration MAX_TTL = Duration.ofMinutes(5);

	private static final Duration MAX_SILENCE = Duration.ofMinutes(5);

	/** That of nginx, and of most balancers in clouds. */
	private static final Duration PROXY_PATIENCE = Duration.ofSeconds(60);

	private final RealtimeProperties properties;

	PropertiesCheck(RealtimeProperties properties) {
		this.properties = properties;
	}

	void run() {
		path();
		origins();
		topics();
		transports();
		connections();
		messages();
		replay();
		server();
		bus();
		security();
	}

	/**
	 * Check what only matters where clients are served.
	 * @param shutdownPhase how long the application gives each phase of its shutdown
	 */
	void web(Duration shutdownPhase) {
		drain(shutdownPhase);
		RealtimeTransportProperties.Sse sse = this.properties.getSse();
		if (sse.isEnabled()) {
			longSilence("realtime.sse.heartbeat-interval", sse.getHeartbeatInterval());
		}
		RealtimeTransportProperties.Websocket webSocket = this.properties.getWebsocket();
		if (webSocket.isEnabled()) {
			longSilence("realtime.websocket.ping-interval", webSocket.getPingInterval());
		}
	}

	/** Possible, since perhaps no proxy is on the way, or a patient one. */
	private static void longSilence(String name, Duration interval) {
		if (interval.compareTo(PROXY_PATIENCE) >= 0) {
			logger.warn(name + " is " + Check.text(interval) + ", and many proxies cut a connection that is silent for "
					+ Check.text(PROXY_PATIENCE) + ". Make it shorter than the idle timeout of each proxy on the way;"
					+ " 15s is a good value");
		}
	}

	private void drain(Duration shutdownPhase) {
		Duration duration = this.properties.getDrain().getDuration();
		Check.notNegative("realtime.drain.duration", duration, "that all connections are closed at once");
		Check.shorter("realtime.drain.duration", duration, "spring.lifecycle.timeout-per-shutdown-phase",
				shutdownPhase);
	}

	private void path() {
		String path = this.properties.getPath();
		new Check("realtime.path", path).that(PATH.matcher(path).matches(),
				"it must start with a slash, must not end with one, and may have letters, digits and ._~- between",
				"write it as in /realtime");
	}

	private void origins() {
		List<String> origins = this.properties.getAllowedOrigins();
		for (int i = 0; i < origins.size(); i++) {
			String origin = origins.get(i);
			Check check = new Check("realtime.allowed-origins[" + i + "]", origin);
			check.that(!origin.contains("*"), "it would let any page read the events of your users",
					"list each origin instead");
			check.that(isOrigin(origin), "it is no origin",
					"write scheme, host and, if unusual, port, without a path or "
							+ "a slash at the end, for example https://app.example.com");
		}
	}

	private static boolean isOrigin(String origin) {
		try {
			new OriginPolicy(List.of(origin));
			return true;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	private void topics() {
		RealtimeProperties.TopicDefaults defaults = this.properties.getTopicDefaults();
		Check.notNegative("realtime.topic-defaults.max-events", defaults.getMaxEvents(), "that none is kept");
		Check.positive("realtime.topic-defaults.max-age", defaults.getMaxAge(),
				"to keep no events set realtime.topic-defaults.max-events to 0");
		List<RealtimeTopicProperties> topics = this.properties.getTopics();
		for (int i = 0; i < topics.size(); i++) {
			String name = "realtime.topics[" + i + "]";
			Integer maxEvents = topics.get(i).getMaxEvents();
			if (maxEvents != null) {
				Check.notNegative(name + ".max-events", maxEvents, "that none is kept");
			}
			Duration maxAge = topics.get(i).getMaxAge();
			if (maxAge != null) {
				Check.positive(name + ".max-age", maxAge, "to keep no events set " + name + ".max-events to 0");
			}
		}
	}

	private void transports() {
		RealtimeTransportProperties.Sse sse = this.properties.getSse();
		silence("realtime.sse.heartbeat-interval", sse.getHeartbeatInterval());
		Check.positive("realtime.sse.retry", sse.getRetry(),
				"without a pause clients reconnect all at once, and 1s is short");
		RealtimeTransportProperties.Websocket webSocket = this.properties.getWebsocket();
		silence("realtime.websocket.ping-interval", webSocket.getPingInterval());
		new Check("realtime.websocket.timeout", webSocket.getTimeout()).that(
				webSocket.getTimeout().compareTo(webSocket.getPingInterval()) > 0,
				"it must be longer than realtime.websocket.ping-interval, or clients that answer each ping are closed",
				"twice as long and some seconds is a good value");
		Check.positive("realtime.websocket.max-message-size", webSocket.getMaxMessageSize(),
				"64KB is enough for most messages");
		Check.positive("realtime.websocket.max-fragments", webSocket.getMaxFragments(), "64 is a good value");
		RealtimeTransportProperties.LongPoll longPoll = this.properties.getLongPoll();
		Check.positive("realtime.long-poll.max-timeout", longPoll.getMaxTimeout(),
				"to switch polling off set realtime.long-poll.enabled to false");
		Check.notNegative("realtime.long-poll.timeout", longPoll.getTimeout(), "that polls are answered at once");
		Check.notLonger("realtime.long-poll.timeout", longPoll.getTimeout(), "realtime.long-poll.max-timeout",
				longPoll.getMaxTimeout());
		Check.positive("realtime.long-poll.max-events", longPoll.getMaxEvents(), "500 is a good value");
	}

	private static void silence(String name, Duration interval) {
		new Check(name, interval).that(interval.compareTo(Duration.ZERO) > 0 && interval.compareTo(MAX_SILENCE) <= 0,
				"it must be longer than 0 and at most 5m, or proxies cut silent connections and clients that are gone "
						+ "stay unnoticed",
				"15s is a good value");
	}

	private void connections() {
		RealtimeConnectionsProperties connections = this.properties.getConnections();
		noLimit("max", connections.getMax());
		noLimit("max-per-user", connections.getMaxPerUser());
		noLimit("max-per-address", connections.getMaxPerAddress());
		noLimit("max-topics", connections.getMaxTopics());
		noLimit("max-lifetime", connections.getMaxLifetime());
		noLimit("handshake-timeout", connections.getHandshakeTimeout());
		noLimit("stall-timeout", connections.getStallTimeout());
		Check.positive("realtime.connections.send-buffer", connections.getSendBuffer(),
				"128KB is a good value: memory for slow clients is always bounded");
		new Check("realtime.connections.lease", connections.getLease()).that(
				connections.getLease().compareTo(MIN_LEASE) >= 0 && connections.getLease().compareTo(MAX_LEASE) <= 0,
				"it must be between 100ms and 1h: it is renewed three times before it ends", "45s is a good value");
	}

	private static void noLimit(String name, int value) {
		Check.notNegative("realtime.connections." + name, value, "no limit");
	}

	private static void noLimit(String name, Duration value) {
		Check.notNegative("realtime.connections." + name, value, "no limit");
	}

	private void messages() {
		RealtimeConnectionsProperties.Messages messages = this.properties.getMessages();
		Check.positive("realtime.messages.rate-per-second", messages.getRatePerSecond(),
				"a client that may send nothing needs no rule with publish, not this limit");
		Check.positive("realtime.messages.burst", messages.getBurst(), "50 is a good value");
		Check.positive("realtime.messages.max-in-flight", messages.getMaxInFlight(), "16 is a good value");
		new Check("realtime.messages.max-json-depth", messages.getMaxJsonDepth()).that(
				messages.getMaxJsonDepth() > 0 && messages.getMaxJsonDepth() <= 1000, "it must be between 1 and 1000",
				"32 is a good value");
	}

	private void replay() {
		RealtimeReplayProperties replay = this.properties.getReplay();
		Check.positive("realtime.replay.max-events", replay.getMaxEvents(),
				"to keep nothing for replay set realtime.topic-defaults.max-events to 0");
		Check.positive("realtime.replay.known-topics", replay.getKnownTopics(),
				"100000 is a good value, and a topic that is not remembered is a gap to every client");
		Check.positive("realtime.replay.hand-off", replay.getHandOff(), "1000 is a good value");
		Check.positive("realtime.events.max-size", this.properties.getEvents().getMaxSize(),
				"256KB is enough for most events");
		Check.positive("realtime.replay.tail-size", replay.getTailSize(), "16MB is a good value");
		new Check("realtime.replay.tail-size", replay.getTailSize()).that(
				replay.getTailSize().compareTo(this.properties.getEvents().getMaxSize()) >= 0,
				"it must hold at least one event of realtime.events.max-size ("
						+ this.properties.getEvents().getMaxSize() + ")",
				"raise it or lower the other");
		RealtimeReplayProperties.Idempotency idempotency = this.properties.getIdempotency();
		Check.notNegative("realtime.idempotency.window", idempotency.getWindow(), "that no key is remembered");
		Check.notNegative("realtime.idempotency.max-keys", idempotency.getMaxKeys(), "that no key is remembered");
	}

	private void security() {
		Duration interval = this.properties.getSecurity().getRecheckInterval();
		new Check("realtime.security.recheck-interval", interval).that(
				interval.isZero() || interval.compareTo(MIN_RECHECK) >= 0,
				"it must be 1s or longer, or 0 to ask only when a stream is opened", "60s is a good value");
	}

	private void server() {
		RealtimeServerProperties server = this.properties.getServer();
		Integer port = server.getPort();
		if (port != null) {
			new Check(OnServerPort.PROPERTY, port).that(port >= 0 && port <= 65535, "it must be between 0 and 65535",
					"0 takes a free port, and without the property there is no server");
		}
		String url = server.getPublicUrl();
		new Check("realtime.server.public-url", url).that(PUBLIC_URL.matcher(url).matches(),
				"it must be the whole address of the endpoints, without a slash at the end",
				"write it as in https://live.example.com/realtime");
		Duration ttl = this.properties.getTickets().getTtl();
		new Check("realtime.tickets.ttl", ttl).that(ttl.compareTo(MIN_TTL) >= 0 && ttl.compareTo(MAX_TTL) <= 0,
				"it must be between 1s and 5m: a ticket stands in a URL", "30s is a good value");
		Check.positive("realtime.tickets.rate-per-second", this.properties.getTickets().getRatePerSecond(),
				"10 is a good value");
		Check.positive("realtime.tickets.burst", this.properties.getTickets().getBurst(), "50 is a good value");
	}

	private void bus() {
		String nodeId = this.properties.getNodeId();
		new Check("realtime.node-id", nodeId).that(NODE_ID.matcher(nodeId).matches(),
				"it may have up to 64 letters, digits and ._-", "leave it empty for a random one");
		RealtimeBusProperties.Redis redis = this.properties.getBus().getRedis();
		new Check("realtime.bus.redis.key-prefix", redis.getKeyPrefix()).that(
				KEY_PREFIX.matcher(redis.getKeyPrefix()).matches(), "it must have 1 to 100 letters, digits and ._:/-",
				"take the name of the application, for example; braces are put around it");
		new Check("realtime.bus.redis.command-timeout", redis.getCommandTimeout()).that(
				redis.getCommandTimeout().compareTo(Duration.ZERO) > 0
						&& redis.getCommandTimeout().compareTo(MAX_COMMAND_TIMEOUT) <= 0,
				"it must be longer than 0 and at most 1m: who publishes waits for that long when Redis hangs",
				"2s is a good value");
		new Check("realtime.bus.redis.probe-interval", redis.getProbeInterval()).that(
				redis.getProbeInterval().compareTo(Duration.ZERO) > 0
						&& redis.getProbeInterval().compareTo(MAX_SILENCE) <= 0,
				"it must be longer than 0 and at most 5m, or a connection that is dead stays unnoticed",
				"10s is a good value");
	}

}
