package dev.realtime.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.realtime.Position;
import dev.realtime.RealtimeConnectedEvent;
import dev.realtime.RealtimeEvent;
import dev.realtime.RealtimePublisher;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.netty.ConnectionObserver;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.web.server.WebFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Events come while a stream is being detached, at every step of it.
 */
class DetachGapsIT {

	private static final String TOPIC = "orders.gaps";

	@ParameterizedTest
	@ValueSource(ints = { 0, 300 })
	void whenEventsComeInEveryGapThenAllArriveOnceAndInOrder(int pause) {
		try (TestApp app = TestApp.start(GapServer.class, "gaps.pause=" + pause);
				RawHttp sse = RawHttp.get(app.port(), "/sse?topic=" + TOPIC)) {
			GapServer server = app.context.getBean(GapServer.class);
			long before = offset(sse.block());
			for (int i = 0; i < 20; i++) {
				server.publish("live");
				Waiting.until(Duration.ofMillis(1 + pause / 10), () -> false);
			}
			DetachServer.awaitDetached(app);
			server.publish("detached");
			List<String> received = new ArrayList<>();
			while (received.isEmpty() || !received.get(received.size() - 1).contains("detached")) {
				received.add(sse.block());
			}
			received.removeIf((block) -> block.startsWith(":"));
			List<Long> offsets = received.stream().map(DetachGapsIT::offset).toList();
			Awaitility.await().untilAsserted(() -> assertThat(offsets).isEqualTo(server.offsetsAfter(before)));
			assertThat(received.toString()).contains("connected", "completed", "terminated", "detached");
		}
	}

	@Test
	void whenMuchIsPublishedWhileClientsConnectThenNobodyMissesAnything() throws InterruptedException {
		try (TestApp app = TestApp.start(GapServer.class, "gaps.pause=0")) {
			GapServer server = app.context.getBean(GapServer.class);
			Thread publisher = new Thread(() -> {
				while (!Thread.currentThread().isInterrupted()) {
					server.publish("flood");
				}
			});
			publisher.start();
			for (int round = 0; round < 60; round++) {
				try (RawHttp sse = RawHttp.get(app.port(), "/sse?topic=" + TOPIC)) {
					long last = offset(sse.block());
					for (int i = 0; i < 200; i++) {
						long offset = offset(event(sse));
						assertThat(offset).isEqualTo(last + 1);
						last = offset;
					}
				}
			}
			publisher.interrupt();
			publisher.join();
		}
	}

	/** The server's own way has no more room when the stream leaves it. */
	@Test
	void whenMoreIsReplayedThanFitsThenAllOfItArrives() {
		try (TestApp app = TestApp.start(GapServer.class, "gaps.pause=0")) {
			String cursor = app.publish(TOPIC, "first");
			String large = "x".repeat(32_000);
			for (int i = 0; i < 100; i++) {
				app.publish(TOPIC, large);
			}
			for (int round = 0; round < 5; round++) {
				try (RawHttp sse = RawHttp.get(app.port(), "/sse?topic=" + TOPIC, "Last-Event-ID: " + cursor)) {
					assertThat(sse.block()).contains("rt.ready");
					for (int i = 0; i < 100; i++) {
						assertThat(event(sse)).contains(large);
					}
				}
			}
		}
	}

	/** The next block that is no checkpoint. */
	private static String event(RawHttp sse) {
		String block = sse.block();
		return block.startsWith(":") ? event(sse) : block;
	}

	private static long offset(String block) {
		String id = block.lines().filter((line) -> line.startsWith("id: ")).findFirst().orElseThrow();
		return Position.parse(id.substring(4)).offset();
	}

	static class GapServer extends DetachServer {

		private final ObjectProvider<RealtimePublisher> publisher;

		private final List<Position> positions = new CopyOnWriteArrayList<>();

		GapServer(ObjectProvider<RealtimePublisher> publisher) {
			this.publisher = publisher;
		}

		void publish(String type) {
			RealtimeEvent event = RealtimeEvent.builder().topic(TOPIC).type(type).data(1).build();
			this.positions.add(this.publisher.getObject().send(event).join());
		}

		List<Long> offsetsAfter(long before) {
			return this.positions.stream().map(Position::offset).filter((offset) -> offset > before).sorted().toList();
		}

		@EventListener
		void on(RealtimeConnectedEvent event) {
			publish("connected");
		}

		/** Between the end of the response and the word that goes to the server. */
		@Bean
		WebFilter completion(Environment environment) {
			Duration pause = Duration.ofMillis(environment.getRequiredProperty("gaps.pause", Integer.class));
			return (exchange, chain) -> chain.filter(exchange).then(Mono.defer(() -> {
				publish("completed");
				return pause.isZero() ? Mono.empty() : Mono.delay(pause).then();
			}));
		}

		/** Between the server's end of the exchange and the change of the pipeline. */
		@Bean
		NettyServerCustomizer termination() {
			return (server) -> server.childObserve((connection, state) -> {
				if (state == ConnectionObserver.State.DISCONNECTING && connection.channel().isActive()) {
					publish("terminated");
				}
			});
		}

	}

}
