package dev.realtime.benchmarks.load;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Dialect} and what reads each.
 */
class DialectTests {

	@Test
	void sseIsOpenWhenItsHeadIsThereAndCountsFromThen() {
		WireFixture sse = new WireFixture(Dialect.SSE, false);
		assertThat(sse.sent()).startsWith("GET /path?topic=t0 HTTP/1.1\r\n").contains("Accept: text/event-stream\r\n");
		sse.receive("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r");
		assertThat(sse.heard).isEmpty();
		sse.receive("\ndata: " + new String(WireFixture.event(0), StandardCharsets.US_ASCII) + "\n\n");
		assertThat(sse.heard).containsExactly("opened");
		assertThat(sse.deliveries()).isEqualTo(1);
	}

	@Test
	void anotherStatusFails() {
		WireFixture sse = new WireFixture(Dialect.SSE, false);
		sse.receive("HTTP/1.1 429 Too Many Requests\r\n\r\n");
		assertThat(sse.heard).containsExactly("closed");
	}

	@Test
	void stampIsFoundAcrossReads() {
		byte[] event = WireFixture.event(0);
		for (int cut = 1; cut < event.length; cut++) {
			WireFixture sse = new WireFixture(Dialect.SSE, false);
			sse.receive("HTTP/1.1 200 OK\r\n\r\n");
			sse.receive(Arrays.copyOf(event, cut));
			sse.receive(Arrays.copyOfRange(event, cut, event.length));
			assertThat(sse.deliveries()).as("cut at " + cut).isEqualTo(1);
		}
	}

	@Test
	void lastEventIdIsRemembered() {
		LastEventId ids = new LastEventId();
		byte[] stream = "1a\r\nid: a.1\nevent: x\n\r\n2\r\nid:a.2\r\ndata: id: no\n\nid: a.3"
			.getBytes(StandardCharsets.US_ASCII);
		for (byte each : stream) {
			ids.read(new byte[] { each }, 0, 1);
		}
		assertThat(ids.last()).isEqualTo("a.2");
		assertThat(new String(Dialect.SSE.request("/", ids.last()), StandardCharsets.US_ASCII))
			.contains("\r\nLast-Event-ID: a.2\r\n");
	}

	@Test
	void webSocketFramesAreReadWhereverTheStreamIsCut() {
		byte[] stream = webSocketStream();
		for (int cut = 1; cut < stream.length; cut++) {
			WireFixture socket = new WireFixture(Dialect.WEBSOCKET, false);
			socket.sent();
			socket.receive(WireFixture.ACCEPTED);
			socket.receive(Arrays.copyOf(stream, cut));
			socket.receive(Arrays.copyOfRange(stream, cut, stream.length));
			assertThat(socket.deliveries()).as("cut at " + cut).isEqualTo(2);
			assertThat(socket.sentFrames()).as("cut at " + cut).containsExactly("10:are you there");
			assertThat(socket.connection.window().missing(1)).isZero();
		}
	}

	/** An event, and one in fragments around a ping, cut in the middle of its stamp. */
	private static byte[] webSocketStream() {
		byte[] event = WireFixture.event(1);
		ByteArrayOutputStream stream = new ByteArrayOutputStream();
		stream.writeBytes(WireFixture.frame(true, ClientFrames.TEXT, WireFixture.event(0)));
		stream.writeBytes(WireFixture.frame(false, ClientFrames.TEXT, Arrays.copyOf(event, 14)));
		stream.writeBytes(
				WireFixture.frame(true, ClientFrames.PING, "are you there".getBytes(StandardCharsets.US_ASCII)));
		stream.writeBytes(WireFixture.frame(true, 0, Arrays.copyOfRange(event, 14, event.length)));
		return stream.toByteArray();
	}

	@Test
	void closeFrameCloses() {
		WireFixture socket = new WireFixture(Dialect.WEBSOCKET, false);
		socket.receive(WireFixture.ACCEPTED);
		socket.receive(WireFixture.frame(true, ClientFrames.CLOSE, new byte[] { 3, (byte) 0xe8 }));
		assertThat(socket.isConnected()).isFalse();
		assertThat(socket.heard).containsExactly("opened", "closed");
	}

	@Test
	void stompConnectsAndSubscribes() {
		WireFixture stomp = new WireFixture(Dialect.STOMP, false);
		assertThat(stomp.sent()).contains("Sec-WebSocket-Protocol: v12.stomp\r\n");
		stomp.receive(WireFixture.ACCEPTED);
		assertThat(stomp.sentFrames())
			.containsExactly("1:CONNECT\naccept-version:1.2\nhost:localhost\nheart-beat:0,0\n\n\0");
		assertThat(stomp.heard).isEmpty();
		stomp.receive(WireFixture.text("CONNECTED\nversion:1.2\n\n\0"));
		assertThat(stomp.sentFrames()).containsExactly("1:SUBSCRIBE\nid:0\ndestination:/topic/t0\n\n\0");
		assertThat(stomp.heard).containsExactly("opened");
		stomp.receive(WireFixture
			.text("MESSAGE\nsubscription:0\n\n" + new String(WireFixture.event(0), StandardCharsets.US_ASCII) + "\0"));
		assertThat(stomp.deliveries()).isEqualTo(1);
	}

	@Test
	void socketIoConnectsJoinsAndAnswersPings() {
		WireFixture socketIo = new WireFixture(Dialect.SOCKETIO, false);
		socketIo.sent();
		socketIo.receive(WireFixture.ACCEPTED);
		socketIo.receive(WireFixture.text("0{\"sid\":\"a\",\"pingInterval\":25000}"));
		assertThat(socketIo.sentFrames()).containsExactly("1:40");
		socketIo.receive(WireFixture.text("40{\"sid\":\"b\"}"));
		assertThat(socketIo.sentFrames()).containsExactly("1:42[\"join\",\"t0\"]");
		assertThat(socketIo.heard).containsExactly("opened");
		socketIo.receive(WireFixture.text("2"));
		assertThat(socketIo.sentFrames()).containsExactly("1:3");
		socketIo.receive(
				WireFixture.text("42[\"event\"," + new String(WireFixture.event(0), StandardCharsets.US_ASCII) + "]"));
		assertThat(socketIo.deliveries()).isEqualTo(1);
	}

	@Test
	void longFramesOfTheClientAreAnnounced() {
		byte[] frame = ClientFrames.frame(ClientFrames.TEXT, new byte[300], 300);
		assertThat(frame).hasSize(4 + 4 + 300).startsWith(0x81, 0xfe, 1, 44);
	}

}
