package dev.realtime.webflux;

import java.security.Principal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import dev.realtime.RealtimePublisher;
import dev.realtime.bus.RealtimeBus;
import dev.realtime.bus.Retention;
import dev.realtime.connection.ConnectionLimits;
import dev.realtime.connection.ConnectionRegistry;
import dev.realtime.connection.UserQuota;
import dev.realtime.hub.DefaultRealtimePublisher;
import dev.realtime.hub.Hub;
import dev.realtime.hub.HubSettings;
import dev.realtime.hub.PayloadEncoder;
import dev.realtime.hub.PublisherSettings;
import dev.realtime.hub.Tracing;
import dev.realtime.local.LocalBus;
import dev.realtime.local.LocalBusSettings;
import dev.realtime.local.LocalUserQuota;
import dev.realtime.message.MessageDispatcher;
import dev.realtime.message.MessageHandlers;
import dev.realtime.message.MessageSettings;
import dev.realtime.security.Access;
import dev.realtime.security.AddressKeys;
import dev.realtime.security.OriginPolicy;
import dev.realtime.security.PrincipalRealtimeAuthenticator;
import dev.realtime.security.RuleTopicAuthorizer;
import dev.realtime.security.TopicPattern;
import dev.realtime.security.TopicRule;
import dev.realtime.security.TopicRules;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;

/**
 * The edge with a local engine behind it, without an application around it. Users are
 * whoever the header {@code X-User} says they are.
 */
final class EdgeServer {

	private static final int LANES = 2;

	static final String ALLOWED = "https://app.example.com";

	final Observed observed = new Observed();

	final RealtimeBus bus = new PartlySilentBus(new LocalBus(LocalBusSettings.DEFAULTS));

	final Hub hub;

	final RealtimePublisher publisher;

	final ConnectionRegistry registry;

	private static final Function<String, Retention> RETENTION = (topic) -> new Retention(10_000,
			Duration.ofMinutes(1));

	final LaneResolver lanes;

	final HttpHandler handler;

	EdgeServer() {
		this((settings) -> settings);
	}

	EdgeServer(UnaryOperator<EdgeSettings> customizer) {
		this(customizer, ConnectionLimits.DEFAULTS);
	}

	EdgeServer(UnaryOperator<EdgeSettings> customizer, ConnectionLimits limits) {
		this(customizer, limits, new LocalUserQuota());
	}

	EdgeServer(UnaryOperator<EdgeSettings> customizer, ConnectionLimits limits, UserQuota quota) {
		HubSettings hubSettings = new HubSettings(Duration.ofMillis(500), Duration.ofMillis(500), Duration.ofSeconds(4),
				Duration.ofSeconds(2), Duration.ZERO, 1 << 20, 1000, 5000, 500);
		this.hub = new Hub(this.bus, hubSettings, RETENTION, new NettyFrameAllocator(), this.observed, Tracing.NONE);
		this.publisher = new DefaultRealtimePublisher(this.bus, new PayloadEncoder(JsonMapper.builder().build(), 64),
				RETENTION, new PublisherSettings(1 << 20, PublisherSettings.DEFAULT_MAX_IN_FLIGHT), this.observed,
				Tracing.NONE, Clock.systemUTC());
		this.registry = new ConnectionRegistry(limits, quota, this.observed);
		this.lanes = new LaneResolver(this.hub, LANES, Duration.ofSeconds(40));
		RuleTopicAuthorizer authorizer = new RuleTopicAuthorizer(TopicRules
			.of(List.of(new TopicRule(TopicPattern.parse("room.*"), Access.AUTHENTICATED, Access.AUTHENTICATED)))
			.appendBuiltIn());
		EdgeSettings settings = customizer.apply(settings());
		OriginPolicy origins = new OriginPolicy(List.of(ALLOWED));
		EdgeServices services = new EdgeServices(this.lanes, this.registry, new PrincipalRealtimeAuthenticator(),
				authorizer, origins, new AddressKeys(true), this.observed, this.observed);
		MessageHandlers messages = new MessageHandlers(MessageSettings.DEFAULTS, authorizer, this.publisher,
				MessageDispatcher.NONE, null, this.observed);
		RealtimeRoutes routes = new RealtimeRoutes(settings, services, messages, null);
		WebFilter user = (exchange, chain) -> chain.filter(withUser(exchange));
		this.handler = RouterFunctions.toHttpHandler(routes,
				HandlerStrategies.builder()
					.webFilter(new RealtimeCorsFilter(settings.path(), origins))
					.webFilter(user)
					.build());
	}

	static EdgeSettings settings() {
		return new EdgeSettings("/realtime", new EdgeSettings.Sse(true, Duration.ofSeconds(15), Duration.ofSeconds(3)),
				new EdgeSettings.WebSocket(true, Duration.ofSeconds(15), 64 * 1024, 8, Duration.ofSeconds(4)),
				new EdgeSettings.LongPoll(true, Duration.ofSeconds(25), Duration.ofSeconds(55), 500), 128,
				Duration.ofSeconds(5), 128 * 1024, true, "user.{user}");
	}

	/** Have the lanes of those who are not on Netty do all that they have to do now. */
	void settle() {
		for (int i = 0; i < LANES; i++) {
			CompletableFuture<Void> done = new CompletableFuture<>();
			this.lanes.resolve(new MockServerHttpResponse()).thread().post(() -> done.complete(null));
			done.orTimeout(10, TimeUnit.SECONDS).join();
		}
	}

	private static ServerWebExchange withUser(ServerWebExchange exchange) {
		String name = exchange.getRequest().getHeaders().getFirst("X-User");
		Mono<Principal> principal = (name != null) ? Mono.just(() -> name) : Mono.empty();
		return exchange.mutate().principal(principal).build();
	}

}
