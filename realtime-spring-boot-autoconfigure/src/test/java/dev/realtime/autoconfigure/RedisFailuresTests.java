package dev.realtime.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.realtime.RealtimePublisher;
import dev.realtime.bus.RealtimeBus;
import dev.realtime.redis.fixture.RedisOptions;
import dev.realtime.redis.fixture.RedisServer;
import dev.realtime.redis.fixture.RedisTest;
import dev.realtime.redis.fixture.ScriptedRedis;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.KillArgs;
import io.lettuce.core.protocol.CommandType;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.ThrowingSupplier;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * What {@code docs/failures.md} says of Redis is what one sees, at real servers of every
 * kind.
 */
@RedisTest(outage = true)
class RedisFailuresTests {

	private static final Duration PATIENCE = Duration.ofSeconds(15);

	private static final RedisOptions FULL_AND_EVICTING = RedisOptions.DEFAULTS.with("maxmemory", "64mb")
		.with("maxmemory-policy", "allkeys-lru");

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, DataRedisAutoConfiguration.class,
				RealtimeAutoConfiguration.class))
		.withPropertyValues("spring.data.redis.host=127.0.0.1", "spring.application.name=shop");

	@TestFactory
	Stream<DynamicTest> failures() {
		Map<String, ThrowingSupplier<List<String>>> cases = new HashMap<>();
		cases.put("redis-away", () -> warning(at(1), "cannot be used"));
		cases.put("redis-password", () -> unusable(RedisOptions.DEFAULTS.withPassword("s")));
		cases.put("redis-wrong-password",
				() -> unusable(RedisOptions.DEFAULTS.withPassword("s"), "spring.data.redis.password=wrong"));
		cases.put("redis-permission", this::withoutPermission);
		cases.put("redis-deaf", this::withoutChannels);
		cases.put("redis-too-old", () -> scripted("info", ScriptedRedis.bulk("redis_version:6.0.16\r\n")));
		cases.put("redis-replica", this::replica);
		cases.put("redis-of-a-cluster", () -> scripted("eval", "-MOVED 5798 10.0.0.2:6379"));
		cases.put("redis-cluster-down", () -> unusable(RedisOptions.DEFAULTS.with("cluster-enabled", "yes")));
		cases.put("redis-evicts", () -> warningAt(FULL_AND_EVICTING, "maxmemory-policy"));
		cases.put("redis-buffer",
				() -> warningAt(RedisOptions.DEFAULTS.with("client-output-buffer-limit", "pubsub 1mb 512kb 60"),
						"buffer-limit"));
		cases.put("two-applications", this::twoApplications);
		cases.put("redis-full", this::full);
		cases.put("publish-while-away", () -> publishing(at(1)));
		cases.put("no-receipt", this::noReceipt);
		return FailureTable.REDIS.tests(cases);
	}

	@Test
	void whenSettingsEndangerNothingOrAreNotToldThenNothingIsSaid() {
		RedisOptions evictsNever = RedisOptions.DEFAULTS.with("maxmemory-policy", "allkeys-lru");
		try (RedisServer redis = RedisServer.run(evictsNever); Logged logged = new Logged()) {
			redis.commands().aclSetuser("shop", user().allChannels().removeCommand(CommandType.CONFIG));
			at(redis.port()).withPropertyValues("spring.data.redis.username=shop", "spring.data.redis.password=p")
				.run((context) -> {
					publish(context);
					await().atMost(PATIENCE).until(() -> !redis.commands().aclLog().isEmpty());
					redis.commands().clientKill(KillArgs.Builder.typeNormal());
					await().atMost(PATIENCE).until(() -> !logged.lines("reached again").isEmpty());
					publish(context);
				});
			assertThat(redis.commands().aclLog()).singleElement()
				.satisfies((refusals) -> assertThat(refusals).as("asked once").containsEntry("count", 1L));
			assertThat(logged.lines("CONFIG SET")).isEmpty();
		}
	}

	@Test
	void whenRedisIsReachedAgainThenWhatWasWarnedOfIsNotWarnedOfAgain() {
		try (RedisServer redis = RedisServer.run(FULL_AND_EVICTING); Logged logged = new Logged()) {
			at(redis.port()).run((context) -> {
				publish(context);
				await().atMost(PATIENCE).until(() -> !logged.lines("maxmemory-policy").isEmpty());
				redis.restart();
				await().atMost(PATIENCE).until(() -> !logged.lines("reached again").isEmpty());
				publish(context);
				publish(context);
			});
			assertThat(logged.lines("maxmemory-policy")).hasSize(1);
		}
	}

	private ApplicationContextRunner at(int port) {
		return this.runner.withPropertyValues("spring.data.redis.port=" + port);
	}

	private List<String> unusable(RedisOptions options, String... properties) {
		try (RedisServer redis = RedisServer.run(options)) {
			return warning(at(redis.port()).withPropertyValues(properties), "cannot be used");
		}
	}

	private List<String> warningAt(RedisOptions options, String part) {
		try (RedisServer redis = RedisServer.run(options)) {
			return warning(at(redis.port()), part);
		}
	}

	private static List<String> warning(ApplicationContextRunner runner, String part) {
		try (Logged logged = new Logged()) {
			runner.run((context) -> await().atMost(PATIENCE).until(() -> !logged.lines(part).isEmpty()));
			return logged.lines(part);
		}
	}

	private List<String> scripted(String command, String reply) throws Exception {
		Map<String, String> replies = new HashMap<>(
				Map.of("hello", "-ERR unknown command", "info", ScriptedRedis.bulk("redis_version:7.0.0\r\n")));
		replies.put(command, reply);
		try (ScriptedRedis redis = ScriptedRedis.run(replies)) {
			return warning(at(redis.port()), "cannot be used");
		}
	}

	private List<String> withoutPermission() {
		return warningAs(user().allChannels().removeCommand(CommandType.EVAL), "cannot be used");
	}

	private List<String> withoutChannels() {
		return warningAs(user().resetChannels(), "cannot be heard");
	}

	private static AclSetuserArgs user() {
		return AclSetuserArgs.Builder.on().addPassword("p").allKeys().allCommands();
	}

	private List<String> warningAs(AclSetuserArgs user, String part) {
		try (RedisServer redis = RedisServer.run()) {
			redis.commands().aclSetuser("shop", user);
			return warning(at(redis.port()).withPropertyValues("spring.data.redis.username=shop",
					"spring.data.redis.password=p"), part);
		}
	}

	private List<String> replica() {
		try (RedisServer primary = RedisServer.run(); RedisServer replica = RedisServer.run()) {
			replica.replicaOf(primary.address());
			return warning(at(replica.port()), "cannot be used");
		}
	}

	private List<String> twoApplications() {
		try (RedisServer redis = RedisServer.run()) {
			at(redis.port()).run(RedisFailuresTests::publish);
			return warning(at(redis.port()).withPropertyValues("spring.application.name=office"), "two prefixes");
		}
	}

	private List<String> full() {
		try (RedisServer redis = RedisServer.run()) {
			List<String> words = new ArrayList<>();
			at(redis.port()).run((context) -> {
				publish(context);
				redis.limitMemory(1);
				words.add(failure(context));
			});
			return words;
		}
	}

	private List<String> noReceipt() {
		try (RedisServer redis = RedisServer.run()) {
			List<String> words = new ArrayList<>();
			at(redis.port()).withPropertyValues("realtime.bus.redis.command-timeout=300ms").run((context) -> {
				publish(context);
				redis.pause();
				words.add(failure(context));
				redis.resume();
			});
			return words;
		}
	}

	private static List<String> publishing(ApplicationContextRunner runner) {
		List<String> words = new ArrayList<>();
		runner.run((context) -> words.add(failure(context)));
		return words;
	}

	private static String failure(AssertableApplicationContext context) {
		Throwable failure = catchThrowable(
				() -> context.getBean(RealtimePublisher.class).publish("orders.1", "x", 1).block(PATIENCE));
		assertThat(failure).isNotNull();
		return failure.getClass().getSimpleName() + ": " + failure.getMessage();
	}

	private static void publish(AssertableApplicationContext context) {
		await().atMost(PATIENCE).until(() -> context.getBean(RealtimeBus.class).status().up());
		assertThat(context.getBean(RealtimePublisher.class).publish("orders.1", "x", 1).block(PATIENCE)).isNotNull();
	}

}
