package dev.realtime.local;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import dev.realtime.Position;
import dev.realtime.PublishedEvent;
import dev.realtime.bus.BusListener;
import dev.realtime.bus.Publication;
import dev.realtime.bus.ReadRequest;
import dev.realtime.bus.ReadResult;
import dev.realtime.bus.RealtimeBus;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The engine that keeps everything in the heap of one node. The log begins empty, under a
 * new epoch, with each instance. Thread-safe: everything happens under one lock that is
 * never held for longer than it takes to append or read in memory.
 * <p>
 * The listener is called under that lock, so a receipt is given after the event was
 * handed over, and publishers cannot run ahead of the listener. It may call back into the
 * bus; what that publishes is handed over after the call in progress. It must not wait
 * for another thread that calls the bus.
 * <p>
 * Old events are dropped, a bounded number at a time, whenever something is published or
 * a checkpoint is asked for; reads never return them.
 */
public final class LocalBus implements RealtimeBus {

	private static final String EPOCH_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

	private static final int EPOCH_LENGTH = 8;

	private static final Consumer<BusListener> INTERRUPTED = BusListener::onInterrupted;

	private static final Log logger = LogFactory.getLog(LocalBus.class);

	private final ReentrantLock lock = new ReentrantLock();

	private final Clock clock;

	private final Partition partition;

	private final Receipts receipts;

	private final Set<String> subscribed = new HashSet<>();

	/** Holds more than one only while the listener itself publishes. */
	private final Queue<Consumer<BusListener>> handOver = new ArrayDeque<>();

	private @Nullable BusListener listener;

	private boolean handingOver;

	public LocalBus(LocalBusSettings settings) {
		this(settings, Clock.systemUTC(), new SecureRandom());
	}

	/**
	 * Create a bus.
	 * @param settings its bounds
	 * @param clock what tells how old an event is
	 * @param random where the epoch comes from
	 */
	public LocalBus(LocalBusSettings settings, Clock clock, RandomGenerator random) {
		this.clock = clock;
		this.partition = new Partition(epoch(random), settings.knownTopics());
		this.receipts = new Receipts(settings);
	}

	private static String epoch(RandomGenerator random) {
		StringBuilder epoch = new StringBuilder(EPOCH_LENGTH);
		for (int i = 0; i < EPOCH_LENGTH; i++) {
			epoch.append(EPOCH_ALPHABET.charAt(random.nextInt(EPOCH_ALPHABET.length())));
		}
		return epoch.toString();
	}

	@Override
	public Mono<Position> publish(Publication publication) {
		return Mono.fromSupplier(() -> publication.ephemeral() ? passOn(publication) : append(publication));
	}

	private @Nullable Position passOn(Publication publication) {
		this.lock.lock();
		try {
			handOver(new PublishedEvent(publication.topic(), publication.type(), null, 0, publication.timestamp(),
					publication.payload(), publication.messageId(), publication.trace()));
			return null;
		}
		finally {
			this.lock.unlock();
		}
	}

	private Position append(Publication publication) {
		this.lock.lock();
		try {
			long now = this.clock.millis();
			expire(now);
			String key = publication.idempotencyKey();
			Position earlier = (key != null) ? this.receipts.find(key) : null;
			if (earlier != null) {
				return earlier;
			}
			PublishedEvent event = this.partition.append(publication, now);
			Position position = this.partition.top();
			if (key != null) {
				this.receipts.add(key, position, now);
			}
			handOver(event);
			return position;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void listen(BusListener listener) {
		this.lock.lock();
		try {
			if (this.listener != null) {
				throw new IllegalStateException("The bus has a listener already");
			}
			this.listener = listener;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public Mono<Void> subscribe(String topic) {
		return Mono.fromRunnable(() -> {
			this.lock.lock();
			try {
				this.subscribed.add(topic);
			}
			finally {
				this.lock.unlock();
			}
		});
	}

	@Override
	public void unsubscribe(String topic) {
		this.lock.lock();
		try {
			this.subscribed.remove(topic);
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public Mono<ReadResult> read(ReadRequest request) {
		return Mono.fromSupplier(() -> {
			this.lock.lock();
			try {
				return new PartitionReader(this.partition, this.clock.millis()).read(request);
			}
			finally {
				this.lock.unlock();
			}
		});
	}

	@Override
	public void requestCheckpoint() {
		this.lock.lock();
		try {
			expire(this.clock.millis());
			Position top = this.partition.top();
			handOver((listener) -> listener.onCheckpoint(top));
		}
		finally {
			this.lock.unlock();
		}
	}

	private void expire(long now) {
		this.partition.expire(now);
		this.receipts.expire(now);
	}

	private void handOver(PublishedEvent event) {
		if (this.subscribed.contains(event.topic())) {
			handOver((listener) -> listener.onEvent(event));
		}
	}

	private void handOver(Consumer<BusListener> call) {
		BusListener listener = this.listener;
		if (listener == null) {
			return;
		}
		this.handOver.add(call);
		if (this.handingOver) {
			return;
		}
		this.handingOver = true;
		try {
			for (Consumer<BusListener> next = this.handOver.poll(); next != null; next = this.handOver.poll()) {
				call(listener, next);
			}
		}
		finally {
			this.handingOver = false;
		}
	}

	/** What was appended is published, whatever the listener makes of it. */
	private void call(BusListener listener, Consumer<BusListener> call) {
		try {
			call.accept(listener);
		}
		catch (RuntimeException ex) {
			logger.error("The listener failed, so its subscribers have to read again", ex);
			if (call != INTERRUPTED) {
				this.handOver.add(INTERRUPTED);
			}
		}
	}

}
