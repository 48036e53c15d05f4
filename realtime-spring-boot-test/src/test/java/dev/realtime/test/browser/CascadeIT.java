package dev.realtime.test.browser;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.realtime.test.TestApp;
import dev.realtime.test.proxy.ProxyKind;
import dev.realtime.test.proxy.ReverseProxy;
import dev.realtime.test.tool.NeedsTool;
import dev.realtime.test.tool.Tool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A browser finds the best transport that gets through, and says what is in the way.
 */
@BrowserTest
@NeedsTool({ Tool.BROWSER, Tool.NGINX, Tool.HAPROXY })
class CascadeIT {

	private static final TabConfig CONFIG = TabConfig.of("orders.1");

	private static final String[] STRIPPED = { "proxy_set_header Upgrade           $http_upgrade;", "" };

	private static TestApp app;

	@BeforeAll
	static void start() {
		app = TestApp.start(BrowserPages.class, "server.forward-headers-strategy=framework",
				"realtime.connections.max-per-address=0");
	}

	@AfterAll
	static void stop() {
		app.close();
	}

	@ParameterizedTest
	@EnumSource
	void whenAProxyIsConfiguredRightThenEveryTransportGetsThrough(ProxyKind kind, Tabs tabs) {
		try (ReverseProxy proxy = ReverseProxy.start(kind, app.port())) {
			Tab best = tabs.open(proxy.origin(), CONFIG).awaitReady();
			assertThat(best.transport()).isEqualTo("websocket");
			List<Tab> all = Stream.of("sse", "poll")
				.map((transport) -> tabs.open(proxy.origin(), CONFIG.alone(transport)))
				.collect(Collectors.toCollection(ArrayList::new));
			all.forEach(Tab::awaitReady);
			all.add(best);
			assertDelivered(all);
		}
	}

	@Test
	void whenTheServerOffersNoWebSocketThenItIsServerSentEvents(Tabs tabs) {
		try (TestApp other = TestApp.start(BrowserPages.class, "realtime.websocket.enabled=false")) {
			Tab tab = tabs.open("http://localhost:" + other.port(), "orders.1");
			assertThat(tab.transport()).isEqualTo("sse");
			other.publish("orders.1", 1);
			assertThat(tab.awaitPayloads(1)).hasToString("[1]");
		}
	}

	@Test
	void whenTheServerOffersNeitherThenItPolls(Tabs tabs) {
		try (TestApp other = TestApp.start(BrowserPages.class, "realtime.websocket.enabled=false",
				"realtime.sse.enabled=false")) {
			Tab tab = tabs.open("http://localhost:" + other.port(), "orders.1");
			assertThat(tab.transport()).isEqualTo("poll");
			other.publish("orders.1", 1);
			assertThat(tab.awaitPayloads(1)).hasToString("[1]");
		}
	}

	@Test
	void whenAProxyStripsUpgradeThenItIsServerSentEvents(Tabs tabs) {
		try (ReverseProxy nginx = ReverseProxy.start(ProxyKind.NGINX, app.port(), STRIPPED);
				ReverseProxy haproxy = ReverseProxy.start(ProxyKind.HAPROXY, app.port(), "alpn h2,http/1.1", "",
						"http-request del-header Forwarded", "http-request del-header Upgrade")) {
			List<Tab> all = List.of(tabs.open(nginx.origin(), CONFIG), tabs.open(haproxy.origin(), CONFIG));
			all.forEach(Tab::awaitReady);
			assertThat(all).extracting(Tab::transport).containsOnly("sse");
			assertDelivered(all);
		}
	}

	@Test
	void whenBufferingIsLeftOnThenWhatTheServerSaysToNginxSwitchesItOff(Tabs tabs) {
		try (ReverseProxy proxy = ReverseProxy.start(ProxyKind.NGINX, app.port(), "proxy_buffering       off;", "")) {
			Tab tab = tabs.open(proxy.origin(), CONFIG.alone("sse")).awaitReady();
			assertDelivered(List.of(tab));
		}
	}

	@Test
	void whenAProxyBuffersThenTheClientSaysSoAndPolls(Tabs tabs) {
		String[] buffering = { "proxy_buffering       off;", "proxy_ignore_headers X-Accel-Buffering;" };
		// The first withholds the head too, the second the body only.
		try (ReverseProxy old = nginx(STRIPPED, buffering, "ssl http2;", "ssl;");
				ReverseProxy zipping = nginx(STRIPPED, buffering, "listen ",
						"gzip on; gzip_types text/event-stream; listen ")) {
			List<Tab> all = List.of(tabs.open(old.origin(), CONFIG), tabs.open(zipping.origin(), CONFIG));
			for (Tab tab : all) {
				tab.awaitReady();
				assertThat(tab.transport()).isEqualTo("poll");
				assertThat(tab.evaluate("seen.troubles.map(({ code, transport }) => code + ' ' + transport)"))
					.hasToString("[buffered sse]");
			}
			assertDelivered(all);
		}
	}

	@Test
	void whenAProxyCutsQuietConnectionsBeforeTheHeartbeatThenTheClientSaysSoAndAdapts(Tabs tabs) {
		try (ReverseProxy nginx = ReverseProxy.start(ProxyKind.NGINX, app.port(), "proxy_read_timeout    60s",
				"proxy_read_timeout 1500ms");
				ReverseProxy haproxy = ReverseProxy.start(ProxyKind.HAPROXY, app.port(), "timeout server       60s",
						"timeout server 1500ms")) {
			Tab webSocket = tabs.open(nginx.origin(), CONFIG.alone("websocket"));
			Tab sse = tabs.open(haproxy.origin(), CONFIG.alone("sse", "poll"));
			for (Tab tab : List.of(webSocket, sse)) {
				tab.awaitTrouble("idle_timeout").awaitOpenFor(Duration.ofMillis(3200));
			}
			assertThat(webSocket.transport()).isEqualTo("websocket");
			assertDelivered(List.of(webSocket, sse));
		}
	}

	private static ReverseProxy nginx(String[] first, String[] second, String... more) {
		return ReverseProxy.start(ProxyKind.NGINX, app.port(),
				Stream.of(first, second, more).flatMap(Stream::of).toArray(String[]::new));
	}

	private static void assertDelivered(List<Tab> tabs) {
		app.publish("orders.1", 1);
		assertThat(tabs).allSatisfy((tab) -> assertThat(tab.awaitPayloads(1)).hasToString("[1]"));
	}

}
