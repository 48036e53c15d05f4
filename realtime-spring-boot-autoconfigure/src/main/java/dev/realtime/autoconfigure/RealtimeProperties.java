package dev.realtime.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.util.unit.DataSize;

/**
 * Properties under {@code realtime}.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("realtime")
public class RealtimeProperties {

	/**
	 * Whether events are published and delivered at all.
	 */
	private boolean enabled = true;

	/**
	 * Path under which clients connect. Starts with a slash and does not end with one.
	 */
	private String path = "/realtime";

	/**
	 * Name of this node among the others, for those who look at what is in Redis. If
	 * empty, a random one.
	 */
	private String nodeId = "";

	/**
	 * Origins besides the application's own whose pages may connect, written as browsers
	 * send them: "https://app.example.com".
	 */
	private List<String> allowedOrigins = new ArrayList<>();

	/**
	 * Whether frames are written beneath the server's codec: where the server is Reactor
	 * Netty and nothing unknown is in the way, or never.
	 */
	private Use fastPath = Use.AUTO;

	/**
	 * Whether the built-in rules, "user.{user}" for its owner and "public.**" for anyone,
	 * follow the rules listed under "realtime.topics".
	 */
	private boolean builtInTopics = true;

	/**
	 * Rules for topics; the first whose pattern matches decides. Each has "pattern",
	 * "subscribe", "publish", "max-events" and "max-age". A list is taken whole from one
	 * source.
	 */
	private List<RealtimeTopicProperties> topics = new ArrayList<>();

	private final TopicDefaults topicDefaults = new TopicDefaults();

	private final UserTopic userTopic = new UserTopic();

	private final Events events = new Events();

	@NestedConfigurationProperty
	private final RealtimeTransportProperties.Sse sse = new RealtimeTransportProperties.Sse();

	@NestedConfigurationProperty
	private final RealtimeTransportProperties.Websocket websocket = new RealtimeTransportProperties.Websocket();

	@NestedConfigurationProperty
	private final RealtimeTransportProperties.LongPoll longPoll = new RealtimeTransportProperties.LongPoll();

	@NestedConfigurationProperty
	private final RealtimeConnectionsProperties connections = new RealtimeConnectionsProperties();

	@NestedConfigurationProperty
	private final RealtimeConnectionsProperties.Messages messages = new RealtimeConnectionsProperties.Messages();

	@NestedConfigurationProperty
	private final RealtimeReplayProperties replay = new RealtimeReplayProperties();

	@NestedConfigurationProperty
	private final RealtimeReplayProperties.Idempotency idempotency = new RealtimeReplayProperties.Idempotency();

	@NestedConfigurationProperty
	private final RealtimeServerProperties.Tickets tickets = new RealtimeServerProperties.Tickets();

	@NestedConfigurationProperty
	private final RealtimeServerProperties server = new RealtimeServerProperties();

	@NestedConfigurationProperty
	private final RealtimeBusProperties bus = new RealtimeBusProperties();

	@NestedConfigurationProperty
	private final RealtimeSecurityProperties security = new RealtimeSecurityProperties();

	private final Drain drain = new Drain();

	private final Client client = new Client();

	private final Metrics metrics = new Metrics();

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public String getPath() {
		return this.path;
	}

	public void setPath(String path) {
		this.path = path;
	}

	public String getNodeId() {
		return this.nodeId;
	}

	public void setNodeId(String nodeId) {
		this.nodeId = nodeId;
	}

	public List<String> getAllowedOrigins() {
		return this.allowedOrigins;
	}

	public void setAllowedOrigins(List<String> allowedOrigins) {
		this.allowedOrigins = allowedOrigins;
	}

	public Use getFastPath() {
		return this.fastPath;
	}

	public void setFastPath(Use fastPath) {
		this.fastPath = fastPath;
	}

	public boolean isBuiltInTopics() {
		return this.builtInTopics;
	}

	public void setBuiltInTopics(boolean builtInTopics) {
		this.builtInTopics = builtInTopics;
	}

	public List<RealtimeTopicProperties> getTopics() {
		return this.topics;
	}

	public void setTopics(List<RealtimeTopicProperties> topics) {
		this.topics = topics;
	}

	public TopicDefaults getTopicDefaults() {
		return this.topicDefaults;
	}

	public UserTopic getUserTopic() {
		return this.userTopic;
	}

	public Events getEvents() {
		return this.events;
	}

	public RealtimeTransportProperties.Sse getSse() {
		return this.sse;
	}

	public RealtimeTransportProperties.Websocket getWebsocket() {
		return this.websocket;
	}

	public RealtimeTransportProperties.LongPoll getLongPoll() {
		return this.longPoll;
	}

	public RealtimeConnectionsProperties getConnections() {
		return this.connections;
	}

	public RealtimeConnectionsProperties.Messages getMessages() {
		return this.messages;
	}

	public RealtimeReplayProperties getReplay() {
		return this.replay;
	}

	public RealtimeReplayProperties.Idempotency getIdempotency() {
		return this.idempotency;
	}

	public RealtimeServerProperties.Tickets getTickets() {
		return this.tickets;
	}

	public RealtimeServerProperties getServer() {
		return this.server;
	}

	public RealtimeBusProperties getBus() {
		return this.bus;
	}

	public RealtimeSecurityProperties getSecurity() {
		return this.security;
	}

	public Drain getDrain() {
		return this.drain;
	}

	public Client getClient() {
		return this.client;
	}

	public Metrics getMetrics() {
		return this.metrics;
	}

	/**
	 * What holds for topics whose rule does not say otherwise.
	 */
	public static class TopicDefaults {

		/**
		 * How many events of a topic are kept for replay. 0 keeps none.
		 */
		private int maxEvents = 1000;

		/**
		 * How long an event is kept for replay.
		 */
		private Duration maxAge = Duration.ofMinutes(10);

		public int getMaxEvents() {
			return this.maxEvents;
		}

		public void setMaxEvents(int maxEvents) {
			this.maxEvents = maxEvents;
		}

		public Duration getMaxAge() {
			return this.maxAge;
		}

		public void setMaxAge(Duration maxAge) {
			this.maxAge = maxAge;
		}

	}

	/**
	 * The topic of a user's own.
	 */
	public static class UserTopic {

		/**
		 * Whether a user's connections are subscribed to the user's own topic when they
		 * open.
		 */
		private boolean enabled = true;

		/**
		 * Name of a user's own topic; {user} stands for the encoded user name. Its owner
		 * may always subscribe to it.
		 */
		private String pattern = "user.{user}";

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public String getPattern() {
			return this.pattern;
		}

		public void setPattern(String pattern) {
			this.pattern = pattern;
		}

	}

	/**
	 * What is published.
	 */
	public static class Events {

		/**
		 * How large an event's JSON may be. Publishing a larger one fails.
		 */
		private DataSize maxSize = DataSize.ofKilobytes(256);

		/**
		 * Whether clients are told the trace of an event, in the member "traceparent" of
		 * its envelope. Only where there is a sampled trace.
		 */
		private boolean traceparent = false;

		public DataSize getMaxSize() {
			return this.maxSize;
		}

		public void setMaxSize(DataSize maxSize) {
			this.maxSize = maxSize;
		}

		public boolean isTraceparent() {
			return this.traceparent;
		}

		public void setTraceparent(boolean traceparent) {
			this.traceparent = traceparent;
		}

	}

	/**
	 * The orderly close of all connections at shutdown.
	 */
	public static class Drain {

		/**
		 * How long closing all connections at shutdown is spread over. 0 closes all at
		 * once. Must be shorter than "spring.lifecycle.timeout-per-shutdown-phase".
		 */
		private Duration duration = Duration.ofSeconds(10);

		public Duration getDuration() {
			return this.duration;
		}

		public void setDuration(Duration duration) {
			this.duration = duration;
		}

	}

	/**
	 * The browser client.
	 */
	public static class Client {

		/**
		 * Whether the script of the browser client is served, as "client.js" under
		 * "realtime.path".
		 */
		private boolean enabled = true;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

	}

	/**
	 * Meters.
	 */
	public static class Metrics {

		/**
		 * Whether meters are recorded when Micrometer is there.
		 */
		private boolean enabled = true;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

	}

}
