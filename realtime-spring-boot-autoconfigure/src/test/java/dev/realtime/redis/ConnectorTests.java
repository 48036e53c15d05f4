package dev.realtime.redis;

import java.time.Duration;
import java.util.List;

import io.lettuce.core.RedisURI;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Connector}.
 */
class ConnectorTests {

	@Test
	void aServerIsCalledByItsAddressOrByThoseWhoKnowIt() {
		RedisURI sentinels = RedisURI.Builder.sentinel("s1", 26379, "main").withSentinel("s2", 26379).build();
		Connector connector = new Connector(new RedisServers(List.of(sentinels), false, null), Duration.ofSeconds(1),
				"slot");
		try {
			assertThat(connector.nameOf(RedisURI.create("cache", 6380))).isEqualTo("cache:6380");
			assertThat(connector.nameOf(connector.locate().join()))
				.isEqualTo("the primary 'main' of the sentinels s1:26379, s2:26379");
		}
		finally {
			connector.close().join();
		}
	}

}
