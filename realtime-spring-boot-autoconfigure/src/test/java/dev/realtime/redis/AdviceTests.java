package dev.realtime.redis;

import java.net.ConnectException;

import javax.net.ssl.SSLHandshakeException;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Advice}.
 */
class AdviceTests {

	@ParameterizedTest
	@CsvSource({ "NOAUTH Authentication required., password", "OOM command not allowed, maxmemory",
			"MISCONF Redis is configured to save RDB snapshots, disk", "MOVED 5798 10.0.0.2:6379, cluster.nodes",
			"READONLY You can't write against a read only replica., primary", "ERR unknown, spring.data.redis" })
	void whatRedisSaysDecidesOnTheAdvice(String message, String advice) {
		assertThat(Advice.on(new RedisConnectionException("no", new RedisCommandExecutionException(message))))
			.contains(advice);
	}

	@Test
	void whenTheHandshakeFailsThenItIsTheCertificates() {
		assertThat(Advice.on(new RedisConnectionException("no", new SSLHandshakeException("unknown authority"))))
			.contains("spring.data.redis.ssl");
	}

	@Test
	void onlyAConnectionThatWasClosedWithoutAWordSaysNothing() {
		assertThat(Advice.saysNothing(
				new RedisConnectionException("no", new RedisConnectionException("Connection closed prematurely"))))
			.isTrue();
		assertThat(Advice.saysNothing(new IllegalStateException("RedisHandshakeHandler not registered"))).isTrue();
		assertThat(Advice.saysNothing(new RedisConnectionException("no", new ConnectException("Connection refused"))))
			.isFalse();
		assertThat(Advice
			.saysNothing(new RedisConnectionException("no", new RedisCommandExecutionException("WRONGPASS invalid"))))
			.isFalse();
	}

	@Test
	void theCauseIsTheLastOneWithoutItsFullStop() {
		assertThat(Advice.cause(new RedisConnectionException("no", new ConnectException("Connection refused."))))
			.isEqualTo("Connection refused");
		assertThat(Advice.cause(new IllegalStateException())).isEqualTo("java.lang.IllegalStateException");
	}

}
