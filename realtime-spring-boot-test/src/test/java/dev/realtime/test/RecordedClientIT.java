package dev.realtime.test;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import dev.realtime.Position;
import dev.realtime.Transport;
import dev.realtime.redis.history.HistoryChecker;
import dev.realtime.redis.history.Publish;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RecordedClientIT {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static TestApp app;

	private final HistoryChecker history = new HistoryChecker();

	private int published;

	@BeforeAll
	static void start() {
		app = TestApp.start();
	}

	@AfterAll
	static void stop() {
		app.close();
	}

	@ParameterizedTest
	@EnumSource(Transport.class)
	void whenClientsAreCutAndComeBackThenTheirHistoryHolds(Transport transport) {
		String topic = "orders." + transport;
		try (RecordedClient steady = client("steady", transport, topic);
				RecordedClient cut = client("cut", transport, topic, "tiny." + transport)) {
			assertThat(steady.connect(app.port())).isTrue();
			for (int round = 0; round < 5; round++) {
				assertThat(cut.connect(app.port())).isTrue();
				publish(topic, 5);
				cut.cut();
				publish(topic, 5);
				// More than are kept: a gap is told.
				publish("tiny." + transport, 5);
			}
			cut.connect(app.port());
			this.history.awaitHealed(TIMEOUT, () -> {
				steady.collect();
				cut.collect();
			});
		}
	}

	@ParameterizedTest
	@EnumSource(Transport.class)
	void whenAnEventIsTakenFromTheHistoryThenItIsMissed(Transport transport) {
		String topic = "orders.taken." + transport;
		try (RecordedClient client = client("c", transport, topic)) {
			client.connect(app.port());
			Position last = publish(topic, 3).join();
			this.history.awaitHealed(TIMEOUT, client::collect);
			// What nobody was given, because it is only said to have been published.
			this.history.publish(topic, "t", "never").ok(new Position(last.epoch(), last.offset() + 1));
			assertThatExceptionOfType(AssertionError.class).isThrownBy(this.history::checkHealed)
				.withMessageContaining("client c, topic " + topic + ": is behind, it misses");
		}
	}

	private RecordedClient client(String name, Transport transport, String... topics) {
		return new RecordedClient(this.history, name,
				(port) -> RealtimeTestClient.forPort(port).transport(transport).topics(topics));
	}

	private CompletableFuture<Position> publish(String topic, int count) {
		CompletableFuture<Position> receipt = null;
		for (int i = 0; i < count; i++) {
			int data = this.published++;
			Publish publish = this.history.publish(topic, "t", Integer.toString(data));
			receipt = publish.follow(app.publisher().send(topic, "t", data), (error) -> true);
		}
		return receipt;
	}

}
