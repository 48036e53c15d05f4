package dev.realtime.benchmarks.load;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;

/**
 * Posts events over a few connections that are kept alive, one request at a time on each.
 * What cannot be sent at once waits, in order. Confined to one event loop.
 */
final class EventPublisher {

	private static final long RETRY_MILLIS = 100;

	private static final int MAX_RESPONSE = 64 * 1024;

	private final EventLoop loop;

	private final Sockets sockets;

	private final int port;

	private final String path;

	private final Numbering numbering;

	private final Queue<Channel> free = new ArrayDeque<>();

	private final Queue<Post> waiting = new ArrayDeque<>();

	private Payload payload = new Payload(Payload.MIN);

	private long published;

	private long answered;

	private long failures;

	private Runnable whenAnswered = () -> {
	};

	/**
	 * Create a publisher without connections.
	 * @param loop its event loop
	 * @param sockets what makes sockets
	 * @param port where to post to
	 * @param path path and query, with <code>{topic}</code> for the topic
	 * @param numbering how events are numbered
	 */
	EventPublisher(EventLoop loop, Sockets sockets, int port, String path, Numbering numbering) {
		this.loop = loop;
		this.sockets = sockets;
		this.port = port;
		this.path = path;
		this.numbering = numbering;
	}

	EventLoop loop() {
		return this.loop;
	}

	/** Open one more connection, and again if that fails. */
	void connect() {
		this.sockets.bootstrap(this.loop, this.port).handler(new ChannelInitializer<>() {

			@Override
			protected void initChannel(Channel channel) {
				channel.pipeline()
					.addLast(new HttpResponseDecoder(), new HttpObjectAggregator(MAX_RESPONSE), new Answers());
			}

		}).connect().addListener((connected) -> {
			if (!connected.isSuccess() && !this.loop.isShuttingDown()) {
				this.loop.schedule(this::connect, RETRY_MILLIS, TimeUnit.MILLISECONDS);
			}
		});
	}

	/**
	 * What is published from now on.
	 * @param bytes how large its payload is
	 */
	void size(int bytes) {
		if (bytes != this.payload.size()) {
			this.payload = new Payload(bytes);
		}
	}

	/**
	 * Publish the next event.
	 * @param nanos when it was due
	 */
	void publish(long nanos) {
		this.waiting.add(new Post(this.published++, nanos));
		drain();
	}

	/**
	 * How many events were published.
	 * @return also the number of the next
	 */
	long published() {
		return this.published;
	}

	/**
	 * How many posts were answered, or ended without an answer.
	 * @return the answered ones
	 */
	long answered() {
		return this.answered;
	}

	/**
	 * How many posts were refused or never answered.
	 * @return included in {@link #answered()}
	 */
	long failures() {
		return this.failures;
	}

	void whenAnswered(Runnable listener) {
		this.whenAnswered = listener;
	}

	private void drain() {
		while (!this.free.isEmpty() && !this.waiting.isEmpty()) {
			send(this.free.remove(), this.waiting.remove());
		}
	}

	private void send(Channel channel, Post post) {
		String where = this.path.replace("{topic}", Target.topicName(this.numbering.topic(post.number)));
		String head = "POST " + where + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
				+ "Content-Length: " + this.payload.size() + "\r\n\r\n";
		ByteBuf request = channel.alloc().buffer(head.length() + this.payload.size());
		request.writeCharSequence(head, StandardCharsets.US_ASCII);
		request.writeBytes(this.payload.stamped(this.numbering.seq(post.number), post.nanos));
		channel.writeAndFlush(request, channel.voidPromise());
	}

	private void answered(boolean success) {
		this.answered++;
		if (!success) {
			this.failures++;
		}
		this.whenAnswered.run();
	}

	/** A channel that is not free has one post under way. */
	private final class Answers extends SimpleChannelInboundHandler<FullHttpResponse> {

		@Override
		public void channelActive(ChannelHandlerContext context) {
			release(context);
		}

		@Override
		protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
			if (HttpUtil.isKeepAlive(response)) {
				release(context);
			}
			else {
				// Closed at once, and told so before anything else is sent.
				EventPublisher.this.free.add(context.channel());
				context.close();
			}
			answered(response.status().codeClass() == HttpStatusClass.SUCCESS);
		}

		private void release(ChannelHandlerContext context) {
			EventPublisher.this.free.add(context.channel());
			drain();
		}

		@Override
		public void channelInactive(ChannelHandlerContext context) {
			if (!EventPublisher.this.free.remove(context.channel())) {
				answered(false);
			}
			if (!EventPublisher.this.loop.isShuttingDown()) {
				connect();
			}
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			context.close();
		}

	}

	private record Post(long number, long nanos) {

	}

}
