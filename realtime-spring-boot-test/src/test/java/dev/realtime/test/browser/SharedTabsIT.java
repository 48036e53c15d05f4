package dev.realtime.test.browser;

import java.util.ArrayList;
import java.util.List;

import dev.realtime.test.TestApp;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tabs of one browser share a connection, and lose nothing when the one that has it goes.
 */
@BrowserTest
class SharedTabsIT {

	private static TestApp app;

	private static String origin;

	@BeforeAll
	static void start() {
		app = TestApp.start(BrowserPages.class);
		origin = "http://localhost:" + app.port();
	}

	@AfterAll
	static void stop() {
		app.close();
	}

	@Test
	void whenTwentyTabsAreOpenThenTheyHaveOneConnection(Tabs tabs) {
		awaitConnections(0);
		List<Tab> all = open(tabs, 20);
		awaitConnections(1);
		assertThat(all.stream().filter(Tab::leads)).hasSize(1);
		app.publish("orders.1", 1);
		assertThat(all).allSatisfy((tab) -> assertThat(tab.awaitPayloads(1)).hasToString("[1]"));
		tabs.newProfile();
		tabs.open(origin, "orders.1");
		awaitConnections(2);
	}

	@Test
	void whenTheTabWithTheConnectionIsClosedThenAnotherTakesOverAndNothingIsMissing(Tabs tabs) {
		List<Tab> all = new ArrayList<>(open(tabs, 4));
		try (Publishing publishing = new Publishing(app, "orders.1")) {
			for (int i = 0; i < 2; i++) {
				publishing.awaitMore(20);
				Tab leader = all.stream().filter(Tab::leads).findFirst().orElseThrow();
				all.remove(leader);
				leader.close();
				Awaitility.await().until(() -> all.stream().anyMatch(Tab::leads));
			}
			publishing.awaitMore(20);
			publishing.assertNothingMissing(all);
			awaitConnections(1);
		}
	}

	@Test
	void whenATabIsInTheBackgroundThenItFollowsAsBefore(Tabs tabs) {
		Tab behind = tabs.openInFront(origin, "orders.1");
		Tab front = tabs.openInFront(origin, "orders.1");
		behind.await("document.visibilityState === 'hidden'");
		assertThat(behind.leads()).isTrue();
		try (Publishing publishing = new Publishing(app, "orders.1")) {
			publishing.awaitMore(100);
			behind.bringToFront();
			publishing.awaitMore(20);
			publishing.assertNothingMissing(List.of(behind, front));
		}
		assertThat(behind.reconnects()).isZero();
	}

	@Test
	void whenATabIsFrozenThenAnotherTakesOverAndItIsGivenTheRestWhenItGoesOn(Tabs tabs) {
		Tab frozen = tabs.openInFront(origin, "orders.1");
		Tab front = tabs.openInFront(origin, "orders.1");
		frozen.await("document.visibilityState === 'hidden'");
		try (Publishing publishing = new Publishing(app, "orders.1")) {
			publishing.awaitMore(20);
			frozen.freeze(true);
			front.await("rt.status.leader && rt.state === 'open'");
			publishing.awaitMore(20);
			frozen.freeze(false);
			frozen.bringToFront();
			publishing.awaitMore(20);
			publishing.assertNothingMissing(List.of(frozen, front));
		}
	}

	private static List<Tab> open(Tabs tabs, int count) {
		List<Tab> all = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			all.add(tabs.open(origin, TabConfig.of("orders.1")));
		}
		all.forEach(Tab::awaitReady);
		return all;
	}

	private static void awaitConnections(long count) {
		Awaitility.await().until(() -> app.connections().count().block() == count);
	}

}
