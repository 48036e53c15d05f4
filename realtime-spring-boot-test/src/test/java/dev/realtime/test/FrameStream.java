package dev.realtime.test;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;

import dev.realtime.Transport;

/**
 * Reads the frames of an open stream one by one, so that a test decides when.
 */
final class FrameStream {

	private final RawHttp http;

	private final Transport transport;

	private final boolean envelope;

	FrameStream(RawHttp http, Transport transport) {
		this(http, transport, true);
	}

	FrameStream(RawHttp http, Transport transport, boolean envelope) {
		this.http = http;
		this.transport = transport;
		this.envelope = envelope;
	}

	/**
	 * Read the next frame.
	 * @return the frame, or {@code null} at the end of the stream
	 */
	ReceivedFrame next() {
		return (this.transport == Transport.WEBSOCKET) ? message() : block();
	}

	private ReceivedFrame message() {
		RawWebSocket ws = (RawWebSocket) this.http;
		RawWebSocket.Frame frame = ws.frame();
		while (frame.opcode() == RawWebSocket.PING) {
			ws.send(true, RawWebSocket.PONG, frame.payload());
			frame = ws.frame();
		}
		return (frame.opcode() == RawWebSocket.CLOSE) ? null : FrameReader.message(FrameReader.tree(frame.text()));
	}

	private ReceivedFrame block() {
		AtomicReference<ReceivedFrame> frame = new AtomicReference<>();
		String text = this.http.block();
		new SseParser((block) -> frame.set(read(block))).feed(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
		return frame.get();
	}

	private ReceivedFrame read(SseParser.Block block) {
		String data = block.data();
		if (data == null) {
			return new ReceivedFrame.Heartbeat(block.id());
		}
		if (block.type().startsWith("rt.")) {
			return FrameReader.control(block.type(), block.id(), FrameReader.tree(data), block.retry());
		}
		return this.envelope ? FrameReader.message(FrameReader.tree(data))
				: new ReceivedFrame.Event(block.id(), block.type(), null, FrameReader.tree(data), null, null);
	}

}
