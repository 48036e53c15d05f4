package dev.realtime.test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that vanish while they are written to. A servlet container uses what belonged
 * to them again for the next ones, who must not notice. Without the response guard, on
 * Tomcat one of them does within the first rounds.
 */
@ExtendWith(OutputCaptureExtension.class)
class AbruptCutIT {

	private static final int ROUNDS = 60;

	private static final int CLIENTS = 4;

	private static final int EVENTS = 5;

	@ParameterizedTest
	@ValueSource(classes = { TomcatTransportIT.TomcatServer.class, JettyTransportIT.JettyServer.class,
			TestApp.NettyServer.class })
	void whenClientsAreCutWhileWrittenToThenTheNextOnesGetTheirEventsAndNothingElse(Class<?> server,
			CapturedOutput output) {
		try (TestApp app = TestApp.start(server)) {
			for (int round = 0; round < ROUNDS; round++) {
				cutWhileWrittenTo(app);
				followAll(app, "orders.new" + round);
			}
		}
		assertThat(output).doesNotContain("recycled", " ERROR ");
	}

	private static void cutWhileWrittenTo(TestApp app) {
		List<RawHttp> cut = new ArrayList<>();
		for (int i = 0; i < CLIENTS; i++) {
			RawHttp sse = RawHttp.get(app.port(), "/sse?topic=orders.cut");
			sse.block();
			cut.add(sse);
			RawHttp webSocket = RawWebSocket.open(app.port(), "/ws?topic=orders.cut");
			cut.add(webSocket);
		}
		CompletableFuture<Void> publishing = CompletableFuture.runAsync(() -> {
			for (int i = 0; i < 10; i++) {
				app.publish("orders.cut", "foreign");
			}
		});
		cut.forEach(RawHttp::cut);
		publishing.join();
		app.publish("orders.cut", "foreign");
	}

	private static void followAll(TestApp app, String prefix) {
		List<RawHttp> streams = new ArrayList<>();
		for (int i = 0; i < CLIENTS; i++) {
			streams.add(RawHttp.get(app.port(), "/sse?topic=" + prefix + i));
		}
		RawWebSocket webSocket = RawWebSocket.open(app.port(), "/ws?topic=" + prefix + 0);
		streams.forEach((sse) -> assertThat(sse.block()).startsWith("retry: ").contains("event: rt.ready\n"));
		assertThat(webSocket.json().path("type").asString()).isEqualTo("rt.ready");
		for (int event = 0; event < EVENTS; event++) {
			for (int i = 0; i < CLIENTS; i++) {
				String id = app.publish(prefix + i, event);
				assertThat(streams.get(i).block())
					.isEqualTo("id: " + id + "\nevent: order.updated\ndata: " + event + "\n\n");
			}
			JsonNode frame = webSocket.json();
			assertThat(frame.path("topic").asString()).isEqualTo(prefix + 0);
			assertThat(frame.path("payload").asInt()).isEqualTo(event);
		}
		streams.forEach(RawHttp::cut);
		webSocket.cut();
	}

}
