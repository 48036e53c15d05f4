package dev.realtime.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;

import dev.realtime.Fuzz;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Damaged frames against a live server, on each path of Reactor Netty: whatever becomes
 * of their connections, nothing is left of them, and the next client is served.
 */
class HostileBytesIT {

	private static final int CONNECTIONS = 300;

	private static final String[] MESSAGES = {
			"{\"type\":\"rt.subscribe\",\"id\":\"1\",\"payload\":{\"topics\":[\"orders.2\"],\"since\":\"k3x9qa.1\"}}",
			"{\"type\":\"rt.unsubscribe\",\"id\":\"2\",\"payload\":{\"topics\":[\"orders.1\"]}}",
			"{\"type\":\"rt.publish\",\"id\":\"3\",\"payload\":{\"topic\":\"room.1\",\"type\":\"t\",\"data\":{}}}" };

	@ParameterizedTest
	@ValueSource(strings = { "auto", "off" })
	void whenClientsSendDamagedFramesThenNothingIsLeftAndOthersAreServed(String fastPath) {
		try (TestApp app = TestApp.start(WatchedServer.class, "realtime.fast-path=" + fastPath,
				"realtime.websocket.ping-interval=1s", "realtime.websocket.timeout=2s")) {
			for (int seed = 0; seed < CONNECTIONS; seed++) {
				Random random = new Random(seed);
				try (RawWebSocket ws = RawWebSocket.open(app.port(), "/ws?topic=orders.1&user=bob" + (seed % 50))) {
					assertThat(ws.text()).contains("rt.ready");
					for (int i = random.nextInt(8); i >= 0; i--) {
						ws.write(damagedFrame(random));
					}
					if (random.nextBoolean()) {
						ws.send(true, RawWebSocket.CLOSE, new byte[] { 3, (byte) 0xE8 });
					}
				}
				catch (IOException | UncheckedIOException ex) {
					// It was closed in the midst of it.
				}
			}
			Awaitility.await()
				.atMost(Duration.ofSeconds(20))
				.untilAsserted(() -> assertThat(app.connections().count().block()).isZero());
			Awaitility.await().until(() -> WatchedServer.open(app) == 0);
			try (RawWebSocket ws = RawWebSocket.open(app.port(), "/ws?topic=orders.1")) {
				assertThat(ws.text()).contains("rt.ready");
				app.publish("orders.1", 1);
				assertThat(ws.text()).contains("order.updated");
			}
		}
	}

	private static byte[] damagedFrame(Random random) {
		String text = Fuzz.damaged(MESSAGES[random.nextInt(MESSAGES.length)], MESSAGES, random);
		byte[] frame = RawWebSocket.bytes((random.nextInt(4) == 0) ? random.nextInt(256) : 0x81,
				text.getBytes(StandardCharsets.UTF_8));
		for (int i = random.nextInt(4); i > 0; i--) {
			frame[random.nextInt(frame.length)] = (byte) random.nextInt(256);
		}
		return frame;
	}

}
