package dev.realtime.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;

import dev.realtime.BusUnavailableException;
import dev.realtime.PublishOutcomeUnknownException;
import dev.realtime.bus.RealtimeBus;
import dev.realtime.redis.fixture.RedisServer;
import dev.realtime.redis.fixture.RedisTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.ReactorResourceFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * What clients and publishers of a node are told while its Redis is away. Of the two
 * topics, one is followed already and the other is new to the node.
 */
@RedisTest(outage = true)
class RedisAwayIT {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private RedisServer redis;

	private TestApp app;

	private RawHttp follower;

	@BeforeEach
	void start() {
		this.redis = RedisServer.run();
		this.app = TestApp.start("spring.data.redis.host=127.0.0.1", "spring.data.redis.port=" + this.redis.port(),
				"realtime.bus.redis.command-timeout=1s", "realtime.connections.max-per-address=0");
		awaitUp();
		this.follower = RawHttp.get(this.app.port(), "/sse?topic=orders.known");
		assertThat(this.follower.block()).contains("event: rt.ready");
	}

	@AfterEach
	void stop() {
		this.follower.close();
		this.app.close();
		this.redis.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "orders.known", "orders.new" })
	void whenRedisWasKilledThenNewClientsAreToldToComeBack(String topic) {
		this.redis.kill();
		awaitDown();
		assertRefused(topic);
	}

	@Test
	void whenRedisHangsThenNewClientsAreToldToComeBack() {
		this.redis.pause();
		assertRefused("orders.new");
		this.redis.resume();
		awaitUp();
		try (RawHttp sse = RawHttp.get(this.app.port(), "/sse?topic=orders.new")) {
			assertThat(sse.status()).isEqualTo(200);
		}
	}

	@Test
	void whenRedisWasKilledThenPublishingFailsAtOnce() {
		this.redis.kill();
		awaitDown();
		long begun = System.nanoTime();
		assertThatThrownBy(() -> this.app.publish("orders.known", 1)).isInstanceOf(CompletionException.class)
			.hasCauseInstanceOf(BusUnavailableException.class);
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
	}

	@Test
	void whenRedisHangsThenThePublisherIsToldThatNobodyKnows() {
		this.redis.pause();
		assertThatThrownBy(() -> this.app.publish("orders.known", 1)).isInstanceOf(CompletionException.class)
			.hasCauseInstanceOf(PublishOutcomeUnknownException.class);
		this.redis.resume();
	}

	@Test
	void whenRedisComesBackThenWhoWasConnectedIsStillThereAndMissesNothing() {
		this.redis.stop();
		awaitDown();
		this.redis.start();
		awaitUp();
		String id = this.app.publish("orders.known", "after");
		String block;
		do {
			block = this.follower.block();
			assertThat(block).doesNotContain("rt.gap", "rt.close");
		}
		while (!block.contains("after"));
		assertThat(block).contains("id: " + id);
	}

	/**
	 * The server waits until its event loops have come to rest, and probes go on.
	 */
	@Test
	void whenANodeThatProbesOftenStopsThenItTakesNoLonger() {
		TestApp other = TestApp.start(RestingServer.class, "spring.data.redis.host=127.0.0.1",
				"spring.data.redis.port=" + this.redis.port(), "realtime.bus.redis.probe-interval=1s",
				"realtime.bus.redis.command-timeout=1s");
		try (RawHttp sse = RawHttp.get(other.port(), "/sse?topic=orders.known")) {
			assertThat(sse.block()).contains("event: rt.ready");
		}
		long begun = System.nanoTime();
		other.close();
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(6));
	}

	private void assertRefused(String topic) {
		for (String path : List.of("/sse", "/poll")) {
			try (RawHttp http = RawHttp.get(this.app.port(), path + "?topic=" + topic)) {
				assertThat(http.status()).isEqualTo(503);
				assertThat(Integer.parseInt(http.header("Retry-After"))).isPositive();
				assertThat(FrameReader.tree(http.body()).path("code").stringValue()).isEqualTo("unavailable");
			}
		}
		try (RawHttp sse = RawHttp.get(this.app.port(), "/sse?errors=stream&topic=" + topic)) {
			assertThat(sse.status()).isEqualTo(200);
			assertThat(sse.block()).contains("event: rt.close", "\"reason\":\"unavailable\",\"reconnect\":true");
		}
		try (RawWebSocket ws = RawWebSocket.open(this.app.port(), "/ws?topic=" + topic)) {
			assertThat(ws.status()).isEqualTo(101);
			List<RawWebSocket.Frame> frames = ws.untilClose();
			assertThat(frames.get(frames.size() - 1).closeCode()).isEqualTo(1013);
			assertThat(frames.get(frames.size() - 2).text()).contains("\"reason\":\"unavailable\"",
					"\"reconnect\":true");
		}
	}

	private void awaitUp() {
		await().atMost(PATIENCE).until(() -> this.app.context.getBean(RealtimeBus.class).status().up());
	}

	private void awaitDown() {
		await().atMost(PATIENCE).until(() -> !this.app.context.getBean(RealtimeBus.class).status().up());
	}

	/** Takes its time to stop, as servers do where nobody says otherwise. */
	static final class RestingServer {

		@Bean
		ReactorResourceFactory resources() {
			ReactorResourceFactory resources = new ReactorResourceFactory();
			resources.setUseGlobalResources(false);
			return resources;
		}

		@Bean
		NettyReactiveWebServerFactory webServerFactory(ReactorResourceFactory resources) {
			NettyReactiveWebServerFactory factory = new NettyReactiveWebServerFactory();
			factory.setResourceFactory(resources);
			return factory;
		}

	}

}
