package dev.realtime.benchmarks.load;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;

/**
 * Opens connections, so many at a time. Each is tried once. Thread-safe.
 */
final class Connector implements ClientConnection.Listener {

	private final Sockets sockets;

	private final int port;

	private final Iterator<ClientConnection> rest;

	private final CountDownLatch pending;

	private final Listener listener;

	private final AtomicInteger opened = new AtomicInteger();

	private int index;

	/**
	 * Prepare.
	 * @param sockets what makes sockets
	 * @param port where to connect to
	 * @param connections which to open, none of them connected
	 * @param firstIndex the number of the first of them
	 * @param listener hears of connections that were opened
	 */
	Connector(Sockets sockets, int port, List<ClientConnection> connections, int firstIndex, Listener listener) {
		this.sockets = sockets;
		this.port = port;
		this.rest = connections.iterator();
		this.pending = new CountDownLatch(connections.size());
		this.index = firstIndex;
		this.listener = listener;
	}

	/**
	 * Open them all.
	 * @param concurrency how many handshakes may be under way at a time
	 * @param seconds how long to wait at most
	 * @return how many were opened
	 * @throws InterruptedException if it is interrupted
	 */
	int open(int concurrency, long seconds) throws InterruptedException {
		for (int i = 0; i < concurrency; i++) {
			next();
		}
		if (!this.pending.await(seconds, TimeUnit.SECONDS)) {
			throw new IllegalStateException(this.pending.getCount() + " connections neither opened nor failed");
		}
		return this.opened.get();
	}

	private synchronized void next() {
		if (!this.rest.hasNext()) {
			return;
		}
		ClientConnection connection = this.rest.next();
		connection.listen(this);
		Bootstrap bootstrap = this.sockets.bootstrap(connection.loop().eventLoop(), this.port).handler(connection);
		this.sockets.source(bootstrap, this.index++, !connection.reads());
		bootstrap.connect().addListener((ChannelFuture connected) -> {
			if (!connected.isSuccess()) {
				connection.loop().failed(String.valueOf(connected.cause().getMessage()));
				done();
			}
		});
	}

	@Override
	public void opened(ClientConnection connection) {
		this.opened.incrementAndGet();
		this.listener.opened(connection);
		done();
	}

	@Override
	public void closed(ClientConnection connection, boolean wasOpen) {
		if (wasOpen) {
			this.listener.closed(connection);
		}
		else {
			done();
		}
	}

	private void done() {
		this.pending.countDown();
		next();
	}

	/**
	 * Hears of connections that were opened, on their loops.
	 */
	interface Listener {

		/**
		 * A connection was opened.
		 * @param connection the connection
		 */
		void opened(ClientConnection connection);

		/**
		 * A connection that was open is not any more.
		 * @param connection the connection
		 */
		void closed(ClientConnection connection);

	}

}
