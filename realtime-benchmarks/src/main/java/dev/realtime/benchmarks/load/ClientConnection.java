package dev.realtime.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * One client of one topic, over any number of channels one after the other: what it has
 * received is remembered. Everything happens on its event loop.
 */
@Sharable
final class ClientConnection extends ChannelInboundHandlerAdapter implements StampScanner.Sink {

	private final LoadLoop loop;

	private final Target target;

	private final int topic;

	private final boolean reads;

	private final SeqWindow window = new SeqWindow();

	private final @Nullable LastEventId lastEventId;

	private @Nullable Listener listener;

	private @Nullable Wire wire;

	private @Nullable Channel channel;

	private byte @Nullable [] rest;

	private int restLength;

	private boolean open;

	/**
	 * Create a client that is not connected.
	 * @param loop where it lives
	 * @param target what it connects to
	 * @param topic the number of its topic
	 * @param reads whether it reads on after the opening
	 * @param resumes whether it remembers ids, to come back with the last one
	 */
	ClientConnection(LoadLoop loop, Target target, int topic, boolean reads, boolean resumes) {
		this.loop = loop;
		this.target = target;
		this.topic = topic;
		this.reads = reads;
		this.lastEventId = resumes ? new LastEventId() : null;
	}

	/**
	 * Who hears of the next channel.
	 * @param next told once, that it opened or failed, and later that it closed
	 */
	void listen(Listener next) {
		this.listener = next;
	}

	LoadLoop loop() {
		return this.loop;
	}

	int topic() {
		return this.topic;
	}

	boolean reads() {
		return this.reads;
	}

	boolean isOpen() {
		return this.open;
	}

	SeqWindow window() {
		return this.window;
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		this.channel = context.channel();
		this.restLength = 0;
		String last = "";
		if (this.lastEventId != null) {
			last = this.lastEventId.last();
			this.lastEventId.restart();
		}
		this.wire = this.target.wire(this.topic);
		send(this.target.request(this.topic, last));
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		ByteBuf buffer = (ByteBuf) message;
		try {
			byte[] bytes = this.loop.bytes();
			this.loop.stampReceipt();
			while (buffer.isReadable() && this.wire != null) {
				int length = Math.min(buffer.readableBytes(), bytes.length - Wire.HEADROOM);
				buffer.readBytes(bytes, Wire.HEADROOM, length);
				this.wire.received(this, bytes, Wire.HEADROOM, Wire.HEADROOM + length);
			}
		}
		finally {
			buffer.release();
		}
	}

	/**
	 * Look for stamps, also for one that began in an earlier part.
	 * @param bytes where to look, with {@link Wire#HEADROOM} before it
	 * @param from the first byte
	 * @param to behind the last byte
	 */
	void scan(byte[] bytes, int from, int to) {
		if (this.lastEventId != null) {
			this.lastEventId.read(bytes, from, to);
		}
		int begin = from - this.restLength;
		if (this.rest != null && this.restLength > 0) {
			System.arraycopy(this.rest, 0, bytes, begin, this.restLength);
		}
		int left = StampScanner.scan(bytes, begin, to, this);
		this.restLength = left;
		if (left > 0) {
			if (this.rest == null) {
				this.rest = new byte[StampScanner.MAX_REST];
			}
			System.arraycopy(bytes, to - left, this.rest, 0, left);
		}
	}

	@Override
	public void stamp(long seq, long nanos) {
		if (this.window.accept(seq)) {
			this.loop.delivered(this.topic, seq, nanos);
		}
	}

	/** Reads with another wire from now on. */
	void readWith(Wire next) {
		this.wire = next;
		next.begin(this);
	}

	/** Events may come. */
	void opened() {
		this.open = true;
		if (!this.reads && this.channel != null) {
			this.channel.config().setAutoRead(false);
		}
		if (this.listener != null) {
			this.listener.opened(this);
		}
	}

	/** The server does not want it. */
	void fail(String reason) {
		this.loop.failed(reason);
		close();
	}

	void send(byte[] bytes) {
		if (this.channel != null) {
			this.channel.writeAndFlush(Unpooled.wrappedBuffer(bytes), this.channel.voidPromise());
		}
	}

	void close() {
		this.wire = null;
		if (this.channel != null) {
			this.channel.close();
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		boolean wasOpen = this.open;
		this.open = false;
		this.wire = null;
		this.channel = null;
		if (this.listener != null) {
			this.listener.closed(this, wasOpen);
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		this.loop.failed(String.valueOf(cause.getMessage()));
		context.close();
	}

	/**
	 * Hears of channels, on the connection's event loop.
	 */
	interface Listener {

		void opened(ClientConnection connection);

		/**
		 * The channel is gone.
		 * @param connection whose channel
		 * @param wasOpen whether it had been opened
		 */
		void closed(ClientConnection connection, boolean wasOpen);

	}

}
