package dev.realtime.test.browser;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.realtime.Position;
import dev.realtime.bus.RealtimeBus;
import dev.realtime.redis.fixture.FaultProxy;
import dev.realtime.redis.fixture.Ports;
import dev.realtime.redis.fixture.RedisAddress;
import dev.realtime.redis.fixture.RedisTest;
import dev.realtime.redis.fixture.SharedRedis;
import dev.realtime.test.ChildNode;
import dev.realtime.test.TestApp;
import dev.realtime.test.proxy.ProxyKind;
import dev.realtime.test.proxy.ReverseProxy;
import dev.realtime.test.tool.NeedsTool;
import dev.realtime.test.tool.Tool;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A browser whose connection is lost comes back by itself, and is given what it missed or
 * told that it cannot be.
 */
@BrowserTest
@NeedsTool({ Tool.BROWSER, Tool.HAPROXY })
@RedisTest
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReturnIT {

	private static final TabConfig CONFIG = TabConfig.of("orders.1");

	private static String[] cluster;

	/** A node that will be killed, in one of the last tests, when it has started. */
	private static ChildNode alone;

	/** Another, of two. */
	private static ChildNode one;

	private static TestApp app;

	private static String origin;

	@BeforeAll
	static void start(SharedRedis redis) {
		cluster = new String[] { "spring.data.redis.host=" + redis.address().host(),
				"spring.data.redis.port=" + redis.address().port(), "realtime.bus.redis.key-prefix=" + redis.prefix(),
				"server.forward-headers-strategy=framework", "realtime.connections.max-per-address=0" };
		one = ChildNode.start(BrowserPages.class, cluster);
		// A port that stays free while it is down.
		alone = ChildNode.start(BrowserPages.class, "server.port=" + Ports.free());
		app = TestApp.start(BrowserPages.class, "realtime.topic-defaults.max-events=20000",
				"realtime.replay.max-events=20000");
		origin = "http://localhost:" + app.port();
	}

	@AfterAll
	static void stop() {
		app.close();
		one.close();
		alone.close();
	}

	@Test
	@Order(0)
	void whenOfflineAndBackThenNothingIsMissing(Tabs tabs) {
		List<Tab> all = ofAllTransports(tabs, origin);
		try (Publishing publishing = new Publishing(app, "orders.1")) {
			publishing.awaitMore(20);
			tabs.profile().setOffline(true);
			all.forEach((tab) -> tab.await("rt.state === 'offline'"));
			publishing.awaitMore(20);
			tabs.profile().setOffline(false);
			all.forEach((tab) -> tab.await("rt.state === 'open'"));
			publishing.awaitMore(20);
			publishing.assertNothingMissing(all);
		}
	}

	@Test
	@Order(0)
	void whenConnectionsAreCutThenOfTenThousandEventsNoneIsMissingAndNoneComesTwice(Tabs tabs) {
		try (FaultProxy network = FaultProxy.to(new RedisAddress("127.0.0.1", app.port(), null))) {
			List<Tab> all = ofAllTransports(tabs, "http://localhost:" + network.port());
			for (int batch = 0; batch < 20; batch++) {
				publish(batch * 500 + 1, 500);
				if (batch % 5 == 2) {
					network.cut();
				}
			}
			List<Integer> expected = IntStream.rangeClosed(1, 10_000).boxed().toList();
			for (Tab tab : all) {
				assertThat(tab.awaitPayloads(10_000)).isEqualTo(expected);
				assertThat((List<?>) tab.evaluate("seen.gaps")).isEmpty();
			}
			assertCameBack(all);
		}
	}

	private static void publish(int first, int count) {
		List<CompletableFuture<Position>> receipts = IntStream.range(first, first + count)
			.mapToObj((data) -> app.publisher().send("orders.1", "t", data))
			.toList();
		receipts.forEach(CompletableFuture::join);
	}

	@Test
	@Order(0)
	void whenSomeOfItIsGoneThenAGapIsToldAndASnapshotIsLoadedAndTheRestIsLive(Tabs tabs) {
		try (FaultProxy network = FaultProxy.to(new RedisAddress("127.0.0.1", app.port(), null))) {
			Tab tab = tabs.open("http://localhost:" + network.port(), "tiny.1", "orders.1");
			network.refuse();
			network.cut();
			for (int i = 1; i <= 10; i++) {
				app.publish("tiny.1", i);
			}
			app.publish("orders.1", 11);
			network.accept();
			tab.await("seen.snapshots.length === 1");
			assertThat(tab.evaluate("seen.gaps.concat(seen.snapshots)"))
				.hasToString("[{topic=tiny.1, reason=trimmed}, {topic=tiny.1}]");
			assertThat(tab.awaitPayloads(1)).hasToString("[11]");
			app.publish("tiny.1", 12);
			assertThat(tab.awaitPayloads(2)).hasToString("[11, 12]");
		}
	}

	@Test
	@Order(1)
	void whenTheServerIsKilledAndStartedAgainThenTheTabComesBackAndKnowsThatTheLogIsAnother(Tabs tabs) {
		Tab tab = tabs.open("http://localhost:" + alone.port(), "orders.1");
		alone.kill();
		tab.await("rt.state === 'waiting'");
		try (TestApp again = TestApp.start(BrowserPages.class, "server.port=" + alone.port())) {
			tab.await("seen.snapshots.length === 1");
			assertThat(tab.evaluate("seen.gaps")).hasToString("[{topic=orders.1, reason=unknown}]");
			assertThat(tab.reconnects()).isEqualTo(1);
			again.publish("orders.1", 1);
			assertThat(tab.awaitPayloads(1)).hasToString("[1]");
		}
	}

	@Test
	@Order(2)
	void whenOneOfTwoNodesIsKilledThenTheTabGoesOnWithTheOther(Tabs tabs) {
		try (TestApp other = TestApp.start(BrowserPages.class, cluster);
				// Clients go to the second only when the first does not answer.
				ReverseProxy proxy = ReverseProxy.start(ProxyKind.HAPROXY, one.port(), other.port(),
						"127.0.0.1:" + other.port(), "127.0.0.1:" + other.port() + " backup")) {
			Awaitility.await().until(() -> other.context.getBean(RealtimeBus.class).status().up());
			List<Tab> all = ofAllTransports(tabs, proxy.origin());
			try (Publishing publishing = new Publishing(other, "orders.1")) {
				publishing.awaitMore(20);
				one.kill();
				publishing.awaitMore(20);
				publishing.assertNothingMissing(all);
				assertCameBack(all);
			}
		}
	}

	/** All but the one that polls, which may have been between two polls. */
	private static void assertCameBack(List<Tab> all) {
		assertThat(all.subList(0, 2)).extracting(Tab::reconnects).allMatch((times) -> times > 0);
	}

	private static List<Tab> ofAllTransports(Tabs tabs, String origin) {
		List<Tab> all = Stream.of("websocket", "sse", "poll")
			.map((transport) -> tabs.open(origin, CONFIG.alone(transport)))
			.toList();
		all.forEach(Tab::awaitReady);
		return all;
	}

}
