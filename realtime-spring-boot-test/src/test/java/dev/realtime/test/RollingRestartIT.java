package dev.realtime.test;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.realtime.redis.fixture.Ports;
import dev.realtime.redis.fixture.RedisServer;
import dev.realtime.redis.fixture.RedisTest;
import dev.realtime.test.proxy.ProxyKind;
import dev.realtime.test.proxy.ReverseProxy;
import dev.realtime.test.tool.NeedsTool;
import dev.realtime.test.tool.Tool;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A deployment, as clients see it: two nodes in processes of their own, one after the
 * other told to end and started again, behind HAProxy and nginx at the same time, while a
 * third publishes.
 */
@RedisTest(outage = true)
@NeedsTool({ Tool.NGINX, Tool.HAPROXY })
class RollingRestartIT {

	/** Behind each of the proxies. */
	private static final int CLIENTS = Integer.getInteger("realtime.rolling.clients", 100);

	private static final int ROUNDS = Integer.getInteger("realtime.rolling.rounds", 1);

	private static final Duration DRAIN = Duration.ofSeconds(Integer.getInteger("realtime.rolling.drain-seconds", 2));

	private static final int EVENTS_PER_SECOND = Integer.getInteger("realtime.rolling.rate", 10);

	/** What the server takes for itself when nobody is connected any more. */
	private static final Duration STOP = Duration.ofSeconds(8);

	/** They would all be in one tenth. */
	private static final double STAMPEDE = 0.4;

	private static final Duration START = Duration.ofMinutes(5);

	private static final String READINESS = "/actuator/health/readiness";

	/** Says whether the proxy would send clients to both. */
	private static final String NODES = "/nodes";

	private static final HttpClient HTTP = HttpClient.newBuilder().sslContext(TlsFixture.client()).build();

	private static final Log logger = LogFactory.getLog(RollingRestartIT.class);

	private final Map<ProxyKind, ReverseProxy> proxies = new EnumMap<>(ProxyKind.class);

	private final int[] ports = { Ports.free(), Ports.free() };

	private final ChildNode[] nodes = new ChildNode[2];

	private RedisServer redis;

	private TestApp publisher;

	@BeforeEach
	void start() {
		this.redis = RedisServer.run();
		for (int i = 0; i < this.nodes.length; i++) {
			startNode(i);
		}
		this.publisher = TestApp.start(properties());
		this.proxies.put(ProxyKind.NGINX, ReverseProxy.start(ProxyKind.NGINX, this.ports[0], this.ports[1]));
		this.proxies.put(ProxyKind.HAPROXY,
				ReverseProxy.start(ProxyKind.HAPROXY, this.ports[0], this.ports[1], "option redispatch 1",
						"option redispatch 1\n    option httpchk GET " + READINESS, "default_backend app",
						"default_backend app\n    monitor-uri " + NODES + "\n    monitor fail if { nbsrv(app) lt 2 }"));
		awaitReady();
	}

	@AfterEach
	void stop() {
		this.proxies.values().forEach(ReverseProxy::close);
		this.publisher.close();
		for (ChildNode node : this.nodes) {
			node.close();
		}
		this.redis.close();
	}

	@Test
	void whenNodesAreRestartedOneByOneThenNothingIsLostOrRepeatedAndClientsComeBackSpread() {
		try (Crowd nginx = crowd(ProxyKind.NGINX);
				Crowd haproxy = crowd(ProxyKind.HAPROXY);
				Publishing publishing = new Publishing()) {
			Map<ProxyKind, Crowd> crowds = Map.of(ProxyKind.NGINX, nginx, ProxyKind.HAPROXY, haproxy);
			for (int round = 1; round <= ROUNDS; round++) {
				for (int node = 0; node < this.nodes.length; node++) {
					Duration exit = restart(node);
					crowds.values().forEach(Crowd::awaitOpen);
					long published = publishing.published();
					crowds.values().forEach((crowd) -> crowd.awaitEvent(published));
					for (Map.Entry<ProxyKind, Crowd> crowd : crowds.entrySet()) {
						judge(round, node, exit, crowd.getKey(), crowd.getValue().tally().take());
					}
				}
			}
		}
	}

