package dev.realtime.test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.realtime.CloseReason;
import dev.realtime.RealtimeAuthenticator;
import dev.realtime.RealtimeUser;
import dev.realtime.Transport;
import dev.realtime.bus.RealtimeBus;
import dev.realtime.redis.fixture.RedisTest;
import dev.realtime.redis.fixture.SharedRedis;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A load balancer in front of two nodes of a Spring MVC application, which share a Redis:
 * one issues a ticket, the other is where its page connects.
 */
@RedisTest
class TicketNodesIT {

	private static TestApp issuer;

	private static TestApp other;

	@BeforeAll
	static void start(SharedRedis redis) {
		List<String> all = new ArrayList<>(List.of(ServletHost.PROPERTIES));
		all.addAll(List.of(redis.address().springProperties()));
		all.addAll(List.of("realtime.bus.redis.key-prefix=" + redis.freshPrefix(), "realtime.topics[3].pattern=admin.*",
				"realtime.topics[3].subscribe=role:ADMIN"));
		String[] properties = all.toArray(String[]::new);
		issuer = TestApp.start(Office.class, properties);
		other = TestApp.start(Office.class, properties);
		Awaitility.await()
			.until(() -> issuer.context.getBean(RealtimeBus.class).status().up()
					&& other.context.getBean(RealtimeBus.class).status().up());
	}

	@AfterAll
	static void stop() {
		issuer.close();
		other.close();
	}

	@ParameterizedTest
	@EnumSource
	void whenANodeIssuedATicketThenItLetsInOnceOnAnother(Transport transport) {
		String ticket = TicketDesk.ticket(issuer, "X-User: alice", "X-Role: ADMIN");
		try (RealtimeTestClient client = client(other, transport, ticket).connect()) {
			assertThat(client.awaitReady().topics()).as("what name and authorities allow")
				.containsOnlyKeys("admin.news", "user.alice");
		}
		for (TestApp node : new TestApp[] { other, issuer }) {
			try (RealtimeTestClient again = client(node, transport, ticket).connect()) {
				again.expectRefusal(CloseReason.UNAUTHORIZED);
			}
		}
	}

	@Test
	void whenTheUserLacksTheRoleThenTheTicketDoesToo() {
		String ticket = TicketDesk.ticket(issuer, "X-User: bob");
		try (RealtimeTestClient client = client(other, Transport.SSE, ticket).connect()) {
			client.expectRefusal(CloseReason.FORBIDDEN);
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "SSE", "WEBSOCKET" })
	void whenTheLoginHasAnEndThenAStreamOnAnotherNodeEndsWithIt(Transport transport) {
		String ticket = TicketDesk.ticket(issuer, "X-User: alice", "X-Role: ADMIN", "X-Expires-In: 2");
		try (RealtimeTestClient client = client(other, transport, ticket).timeout(Duration.ofSeconds(15)).connect()) {
			client.awaitReady();
			client.expectClose(CloseReason.EXPIRED);
		}
	}

	private static RealtimeTestClientBuilder client(TestApp node, Transport transport, String ticket) {
		return node.client(transport, "admin.news")
			.query("ticket", ticket)
			// The page's, whatever node its stream is on.
			.header("Origin", TicketDesk.page(issuer));
	}

	/** Gives what a login would. */
	static class Office extends ServletHost {

		@Bean
		@Primary
		RealtimeAuthenticator logins() {
			return (handshake) -> {
				String user = handshake.header("X-User");
				String role = handshake.header("X-Role");
				String seconds = handshake.header("X-Expires-In");
				return Mono.justOrEmpty(user)
					.map((name) -> new RealtimeUser(name, (role != null) ? Set.of("ROLE_" + role) : Set.of(),
							(seconds != null) ? Instant.now().plusSeconds(Long.parseLong(seconds)) : null));
			};
		}

	}

}
