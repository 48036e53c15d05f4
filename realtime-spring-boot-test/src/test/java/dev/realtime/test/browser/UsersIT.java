package dev.realtime.test.browser;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import dev.realtime.test.TestApp;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Browsers of users: caps and tokens.
 */
@BrowserTest
class UsersIT {

	private static TestApp app;

	private static String origin;

	@BeforeAll
	static void start() {
		app = TestApp.start(BrowserPages.class, "realtime.tickets.enabled=true", "realtime.connections.max-per-user=3");
		origin = "http://localhost:" + app.port();
	}

	@AfterAll
	static void stop() {
		app.close();
	}

	@Test
	void whenAUserHasTooManyConnectionsThenTheOldestStaysAwayUntilItsUserActs(Tabs tabs) {
		List<Tab> all = Stream.generate(() -> openAs("alice", tabs, origin)).limit(4).toList();
		Tab oldest = all.get(0);
		oldest.await("rt.state === 'waiting' && rt.status.reason === 'replaced' && !rt.status.retryAt");
		app.publish("orders.1", 1);
		assertThat(all.subList(1, 4)).allSatisfy((tab) -> tab.awaitPayloads(1));
		oldest.evaluate("rt.reconnect()");
		assertThat(oldest.awaitPayloads(1)).hasToString("[1]");
		all.get(1).await("rt.status.reason === 'replaced'");
	}

	@Test
	void whenTheNewestIsRefusedThenItSaysSoAndStaysAway(Tabs tabs) {
		try (TestApp other = TestApp.start(BrowserPages.class, "realtime.connections.max-per-user=1",
				"realtime.connections.overflow=reject-newest")) {
			String there = "http://localhost:" + other.port();
			Tab first = openAs("alice", tabs, there);
			tabs.newProfile();
			tabs.login(there, "alice");
			Tab second = tabs.open(there, TabConfig.of("orders.1")).await("rt.state === 'closed'");
			assertThat(second.evaluate("seen.closes")).hasToString("[too_many_connections]");
			other.publish("orders.1", 1);
			first.awaitPayloads(1);
			assertThat(first.reconnects()).isZero();
		}
	}

	private static Tab openAs(String user, Tabs tabs, String there) {
		tabs.newProfile();
		tabs.login(there, user);
		return tabs.open(there, "orders.1");
	}

	@Test
	void whenTokensAreAboutToEndThenConnectionsGoOnWithOthers(Tabs tabs) {
		List<Tab> all = Stream.of("websocket", "sse", "poll")
			.map((transport) -> tabs.open(origin, TabConfig.of("room.1").alone(transport).token("bob", 4)))
			.toList();
		all.forEach(Tab::awaitReady);
		List<Instant> ends = ends("bob");
		try (Publishing publishing = new Publishing(app, "room.1")) {
			all.forEach((tab) -> tab.await("seen.tokens > 2"));
			Awaitility.await()
				.untilAsserted(() -> assertThat(ends("bob")).hasSize(2)
					.allSatisfy((end) -> assertThat(ends).allMatch(end::isAfter)));
			publishing.assertNothingMissing(all);
		}
		assertThat(all).extracting(Tab::reconnects).containsOnly(0);
	}

	/** When the logins of the user's streams end. */
	private static List<Instant> ends(String user) {
		return app.connections()
			.list(user)
			.map((connection) -> connection.user().expiresAt())
			.collectList()
			.blockOptional()
			.orElseThrow();
	}

	@Test
	void whenATokenHasEndedThenTheTabComesBackWithAnotherAndNothingIsMissing(Tabs tabs) {
		Tab tab = tabs.open(origin, TabConfig.of("room.1").token("carol", 2).opaque()).awaitReady();
		try (Publishing publishing = new Publishing(app, "room.1")) {
			tab.await("seen.tokens > 1 && rt.state === 'open' && rt.status.reconnects > 0");
			publishing.awaitMore(20);
			publishing.assertNothingMissing(List.of(tab));
		}
	}

}
