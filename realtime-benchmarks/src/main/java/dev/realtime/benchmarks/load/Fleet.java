package dev.realtime.benchmarks.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;

/**
 * All connections of the client. Topics take turns. Thread-safe for who counts; commands
 * come from one thread.
 */
final class Fleet implements Connector.Listener {

	private static final long CONNECT_SECONDS = 120;

	private static final long CUT_SECONDS = 60;

	private final Sockets sockets;

	private final List<LoadLoop> loops;

	private final Target target;

	private final int port;

	private final int topics;

	private final List<ClientConnection> connections = new ArrayList<>();

	private final AtomicIntegerArray receivers;

	private final AtomicInteger allReceivers = new AtomicInteger();

	private final AtomicInteger open = new AtomicInteger();

	private final AtomicInteger lostReaders = new AtomicInteger();

	private final AtomicInteger lostSlow = new AtomicInteger();

	private volatile boolean cutting;

	Fleet(Sockets sockets, List<LoadLoop> loops, Target target, int port, int topics) {
		this.sockets = sockets;
		this.loops = loops;
		this.target = target;
		this.port = port;
		this.topics = topics;
		this.receivers = new AtomicIntegerArray(topics);
	}

	/**
	 * Add connections and open them.
	 * @param count how many
	 * @param reads whether they read on after the opening
	 * @param resumes whether they remember ids
	 * @param concurrency how many handshakes at a time
	 * @return how long that took
	 * @throws InterruptedException if it is interrupted
	 */
	Opening connect(int count, boolean reads, boolean resumes, int concurrency) throws InterruptedException {
		int first = this.connections.size();
		List<ClientConnection> added = new ArrayList<>();
		for (int i = first; i < first + count; i++) {
			added.add(new ClientConnection(this.loops.get(i % this.loops.size()), this.target, i % this.topics, reads,
					resumes));
		}
		this.connections.addAll(added);
		return open(added, first, concurrency);
	}

	/**
	 * Open all connections again that were cut.
	 * @param concurrency how many handshakes at a time
	 * @return how long that took
	 * @throws InterruptedException if it is interrupted
	 */
	Opening reconnect(int concurrency) throws InterruptedException {
		return open(this.connections, 0, concurrency);
	}

	private Opening open(List<ClientConnection> closed, int first, int concurrency) throws InterruptedException {
		this.cutting = false;
		Connector connector = new Connector(this.sockets, this.port, closed, first, this);
		long begun = System.nanoTime();
		int opened = connector.open(concurrency, CONNECT_SECONDS);
		double seconds = (System.nanoTime() - begun) / 1e9;
		return new Opening(closed.size(), opened, seconds, begun);
	}

	/** Close all connections and wait until they are closed. */
	void cut() {
		this.cutting = true;
		eachOnItsLoop(ClientConnection::close);
		Waiting.until(() -> this.open.get() == 0, CUT_SECONDS, "all connections are closed");
	}

	@Override
	public void opened(ClientConnection connection) {
		count(connection, 1);
		this.open.incrementAndGet();
	}

	@Override
	public void closed(ClientConnection connection) {
		count(connection, -1);
		this.open.decrementAndGet();
		if (!this.cutting) {
			(connection.reads() ? this.lostReaders : this.lostSlow).incrementAndGet();
		}
	}

	private void count(ClientConnection connection, int change) {
		if (connection.reads()) {
			this.receivers.addAndGet(connection.topic(), change);
			this.allReceivers.addAndGet(change);
		}
	}

	/**
	 * Do something with each connection.
	 * @param task what to do, on the connection's loop
	 */
	void eachOnItsLoop(Consumer<ClientConnection> task) {
		for (LoadLoop loop : this.loops) {
			loop.run(() -> this.connections.stream().filter((each) -> each.loop() == loop).forEach(task));
		}
	}

	int receivers(int topic) {
		return this.receivers.get(topic);
	}

	int receivers() {
		return this.allReceivers.get();
	}

	int open() {
		return this.open.get();
	}

	int lostReaders() {
		return this.lostReaders.get();
	}

	int lostSlow() {
		return this.lostSlow.get();
	}

	/**
	 * How opening connections went.
	 *
	 * @param wanted how many were to be opened
	 * @param opened how many were
	 * @param seconds how long it took
	 * @param begunNanos when it began
	 */
	record Opening(int wanted, int opened, double seconds, long begunNanos) {

	}

}
