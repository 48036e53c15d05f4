package dev.realtime.codec;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import dev.realtime.CloseReason;
import dev.realtime.GapReason;
import dev.realtime.Position;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ControlFrames}: the bytes are the protocol's.
 */
class ControlFramesTests {

	private static final Position POSITION = new Position("k3x9qa", 7);

	@Test
	void readyCarriesTheCursorAndTheTimeToReconnect() {
		Map<String, Object> payload = Map.of("connection", "c1");
		assertThat(text(ControlFrames.ready(WireFormat.SSE, POSITION, payload, 3100)))
			.isEqualTo("retry: 3100\nevent: rt.ready\nid: k3x9qa.7\ndata: {\"connection\":\"c1\"}\n\n");
		assertThat(text(ControlFrames.ready(WireFormat.JSON, POSITION, payload, 3100)))
			.isEqualTo("{\"type\":\"rt.ready\",\"id\":\"k3x9qa.7\",\"payload\":{\"connection\":\"c1\"}}");
	}

	@Test
	void aHeartbeatMovesTheCursorWithoutAnEvent() {
		assertThat(text(ControlFrames.heartbeat(WireFormat.SSE, POSITION))).isEqualTo(": hb\nid: k3x9qa.7\n\n");
		assertThat(text(ControlFrames.heartbeat(WireFormat.SSE, null))).isEqualTo(": hb\n\n");
		assertThat(text(ControlFrames.heartbeat(WireFormat.SSE_ENVELOPE, POSITION)))
			.isEqualTo("event: rt.heartbeat\nid: k3x9qa.7\ndata: {}\n\n");
		assertThat(text(ControlFrames.heartbeat(WireFormat.JSON, POSITION)))
			.isEqualTo("{\"type\":\"rt.heartbeat\",\"id\":\"k3x9qa.7\"}");
	}

	@Test
	void theLastGapCarriesThePosition() {
		assertThat(text(ControlFrames.gap(WireFormat.SSE, "a", GapReason.FORKED, POSITION)))
			.isEqualTo("id: k3x9qa.7\nevent: rt.gap\ndata: {\"topic\":\"a\",\"reason\":\"forked\"}\n\n");
		assertThat(text(ControlFrames.gap(WireFormat.SSE, "a", GapReason.TRIMMED, null)))
			.isEqualTo("event: rt.gap\ndata: {\"topic\":\"a\",\"reason\":\"trimmed\"}\n\n");
		assertThat(text(ControlFrames.gap(WireFormat.JSON, "a", GapReason.LIMIT, POSITION)))
			.isEqualTo("{\"type\":\"rt.gap\",\"payload\":{\"topic\":\"a\",\"reason\":\"limit\"}}");
	}

	@Test
	void whoMustStayAwayIsToldSoInTheFieldThatBrowsersObey() {
		assertThat(text(ControlFrames.close(WireFormat.SSE, CloseReason.REPLACED, 5)))
			.isEqualTo("retry: 86400000\nevent: rt.close\ndata: {\"reason\":\"replaced\",\"reconnect\":false}\n\n");
		assertThat(text(ControlFrames.close(WireFormat.SSE, CloseReason.DRAINING, 1234)))
			.isEqualTo("retry: 1234\nevent: rt.close\ndata: {\"reason\":\"draining\",\"reconnect\":true}\n\n");
		assertThat(text(ControlFrames.close(WireFormat.SSE, CloseReason.SLOW, -1)))
			.isEqualTo("event: rt.close\ndata: {\"reason\":\"slow\",\"reconnect\":true}\n\n");
	}

	@Test
	void aWebSocketIsToldWhenToComeBack() {
		assertThat(text(ControlFrames.close(WireFormat.JSON, CloseReason.DRAINING, 1234))).isEqualTo(
				"{\"type\":\"rt.close\",\"payload\":{\"reason\":\"draining\",\"reconnect\":true,\"retryAfterMs\":1234}}");
		assertThat(text(ControlFrames.close(WireFormat.JSON, CloseReason.NOT_UTF8, -1)))
			.isEqualTo("{\"type\":\"rt.close\",\"payload\":{\"reason\":\"protocol_error\",\"reconnect\":false}}");
	}

	@Test
	void repliesNameTheMessageTheyAnswer() {
		assertThat(text(ControlFrames.ack("4", Map.of("a", 1))))
			.isEqualTo("{\"type\":\"rt.ack\",\"id\":\"4\",\"payload\":{\"a\":1}}");
		assertThat(text(ControlFrames.error(null, Map.of("code", "failed"))))
			.isEqualTo("{\"type\":\"rt.error\",\"payload\":{\"code\":\"failed\"}}");
	}

	private static String text(byte[] frame) {
		return new String(frame, StandardCharsets.UTF_8);
	}

}