	private void judge(int round, int node, Duration exit, ProxyKind kind, Tally.Figures figures) {
		logger.info("| %s | %d | %d | %.1f s | %d | %.1f s | %.0f %% | %.1f s | %.1f s | %d | %d | %s |".formatted(kind,
				round, node + 1, seconds(exit), figures.moved(), seconds(figures.span()), figures.busiest() * 100,
				seconds(figures.median()), seconds(figures.longest()), figures.lost(), figures.repeated(),
				figures.troubles()));
		assertThat(figures.moved()).isPositive();
		assertThat(figures.lost()).isZero();
		assertThat(figures.repeated()).isZero();
		// The first that comes back may be sent to the node that is about to end.
		assertThat(figures.troubles().keySet()).isSubsetOf("told draining");
		assertThat(figures.busiest()).as("of the returns in the busiest tenth of the time").isLessThan(STAMPEDE);
	}

	private static double seconds(Duration duration) {
		return duration.toMillis() / 1000.0;
	}

	private Crowd crowd(ProxyKind kind) {
		return new Crowd(this.proxies.get(kind).origin() + "/realtime", CLIENTS);
	}

	private Duration restart(int node) {
		long start = System.nanoTime();
		this.nodes[node].terminate();
		int code = this.nodes[node].awaitExit(DRAIN.plus(STOP));
		Duration exit = Duration.ofNanos(System.nanoTime() - start);
		assertThat(code).as("by SIGTERM").isEqualTo(128 + 15);
		startNode(node);
		awaitReady();
		return exit;
	}

	private void startNode(int node) {
		this.nodes[node] = ChildNode.start(RestartedNode.class, properties("server.port=" + this.ports[node],
				"server.forward-headers-strategy=framework", "realtime.drain.duration=" + DRAIN.toSeconds() + "s"));
	}

	private String[] properties(String... more) {
		return Stream.concat(
				Stream.of("spring.data.redis.host=127.0.0.1", "spring.data.redis.port=" + this.redis.port(),
						"realtime.bus.redis.command-timeout=20s", "realtime.connections.max-per-address=0"),
				Stream.of(more))
			.toArray(String[]::new);
	}

	/** Both are, and the proxy that asks them knows. */
	private void awaitReady() {
		for (int port : this.ports) {
			awaitOk("http://127.0.0.1:" + port + READINESS);
		}
		awaitOk(this.proxies.get(ProxyKind.HAPROXY).origin() + NODES);
	}

	private static void awaitOk(String url) {
		HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
		Awaitility.await()
			.pollInterval(50, TimeUnit.MILLISECONDS)
			.atMost(START)
			.ignoreExceptionsInstanceOf(IOException.class)
			.until(() -> HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == HttpStatus.OK
				.value());
	}

	/** Publishes steadily until it is closed. */
	private final class Publishing implements AutoCloseable {

		private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();

		private final ScheduledFuture<?> task;

		private volatile long published;

		Publishing() {
			this.task = this.executor.scheduleAtFixedRate(this::publish, 0, 1000 / EVENTS_PER_SECOND,
					TimeUnit.MILLISECONDS);
		}

		private void publish() {
			RollingRestartIT.this.publisher.publish(Crowd.TOPIC, this.published + 1);
			this.published++;
		}

		/** Without a receipt nobody could say what is lost. */
		long published() {
			assertThat(this.task.isDone()).isFalse();
			return this.published;
		}

		@Override
		public void close() {
			this.executor.shutdownNow();
		}

	}

	/**
	 * A node with Boot's defaults for its end, and with what Actuator says of readiness.
	 */
	static class RestartedNode {

		@Bean
		NettyReactiveWebServerFactory webServerFactory(ObjectProvider<NettyServerCustomizer> customizers) {
			NettyReactiveWebServerFactory factory = new NettyReactiveWebServerFactory();
			customizers.orderedStream().forEach(factory::addServerCustomizers);
			return factory;
		}

		@Bean
		RouterFunction<ServerResponse> readiness(ApplicationAvailability availability) {
			return RouterFunctions.route().GET(READINESS, (request) -> Mono.defer(() -> {
				boolean ready = availability.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC;
				return ServerResponse.status(ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE).build();
			})).build();
		}

	}

}
