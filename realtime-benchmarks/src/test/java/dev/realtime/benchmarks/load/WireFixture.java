package dev.realtime.benchmarks.load;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;

/**
 * A connection to a server that the test plays.
 */
final class WireFixture implements ClientConnection.Listener {

	static final String ACCEPTED = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";

	final List<String> heard = new ArrayList<>();

	final ClientConnection connection;

	private final LoadLoop loop;

	private final EmbeddedChannel channel;

	WireFixture(Dialect dialect, boolean resumes) {
		Outstanding outstanding = new Outstanding(new Numbering(1, false));
		EmbeddedChannel other = new EmbeddedChannel();
		this.loop = new LoadLoop(other.eventLoop(), outstanding);
		this.connection = new ClientConnection(this.loop, new Target(dialect, "/path?topic={topic}"), 0, true, resumes);
		this.connection.listen(this);
		this.connection.window().begin(0);
		this.channel = new EmbeddedChannel(this.connection);
	}

	/** All that was sent since the last call. */
	String sent() {
		StringBuilder sent = new StringBuilder();
		for (ByteBuf buffer = this.channel.readOutbound(); buffer != null; buffer = this.channel.readOutbound()) {
			sent.append(buffer.toString(StandardCharsets.ISO_8859_1));
			buffer.release();
		}
		return sent.toString();
	}

	/** The payloads of the masked frames that were sent since the last call. */
	List<String> sentFrames() {
		byte[] bytes = sent().getBytes(StandardCharsets.ISO_8859_1);
		List<String> frames = new ArrayList<>();
		int position = 0;
		while (position < bytes.length) {
			int length = bytes[position + 1] & 0x7f;
			byte[] payload = new byte[length];
			for (int i = 0; i < length; i++) {
				payload[i] = (byte) (bytes[position + 6 + i] ^ bytes[position + 2 + i % 4]);
			}
			frames.add((bytes[position] & 0x0f) + ":" + new String(payload, StandardCharsets.UTF_8));
			position += 6 + length;
		}
		return frames;
	}

	void receive(byte[] bytes) {
		this.channel.writeInbound(Unpooled.copiedBuffer(bytes));
	}

	void receive(String text) {
		receive(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	long deliveries() {
		return this.loop.deliveries();
	}

	boolean isConnected() {
		return this.channel.isActive();
	}

	/** A frame as a server sends it. */
	static byte[] frame(boolean last, int opcode, byte[] payload) {
		int header = (payload.length < 126) ? 2 : 4;
		byte[] frame = new byte[header + payload.length];
		frame[0] = (byte) ((last ? 0x80 : 0) | opcode);
		frame[1] = (byte) Math.min(payload.length, 126);
		if (header == 4) {
			frame[2] = (byte) (payload.length >>> 8);
			frame[3] = (byte) payload.length;
		}
		System.arraycopy(payload, 0, frame, header, payload.length);
		return frame;
	}

	static byte[] text(String text) {
		return frame(true, ClientFrames.TEXT, text.getBytes(StandardCharsets.UTF_8));
	}

	static byte[] event(long seq) {
		return new Payload(150).stamped(seq, 1).clone();
	}

	@Override
	public void opened(ClientConnection opened) {
		this.heard.add("opened");
	}

	@Override
	public void closed(ClientConnection closed, boolean wasOpen) {
		this.heard.add("closed");
	}

}
