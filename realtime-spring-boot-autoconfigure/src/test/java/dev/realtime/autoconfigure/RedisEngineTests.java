package dev.realtime.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.realtime.BusUnavailableException;
import dev.realtime.Position;
import dev.realtime.RealtimeEvent;
import dev.realtime.RealtimePublisher;
import dev.realtime.RealtimeUser;
import dev.realtime.actuate.BusMeterBinder;
import dev.realtime.actuate.RealtimeHealthIndicator;
import dev.realtime.bus.RealtimeBus;
import dev.realtime.redis.RedisTicketStore;
import dev.realtime.redis.fixture.Ports;
import dev.realtime.redis.fixture.RedisOptions;
import dev.realtime.redis.fixture.RedisSentinel;
import dev.realtime.redis.fixture.RedisServer;
import dev.realtime.redis.fixture.RedisTest;
import dev.realtime.security.TicketStore;
import dev.realtime.security.Tickets;
import io.lettuce.core.AclSetuserArgs;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * The Redis engine of an application, at real servers of every kind.
 */
@RedisTest(outage = true)
@ExtendWith(OutputCaptureExtension.class)
class RedisEngineTests {

	private static final Duration PATIENCE = Duration.ofSeconds(15);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, DataRedisAutoConfiguration.class,
				RealtimeAutoConfiguration.class))
		.withPropertyValues("realtime.bus.redis.command-timeout=5s");

	@Test
	void whenThereIsOneServerThenEventsArePublishedAndTheTemplatesStayAsTheyAre() {
		try (RedisServer redis = RedisServer.run(RedisOptions.DEFAULTS.withPassword("default-secret"))) {
			redis.commands()
				.aclSetuser("shop",
						AclSetuserArgs.Builder.on().addPassword("secret").allKeys().allChannels().allCommands());
			this.runner
				.withPropertyValues("spring.data.redis.host=127.0.0.1", "spring.data.redis.port=" + redis.port(),
						"spring.data.redis.username=shop", "spring.data.redis.password=secret",
						"spring.data.redis.database=3", "spring.data.redis.client-name=theirs",
						"spring.data.redis.timeout=7s", "realtime.tickets.enabled=true", "realtime.node-id=web-1",
						"realtime.bus.redis.key-prefix=shop")
				.run((context) -> {
					assertThat(publish(context).offset()).isEqualTo(1);
					await().atMost(PATIENCE).until(() -> context.getBean(RealtimeBus.class).status().up());
					assertThat(redis.commands().pubsubChannels("{shop:0}:node:web-1-*")).hasSize(1);
					StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
					assertThat(template.hasKey("{shop:0}:meta")).isTrue();
					assertThat(context.getBean(TicketStore.class)).isInstanceOf(RedisTicketStore.class);
					context.getBean(Tickets.class).issue(new RealtimeUser("alice"), null).block(PATIENCE);
					assertThat(template.keys("{shop:0}:ticket:*")).hasSize(1);
					List<String> clients = redis.commands().clientList().lines().toList();
					assertThat(clients).filteredOn((client) -> client.contains(" name=realtime "))
						.hasSize(2)
						.allMatch((client) -> client.contains(" db=3 ") && client.contains(" user=shop "));
					assertThat(clients).filteredOn((client) -> client.contains(" name=theirs ")).isNotEmpty();
					assertThat(context.getBean(LettuceConnectionFactory.class).getTimeout()).isEqualTo(7000);
				});
			await().atMost(PATIENCE)
				.until(() -> redis.commands().clientList().lines().noneMatch((line) -> line.contains("name=realtime")));
		}
	}

	@Test
	void whenNoIdempotencyKeyIsRememberedThenEventsWithOneArePublishedEachTime() {
		try (RedisServer redis = RedisServer.run()) {
			this.runner
				.withPropertyValues("spring.data.redis.host=127.0.0.1", "spring.data.redis.port=" + redis.port(),
						"realtime.idempotency.window=0")
				.run((context) -> {
					publish(context);
					RealtimeEvent event = RealtimeEvent.builder()
						.topic("orders.1")
						.type("x")
						.idempotencyKey("k")
						.build();
					RealtimePublisher publisher = context.getBean(RealtimePublisher.class);
					assertThat(publisher.publish(event).block(PATIENCE).offset()).isEqualTo(2);
					assertThat(publisher.publish(event).block(PATIENCE).offset()).isEqualTo(3);
				});
		}
	}

	@Test
	void whenThereIsAClusterThenEventsArePublished() {
		try (RedisServer redis = RedisServer.run(RedisOptions.DEFAULTS.withCluster().withPassword("secret"))) {
			this.runner
				.withPropertyValues("spring.data.redis.cluster.nodes=127.0.0.1:" + redis.port(),
						"spring.data.redis.password=secret")
				.run((context) -> assertThat(publish(context).offset()).isEqualTo(1));
		}
	}

	@Test
	void whenTheFirstOfSeveralIsAReplicaThenThePrimaryIsFound() {
		try (RedisServer primary = RedisServer.run(); RedisServer replica = RedisServer.run()) {
			replica.replicaOf(primary.address());
			this.runner
				.withPropertyValues("spring.data.redis.masterreplica.nodes=127.0.0.1:" + replica.port() + ",127.0.0.1:"
						+ primary.port())
				.run((context) -> {
					assertThat(publish(context).offset()).isEqualTo(1);
					assertThat(primary.commands().exists("{realtime:0}:meta")).isEqualTo(1);
				});
		}
	}

	@Test
	void whenThereAreSentinelsThenTheyAreAskedForThePrimary() {
		RedisOptions guarded = RedisOptions.DEFAULTS.withPassword("s1");
		try (RedisServer primary = RedisServer.run(RedisOptions.DEFAULTS.withPassword("s2"));
				RedisSentinel sentinel = RedisSentinel.watch("primary", primary.address(), guarded)) {
			this.runner
				.withPropertyValues("spring.data.redis.sentinel.master=primary",
						"spring.data.redis.sentinel.nodes=127.0.0.1:1,127.0.0.1:" + sentinel.port(),
						"spring.data.redis.sentinel.password=s1", "spring.data.redis.password=s2")
				.run((context) -> {
					assertThat(publish(context).offset()).isEqualTo(1);
					assertThat(primary.commands().exists("{realtime:0}:meta")).isEqualTo(1);
				});
		}
	}

	@Test
	void whenThereIsABundleThenConnectionsAreEncrypted(@TempDir Path directory) throws Exception {
		TlsFiles files = TlsFiles.create(directory);
		// The port without encryption is there for the fixture.
		int port = Ports.free();
		RedisOptions options = RedisOptions.DEFAULTS.with("tls-port", Integer.toString(port))
			.with("tls-cert-file", files.certificate().toString())
			.with("tls-key-file", files.key().toString())
			.with("tls-ca-cert-file", files.certificate().toString())
			.with("tls-auth-clients", "no");
		try (RedisServer redis = RedisServer.run(options)) {
			ApplicationContextRunner encrypted = this.runner.withPropertyValues("spring.data.redis.host=127.0.0.1",
					"spring.data.redis.port=" + port);
			encrypted
				.withPropertyValues("spring.data.redis.ssl.bundle=redis",
						"spring.ssl.bundle.pem.redis.truststore.certificate=file:" + files.certificate())
				.run((context) -> {
					assertThat(publish(context).offset()).isEqualTo(1);
					assertThat(redis.commands().exists("{realtime:0}:meta")).isEqualTo(1);
				});
			// Who does not trust the certificate does not talk to the server.
			encrypted.withPropertyValues("spring.data.redis.ssl.enabled=true")
				.run((context) -> assertThatThrownBy(() -> publishOnce(context))
					.isInstanceOf(BusUnavailableException.class));
		}
	}

	@Test
	void whenRedisIsAwayThenTheApplicationStartsAndPublishesOnceItIsThere() {
		try (RedisServer redis = RedisServer.run()) {
			redis.stop();
			this.runner.withPropertyValues("spring.data.redis.host=127.0.0.1", "spring.data.redis.port=" + redis.port())
				.run((context) -> {
					assertThat(context.getBean(RealtimeBus.class).status().up()).isFalse();
					assertThatThrownBy(() -> publishOnce(context)).isInstanceOf(BusUnavailableException.class);
					redis.start();
					assertThat(publish(context).offset()).isEqualTo(1);
				});
		}
	}

	@Test
	void whenRedisGoesAndComesBackThenHealthAndMetersSaySo() {
		try (RedisServer redis = RedisServer.run()) {
			this.runner.withPropertyValues("spring.data.redis.host=127.0.0.1", "spring.data.redis.port=" + redis.port())
				.withConfiguration(AutoConfigurations.of(RealtimeHealthAutoConfiguration.class,
						RealtimeMetricsAutoConfiguration.class))
				.withBean(SimpleMeterRegistry.class)
				.run((context) -> {
					RealtimeHealthIndicator health = context.getBean(RealtimeHealthIndicator.class);
					SimpleMeterRegistry meters = context.getBean(SimpleMeterRegistry.class);
					context.getBean(BusMeterBinder.class).bindTo(meters);
					await().atMost(PATIENCE).until(() -> health.health().getStatus(), Status.UP::equals);
					assertThat(health.health().getDetails()).containsEntry("engine", "redis").containsKey("probeAge");
					assertThat(meters.get("realtime.bus.up").gauge().value()).isEqualTo(1);
					assertThat(meters.get("realtime.bus.probe.age").timeGauge().value(TimeUnit.SECONDS)).isBetween(0.0,
							60.0);
					redis.stop();
					await().atMost(PATIENCE).until(() -> health.health().getStatus(), Status.DOWN::equals);
					assertThat(meters.get("realtime.bus.up").gauge().value()).isZero();
					redis.start();
					await().atMost(PATIENCE).until(() -> health.health().getStatus(), Status.UP::equals);
					assertThat(meters.get("realtime.bus.repairs").tag("outcome", "epoch").counter().count())
						.isEqualTo(1);
					assertThat(meters.get("realtime.bus.epochs").counter().count()).isEqualTo(1);
				});
		}
	}

	@Test
	void whenTheApplicationStopsThenTheEngineGoesLastAndQuietly(CapturedOutput output) {
		List<Position> last = new ArrayList<>();
		try (RedisServer redis = RedisServer.run()) {
			this.runner.withPropertyValues("spring.data.redis.host=127.0.0.1", "spring.data.redis.port=" + redis.port())
				.withBean(AfterTheWebServer.class, () -> new AfterTheWebServer(last))
				.run((context) -> {
					publish(context);
					context.getBean(AfterTheWebServer.class).publisher = context.getBean(RealtimePublisher.class);
				});
		}
		assertThat(last).extracting(Position::offset).containsExactly(2L);
		assertThat(output).doesNotContain("WARN");
	}

	private static Position publish(AssertableApplicationContext context) {
		return await().atMost(PATIENCE)
			.ignoreException(BusUnavailableException.class)
			.until(() -> publishOnce(context), (position) -> true);
	}

	private static Position publishOnce(AssertableApplicationContext context) {
		return context.getBean(RealtimePublisher.class).publish("orders.1", "x", 1).block(PATIENCE);
	}

	/** Stops in a phase after that of the web server. */
	static final class AfterTheWebServer implements SmartLifecycle {

		private final List<Position> last;

		private RealtimePublisher publisher;

		private boolean running;

		AfterTheWebServer(List<Position> last) {
			this.last = last;
		}

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.running = false;
			this.last.add(this.publisher.publish("orders.1", "x", 2).block(PATIENCE));
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 1;
		}

	}

}
