package dev.realtime.autoconfigure;

import java.time.Duration;

import dev.realtime.redis.RedisServers;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslVerifyMode;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link RedisServersFactory}, with what Spring Boot makes of its properties.
 */
class RedisServersFactoryTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, DataRedisAutoConfiguration.class));

	@Test
	void whenThereIsOneServerThenItsAddressAndCredentialsAreTaken() {
		this.runner
			.withPropertyValues("spring.data.redis.host=a", "spring.data.redis.port=1", "spring.data.redis.database=3",
					"spring.data.redis.username=alice", "spring.data.redis.password=secret",
					"spring.data.redis.client-name=theirs")
			.run((context) -> {
				RedisServers servers = servers(context, false);
				assertThat(servers.cluster()).isFalse();
				assertThat(servers.ssl()).isNull();
				RedisURI uri = only(servers);
				assertThat(uri.getHost()).isEqualTo("a");
				assertThat(uri.getPort()).isEqualTo(1);
				assertThat(uri.getDatabase()).isEqualTo(3);
				assertThat(uri.getClientName()).isEqualTo("realtime");
				assertThat(uri.getTimeout()).isEqualTo(Duration.ofSeconds(1));
				assertThat(uri.isSsl()).isFalse();
				assertCredentials(uri, "alice", "secret");
				assertThat(servers.where()).isEqualTo("a:1");
			});
	}

	@Test
	void whenThereIsAUrlThenItSaysEverything() {
		this.runner
			.withPropertyValues("spring.data.redis.url=rediss://alice:secret@a:7/4", "spring.data.redis.host=ignored")
			.run((context) -> {
				RedisURI uri = only(servers(context, true));
				assertThat(uri.getHost()).isEqualTo("a");
				assertThat(uri.getPort()).isEqualTo(7);
				assertThat(uri.getDatabase()).isEqualTo(4);
				assertThat(uri.isSsl()).isTrue();
				assertThat(uri.getVerifyMode()).isEqualTo(SslVerifyMode.FULL);
				assertCredentials(uri, "alice", "secret");
			});
	}

	@Test
	void whenThereIsOnlyAPasswordThenThereIsNoName() {
		this.runner.withPropertyValues("spring.data.redis.password=secret")
			.run((context) -> assertCredentials(only(servers(context, false)), null, "secret"));
	}

	@Test
	void whenThereAreSentinelsThenTheyHaveCredentialsOfTheirOwn() {
		this.runner.withPropertyValues("spring.data.redis.sentinel.master=primary",
				"spring.data.redis.sentinel.nodes=a:1,[::1]:2", "spring.data.redis.sentinel.username=watcher",
				"spring.data.redis.sentinel.password=s1", "spring.data.redis.username=alice",
				"spring.data.redis.password=s2", "spring.data.redis.database=5", "spring.data.redis.ssl.enabled=true")
			.run((context) -> {
				RedisServers servers = servers(context, false);
				assertThat(servers.cluster()).isFalse();
				RedisURI uri = only(servers);
				assertThat(uri.getSentinelMasterId()).isEqualTo("primary");
				assertThat(uri.getDatabase()).isEqualTo(5);
				assertThat(uri.isSsl()).isTrue();
				assertCredentials(uri, "alice", "s2");
				assertThat(uri.getSentinels()).extracting(RedisURI::getPort).containsExactly(1, 2);
				assertThat(uri.getSentinels()).allSatisfy((sentinel) -> {
					assertCredentials(sentinel, "watcher", "s1");
					assertThat(sentinel.isSsl()).isTrue();
					assertThat(sentinel.getTimeout()).isEqualTo(Duration.ofSeconds(1));
				});
				assertThat(servers.where()).startsWith("the primary 'primary' of the sentinels a:1, ");
			});
	}

	@Test
	void whenThereIsAClusterThenItsNodesAreTaken() {
		this.runner
			.withPropertyValues("spring.data.redis.cluster.nodes=a:1,b:2", "spring.data.redis.username=alice",
					"spring.data.redis.password=secret")
			.run((context) -> {
				RedisServers servers = servers(context, false);
				assertThat(servers.cluster()).isTrue();
				assertThat(servers.uris()).extracting(RedisURI::getHost).containsExactly("a", "b");
				assertThat(servers.uris()).allSatisfy((uri) -> assertCredentials(uri, "alice", "secret"));
				assertThat(servers.where()).isEqualTo("the cluster a:1, b:2");
			});
	}

	@Test
	void whenThereAreAPrimaryAndReplicasThenAnyMayBeThePrimary() {
		this.runner.withPropertyValues("spring.data.redis.masterreplica.nodes=a:1,b:2").run((context) -> {
			RedisServers servers = servers(context, false);
			assertThat(servers.cluster()).isFalse();
			assertThat(servers.uris()).extracting(RedisURI::getPort).containsExactly(1, 2);
		});
	}

	@Test
	void whenThereIsABundleThenConnectionsAreEncryptedWithIt() {
		this.runner
			.withPropertyValues("spring.data.redis.ssl.bundle=mine",
					"spring.ssl.bundle.pem.mine.options.ciphers=TLS_AES_128_GCM_SHA256",
					"spring.ssl.bundle.pem.mine.options.enabled-protocols=TLSv1.3")
			.run((context) -> {
				RedisServers servers = servers(context, false);
				assertThat(only(servers).isSsl()).isTrue();
				assertThat(servers.ssl()).isNotNull();
				assertThat(servers.ssl().getProtocols()).containsExactly("TLSv1.3");
				assertThat(servers.ssl().getCipherSuites()).containsExactly("TLS_AES_128_GCM_SHA256");
			});
	}

	@Test
	void whenDetailsNameNothingThenItIsSaid() {
		DataRedisConnectionDetails nothing = new DataRedisConnectionDetails() {
		};
		assertThatThrownBy(() -> RedisServersFactory.create(nothing, false, Duration.ofSeconds(1)))
			.isInstanceOf(EngineUnavailableException.class)
			.hasMessageContaining(nothing.getClass().getName());
	}

	private static RedisServers servers(AssertableApplicationContext context, boolean tls) {
		return RedisServersFactory.create(context.getBean(DataRedisConnectionDetails.class), tls,
				Duration.ofSeconds(1));
	}

	private static RedisURI only(RedisServers servers) {
		assertThat(servers.uris()).hasSize(1);
		return servers.uris().get(0);
	}

	private static void assertCredentials(RedisURI uri, String username, String password) {
		RedisCredentials credentials = uri.getCredentialsProvider().resolveCredentials().block();
		assertThat(credentials.getUsername()).isEqualTo(username);
		assertThat(new String(credentials.getPassword())).isEqualTo(password);
	}

}
