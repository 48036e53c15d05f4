package dev.realtime.autoconfigure;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PropertiesCheck} and {@link TopicRulesFactory}: what cannot be stops
 * the start and says what to do.
 */
class PropertiesCheckTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RealtimeAutoConfiguration.class));

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			realtime.path                        | realtime       | must start with a slash
			realtime.path                        | /realtime/     | must not end with one
			realtime.path                        | /              | write it as in /realtime
			realtime.path                        | /a/../b        | must start with a slash
			realtime.path                        | /{a}           | must start with a slash
			realtime.allowed-origins[0]          | *              | list each origin instead
			realtime.allowed-origins[0]          | https://*.a.b  | list each origin instead
			realtime.allowed-origins[0]          | a.example.com  | https://app.example.com
			realtime.allowed-origins[0]          | https://a.b/x  | without a path
			realtime.allowed-origins[0]          | null           | it is no origin
			realtime.topic-defaults.max-events   | -1             | 0 means that none is kept
			realtime.topic-defaults.max-age      | 0              | set realtime.topic-defaults.max-events to 0
			realtime.user-topic.pattern          | user.name      | {user} has to stand in it once
			realtime.user-topic.pattern          | user.{user}.** | and no *
			realtime.events.max-size             | 0              | it must be between 1 byte and 2 GB
			realtime.events.max-size             | 32MB           | realtime.replay.tail-size
			realtime.sse.heartbeat-interval      | 0              | at most 5m
			realtime.sse.heartbeat-interval      | -15s           | at most 5m
			realtime.sse.heartbeat-interval      | 6m             | at most 5m
			realtime.sse.retry                   | 0              | it must be longer than 0
			realtime.websocket.ping-interval     | 0              | at most 5m
			realtime.websocket.ping-interval     | 40s            | realtime.websocket.timeout
			realtime.websocket.timeout           | 15s            | longer than realtime.websocket.ping-interval
			realtime.websocket.max-message-size  | 0              | it must be between 1 byte and 2 GB
			realtime.websocket.max-message-size  | 3GB            | it must be between 1 byte and 2 GB
			realtime.websocket.max-fragments     | 0              | it must be at least 1
			realtime.long-poll.timeout           | 56s            | realtime.long-poll.max-timeout (55s)
			realtime.long-poll.timeout           | -1s            | answered at once
			realtime.long-poll.max-timeout       | 0              | realtime.long-poll.enabled
			realtime.long-poll.max-events        | 0              | it must be at least 1
			realtime.connections.max             | -1             | 0 means no limit
			realtime.connections.max-per-user    | -1             | 0 means no limit
			realtime.connections.max-per-address | -1             | 0 means no limit
			realtime.connections.max-topics      | -1             | 0 means no limit
			realtime.connections.max-lifetime    | -1s            | 0 means no limit
			realtime.connections.handshake-timeout | -1s          | 0 means no limit
			realtime.connections.stall-timeout   | -1s            | 0 means no limit
			realtime.connections.send-buffer     | 0              | always bounded
			realtime.connections.lease           | 0              | between 100ms and 1h
			realtime.connections.lease           | 61m            | between 100ms and 1h
			realtime.messages.rate-per-second    | 0              | it must be at least 1
			realtime.messages.burst              | 0              | it must be at least 1
			realtime.messages.max-in-flight      | 0              | it must be at least 1
			realtime.messages.max-json-depth     | 0              | between 1 and 1000
			realtime.messages.max-json-depth     | 1001           | between 1 and 1000
			realtime.replay.max-events           | 0              | realtime.topic-defaults.max-events to 0
			realtime.replay.known-topics         | 0              | it must be at least 1
			realtime.replay.tail-size            | 0              | it must be between 1 byte and 2 GB
			realtime.replay.tail-size            | 255KB          | at least one event of realtime.events.max-size
			realtime.replay.hand-off             | 0              | it must be at least 1
			realtime.security.recheck-interval   | -1s            | it must be 1s or longer
			realtime.security.recheck-interval   | 10ms           | it must be 1s or longer
			realtime.node-id                     | a b            | it may have up to 64 letters
			realtime.bus.redis.key-prefix        | my{app}        | braces are put around it
			realtime.bus.redis.key-prefix        | ''             | 1 to 100 letters
			realtime.bus.redis.command-timeout   | 0              | longer than 0 and at most 1m
			realtime.bus.redis.command-timeout   | 61s            | longer than 0 and at most 1m
			realtime.bus.redis.probe-interval    | 0              | longer than 0 and at most 5m
			realtime.bus.redis.probe-interval    | 301s           | longer than 0 and at most 5m
			realtime.server.port                 | -1             | between 0 and 65535
			realtime.server.port                 | 65536          | 0 takes a free port
			realtime.server.public-url           | live.a.b       | the whole address
			realtime.server.public-url           | https://a.b/x/ | without a slash at the end
			realtime.server.public-url           | wss://a.b/x    | write it as in https
			realtime.server.public-url           | https://a.b?x  | the whole address
			realtime.tickets.ttl                 | 0              | between 1s and 5m
			realtime.tickets.ttl                 | 301s           | between 1s and 5m
			realtime.tickets.rate-per-second     | 0              | it must be at least 1
			realtime.tickets.burst               | 0              | it must be at least 1
			realtime.idempotency.window          | -1s            | no key is remembered
			realtime.idempotency.max-keys        | -1             | no key is remembered
			""")
	void whenAValueIsImpossibleThenTheStartFailsWithNameAndWayOut(String name, String value, String reason) {
		this.runner.withPropertyValues(name + "=" + value).run((context) -> {
			InvalidConfigurationPropertyValueException failure = failure(context.getStartupFailure());
			// Where two properties contradict each other, either may be named.
			assertThat(failure.getName() + " " + failure.getReason()).contains(name).contains(reason);
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					realtime.topics[1].subscribe=anyone  | realtime.topics[1].pattern   | every rule needs a pattern
					realtime.topics[1].pattern=a..b      | realtime.topics[1].pattern   | a..b
					realtime.topics[1].pattern=first     | realtime.topics[1].pattern   | realtime.topics[0] has the same pattern
					realtime.topics[0].subscribe=all     | realtime.topics[0].subscribe | authenticated
					realtime.topics[0].publish=role:     | realtime.topics[0].publish   | role:ADMIN
					realtime.topics[0].subscribe=owner   | realtime.topics[0].subscribe | write {user} in the pattern
					realtime.topics[0].publish=owner     | realtime.topics[0].publish   | write {user} in the pattern
					realtime.topics[0].max-events=-1     | realtime.topics[0].max-events | 0 means that none is kept
					realtime.topics[0].max-age=0         | realtime.topics[0].max-age   | set realtime.topics[0].max-events to 0
					""")
	void whenARuleIsImpossibleThenTheStartFailsAndNamesTheElement(String property, String name, String reason) {
		this.runner.withPropertyValues("realtime.topics[0].pattern=first", property).run((context) -> {
			InvalidConfigurationPropertyValueException failure = failure(context.getStartupFailure());
			assertThat(failure.getName()).isEqualTo(name);
			assertThat(failure.getReason()).contains(reason);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "realtime.connections.max=0", "realtime.connections.max-per-user=0",
			"realtime.connections.max-per-address=0", "realtime.connections.max-topics=0",
			"realtime.connections.handshake-timeout=0", "realtime.connections.stall-timeout=0",
			"realtime.connections.max-lifetime=1h", "realtime.topic-defaults.max-events=0",
			"realtime.idempotency.window=0", "realtime.idempotency.max-keys=0", "realtime.long-poll.timeout=0",
			"realtime.node-id=web-1", "realtime.bus.redis.key-prefix=shop:live",
			"realtime.bus.redis.command-timeout=1m", "realtime.bus.redis.probe-interval=1s",
			"realtime.drain.duration=0", "realtime.server.port=", "realtime.server.port=0",
			"realtime.server.address=127.0.0.1", "realtime.server.public-url=https://live.example.com:9443/realtime",
			"realtime.tickets.ttl=5m", "realtime.tickets.enabled=true", "realtime.tickets.enabled=false",
			"realtime.tickets.enabled=auto", "realtime.path=/api/v1.0/live", "realtime.sse.heartbeat-interval=100ms",
			"realtime.allowed-origins=https://app.example.com,http://localhost:5173",
			"realtime.topics[0].pattern=room.*" })
	void whenAValueIsPossibleThenTheApplicationStarts(String property) {
		this.runner.withPropertyValues(property).run((context) -> assertThat(context).hasNotFailed());
	}

	private static InvalidConfigurationPropertyValueException failure(Throwable startupFailure) {
		for (Throwable cause = startupFailure; cause != null; cause = cause.getCause()) {
			if (cause instanceof InvalidConfigurationPropertyValueException failure) {
				return failure;
			}
		}
		throw new AssertionError("The start should have failed for a property", startupFailure);
	}

}
