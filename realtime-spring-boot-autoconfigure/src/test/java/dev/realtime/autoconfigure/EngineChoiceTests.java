package dev.realtime.autoconfigure;

import java.util.List;
import java.util.Map;

import dev.realtime.bus.RealtimeBus;
import dev.realtime.connection.UserQuota;
import dev.realtime.local.LocalBus;
import dev.realtime.local.LocalUserQuota;
import dev.realtime.redis.RedisBus;
import dev.realtime.redis.RedisUserQuota;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Answers;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Which engine runs, and what is said about it. Nobody listens at the addresses: the
 * choice does not try them out.
 */
@ExtendWith(OutputCaptureExtension.class)
class EngineChoiceTests {

	private static final String NOWHERE = "127.0.0.1";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, RealtimeAutoConfiguration.class));

	@ParameterizedTest
	@ValueSource(
			strings = { "io.lettuce.core", "org.springframework.data.redis", "org.springframework.boot.data.redis" })
	void whenALibraryIsMissingThenTheEngineIsLocalWhateverIsConfigured(String missing, CapturedOutput output) {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(RealtimeAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(missing))
			.withPropertyValues("spring.data.redis.host=" + NOWHERE)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(RealtimeBus.class)).isInstanceOf(LocalBus.class);
			});
		assertThat(report(output))
			.isEqualTo("Realtime engine: local, because realtime.bus.type is auto and there is no "
					+ "library for Redis. Events reach the clients of this node only; to reach other nodes, add "
					+ "spring-boot-starter-data-redis-reactive and set spring.data.redis.host or spring.data.redis.url");
	}

	@Test
	void whenNothingSaysWhereRedisIsThenTheEngineIsLocal(CapturedOutput output) {
		this.runner.withPropertyValues("spring.data.redis.port=6390", "spring.data.redis.password=secret")
			.run((context) -> assertThat(context.getBean(RealtimeBus.class)).isInstanceOf(LocalBus.class));
		assertThat(report(output))
			.isEqualTo("Realtime engine: local, because realtime.bus.type is auto and nothing says "
					+ "where Redis is. Events reach the clients of this node only; to reach other nodes, set "
					+ "spring.data.redis.host or spring.data.redis.url");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					spring.data.redis.url                    | redis://127.0.0.1:1 | 127.0.0.1:1
					spring.data.redis.host                   | 127.0.0.1           | 127.0.0.1:6399
					spring.data.redis.sentinel.master        | primary             | the primary 'primary' of the sentinels 127.0.0.1:2
					spring.data.redis.cluster.nodes          | 127.0.0.1:1         | the cluster 127.0.0.1:1
					spring.data.redis.cluster.nodes[0]       | 127.0.0.1:1         | the cluster 127.0.0.1:1
					spring.data.redis.masterreplica.nodes    | 127.0.0.1:1,127.0.0.1:2 | 127.0.0.1:1, 127.0.0.1:2
					""")
	void whenAnAddressIsSetThenTheEngineIsRedisAndTheReportNamesTheProperty(String name, String value, String where,
			CapturedOutput output) {
		ApplicationContextRunner configured = this.runner.withPropertyValues(name + "=" + value,
				"spring.data.redis.port=6399", "spring.data.redis.password=secret");
		if (name.contains("sentinel")) {
			configured = configured.withPropertyValues("spring.data.redis.sentinel.nodes=127.0.0.1:2");
		}
		configured.run((context) -> {
			assertThat(context.getBean(RealtimeBus.class)).isInstanceOf(RedisBus.class);
			assertThat(context.getBean(UserQuota.class)).isInstanceOf(RedisUserQuota.class);
			assertThat(context).hasSingleBean(RedisConnectionFactory.class);
		});
		assertThat(report(output))
			.isEqualTo("Realtime engine: redis, because realtime.bus.type is auto and " + name.replace("[0]", "")
					+ " is set. Events reach all nodes that use the key prefix 'realtime' at " + where);
		assertThat(output).doesNotContain("secret");
	}

	@Test
	void whenAnAddressIsSetButEmptyThenTheEngineIsLocal() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(RealtimeAutoConfiguration.class))
			.withPropertyValues("spring.data.redis.host=${REDIS_HOST_THAT_NOBODY_SET:}")
			.run((context) -> assertThat(context.getBean(RealtimeBus.class)).isInstanceOf(LocalBus.class));
	}

	@Test
	void whenAnAddressIsAnEnvironmentVariableThenTheEngineIsRedis() {
		this.runner
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment",
						Map.of("SPRING_DATA_REDIS_CLUSTER_NODES_0", NOWHERE + ":1"))))
			.run((context) -> assertThat(context.getBean(RealtimeBus.class)).isInstanceOf(RedisBus.class));
	}

	@Test
	void whenTheApplicationSaysWhereRedisIsThenTheEngineIsRedis(CapturedOutput output) {
		this.runner.withUserConfiguration(OwnDetails.class)
			.run((context) -> assertThat(context.getBean(RealtimeBus.class)).isInstanceOf(RedisBus.class));
		assertThat(report(output))
			.startsWith("Realtime engine: redis, because realtime.bus.type is auto and the bean "
					+ "'whereRedisIs' says where Redis is.")
			.endsWith(NOWHERE + ":1");
	}

	@Test
	void whenThereIsAServiceConnectionThenTheEngineIsRedis(CapturedOutput output) {
		// As Testcontainers and Docker Compose register what they started.
		this.runner.withInitializer((context) -> {
			BeanDefinition definition = new RootBeanDefinition(DataRedisConnectionDetails.class,
					EngineChoiceTests::nowhere);
			((BeanDefinitionRegistry) context.getBeanFactory()).registerBeanDefinition("containerDetails", definition);
		}).run((context) -> assertThat(context.getBean(RealtimeBus.class)).isInstanceOf(RedisBus.class));
		assertThat(report(output)).contains("the bean 'containerDetails' says where Redis is");
	}

	@Test
	void whenDetailsAreRegisteredByHandThenTheEngineIsRedis() {
		this.runner
			.withInitializer(
					(context) -> context.getBeanFactory().registerSingleton("byHand", EngineChoiceTests.nowhere()))
			.run((context) -> assertThat(context.getBean(RealtimeBus.class)).isInstanceOf(RedisBus.class));
	}

	@Test
	void whenTheParentContextSaysWhereRedisIsThenTheEngineIsRedis() {
		new ApplicationContextRunner().withUserConfiguration(OwnDetails.class)
			.run((parent) -> this.runner.withParent(parent)
				.run((context) -> assertThat(context.getBean(RealtimeBus.class)).isInstanceOf(RedisBus.class)));
	}

	@Test
	void whenTheLocalEngineIsAskedForThenItRunsWhateverIsConfigured(CapturedOutput output) {
		this.runner.withPropertyValues("realtime.bus.type=local", "spring.data.redis.host=" + NOWHERE)
			.withUserConfiguration(OwnDetails.class)
			.run((context) -> assertThat(context.getBean(RealtimeBus.class)).isInstanceOf(LocalBus.class));
		assertThat(report(output)).isEqualTo("Realtime engine: local, because realtime.bus.type is local. Events reach "
				+ "the clients of this node only; to reach other nodes, set realtime.bus.type to redis");
	}

	@Test
	void whenTheApplicationCountsConnectionsItselfThenTheQuotaOfTheEngineBacksOff() {
		UserQuota own = new LocalUserQuota();
		this.runner.withBean("own", UserQuota.class, () -> own)
			.withPropertyValues("spring.data.redis.host=" + NOWHERE)
			.run((context) -> assertThat(context.getBean(UserQuota.class)).isSameAs(own));
	}

	@Test
	void whenRedisIsAskedForThenSpringBootsDefaultAddressWillDo(CapturedOutput output) {
		this.runner.withPropertyValues("realtime.bus.type=redis")
			.run((context) -> assertThat(context.getBean(RealtimeBus.class)).isInstanceOf(RedisBus.class));
		assertThat(report(output)).isEqualTo("Realtime engine: redis, because realtime.bus.type is redis. Events reach "
				+ "all nodes that use the key prefix 'realtime' at localhost:6379");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "io.lettuce.core", "org.springframework.data.redis", "org.springframework.boot.data.redis" })
	void whenRedisIsAskedForWithoutItsLibrariesThenTheStartFailsAndNamesTheStarter(String missing) {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(RealtimeAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(missing))
			.withPropertyValues("realtime.bus.type=redis")
			.run((context) -> {
				FailureAnalysis analysis = analyze(context.getStartupFailure());
				assertThat(analysis.getDescription()).contains("realtime.bus.type is redis", "class path");
				assertThat(analysis.getAction()).contains("spring-boot-starter-data-redis-reactive");
			});
	}

	@Test
	void whenNoBeanSaysWhereRedisIsThenTheStartFailsAndSaysWhatToDo() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(RealtimeAutoConfiguration.class))
			.withPropertyValues("spring.data.redis.host=" + NOWHERE)
			.run((context) -> {
				FailureAnalysis analysis = analyze(context.getStartupFailure());
				assertThat(analysis.getDescription()).contains("DataRedisConnectionDetails");
				assertThat(analysis.getAction()).contains("DataRedisAutoConfiguration", "realtime.bus.type to local");
			});
	}

	@Test
	void whenTheTypeIsUnknownThenTheStartFailsAndNamesTheProperty() {
		this.runner.withPropertyValues("realtime.bus.type=kafka")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("BusType")
				.hasMessageContaining("kafka"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "auto", "local", "redis" })
	void whenTheApplicationHasABusThenItIsTheOnlyOne(String type, CapturedOutput output) {
		RealtimeBus own = mock(RealtimeBus.class, Answers.RETURNS_SMART_NULLS);
		this.runner.withBean("own", RealtimeBus.class, () -> own)
			.withPropertyValues("spring.data.redis.host=" + NOWHERE, "realtime.bus.type=" + type)
			.run((context) -> {
				assertThat(context).hasSingleBean(RealtimeBus.class).doesNotHaveBean(Engine.class);
				assertThat(context.getBean(RealtimeBus.class)).isSameAs(own);
			});
		assertThat(report(output)).isEqualTo("Realtime engine: " + own.getClass().getName()
				+ ", because the application defines this RealtimeBus bean");
	}

	static String report(CapturedOutput output) {
		List<String> lines = output.getOut().lines().filter((line) -> line.contains("Realtime engine: ")).toList();
		assertThat(lines).hasSize(1);
		return lines.get(0).substring(lines.get(0).indexOf("Realtime engine: "));
	}

	private static FailureAnalysis analyze(Throwable failure) {
		assertThat(failure).isNotNull();
		return SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, SpringFactoriesLoader.FailureHandler.handleMessage((message, cause) -> {
			}))
			.stream()
			.filter(EngineFailureAnalyzer.class::isInstance)
			.map((analyzer) -> analyzer.analyze(failure))
			.findFirst()
			.orElseThrow();
	}

	static DataRedisConnectionDetails nowhere() {
		return new DataRedisConnectionDetails() {

			@Override
			public Standalone getStandalone() {
				return Standalone.of(NOWHERE, 1);
			}

		};
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnDetails {

		@Bean
		DataRedisConnectionDetails whereRedisIs() {
			return nowhere();
		}

	}

}
