package dev.realtime.redis;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

import dev.realtime.bus.Serial;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a node's places in Redis alive: renews their leases three times before they end,
 * gives back at once what Redis may have lost, and frees what could not be freed while it
 * was away. One round at a time, in batches that keep Redis from others for no more than
 * a few ms. Thread-safe.
 */
final class LeaseRenewal {

	private static final Log logger = LogFactory.getLog(LeaseRenewal.class);

	private static final int BATCH = 200;

	/** How many may wait to be freed. What is dropped ends with its lease. */
	private static final int MAX_UNFREED = 10_000;

	private final ScriptRunner scripts;

	private final String node;

	private final Duration lease;

	private final Places places;

	private final BiConsumer<Place, String> taken;

	private final Serial serial = new Serial();

	private final Deque<Place> unfreed = new ArrayDeque<>();

	/**
	 * What was last renewed. Only after it is a place freed that may be part of it, or
	 * Redis would give it back: what two threads send may arrive in either order.
	 */
	private CompletableFuture<?> renewed = CompletableFuture.completedFuture(null);

	private boolean running;

	private boolean again;

	/**
	 * Create a renewal.
	 * @param scripts where scripts run
	 * @param node this node
	 * @param lease how long a lease is
	 * @param places this node's places
	 * @param taken told of places that were taken away unnoticed, and why
	 */
	LeaseRenewal(ScriptRunner scripts, String node, Duration lease, Places places, BiConsumer<Place, String> taken) {
		this.scripts = scripts;
		this.node = node;
		this.lease = lease;
		this.places = places;
		this.taken = taken;
	}

	void start(ScheduledExecutorService timer) {
		long interval = Math.max(1, this.lease.toMillis() / 3);
		timer.scheduleWithFixedDelay(this::renewAll, interval, interval, TimeUnit.MILLISECONDS);
	}

	/**
	 * Begin a round, or another one after the one that is under way.
	 */
	void renewAll() {
		this.serial.execute(() -> {
			if (this.running) {
				this.again = true;
			}
			else {
				begin();
			}
		});
	}

	private void begin() {
		this.running = true;
		this.again = false;
		List<Place> waiting = new ArrayList<>(this.unfreed);
		this.unfreed.clear();
		for (int from = 0; from < waiting.size(); from += BATCH) {
			send(waiting.subList(from, Math.min(waiting.size(), from + BATCH)));
		}
		next(this.places.all().iterator());
	}

	private void next(Iterator<Place> rest) {
		List<Place> batch = new ArrayList<>(BATCH);
		while (rest.hasNext() && batch.size() < BATCH) {
			Place place = rest.next();
			if (this.places.contains(place)) {
				batch.add(place);
			}
		}
		if (batch.isEmpty()) {
			end();
			return;
		}
		CompletableFuture<List<Object>> renewing = this.scripts.run(Script.RENEW, renewal(batch));
		this.renewed = renewing;
		renewing.whenComplete((reply, error) -> {
			if (error == null) {
				for (int i = 0; i < reply.size(); i += 2) {
					this.taken.accept(batch.get((int) Reply.number(reply.get(i)) - 1), Reply.text(reply.get(i + 1)));
				}
				this.serial.execute(() -> next(rest));
			}
			else {
				logger.debug("Leases were not renewed", error);
				this.serial.execute(this::end);
			}
		});
	}

	private void end() {
		this.running = false;
		if (this.again) {
			begin();
		}
	}

	private byte[][] renewal(List<Place> batch) {
		List<byte[]> arguments = new ArrayList<>(2 + 3 * batch.size());
		arguments.add(Reply.bytes(this.node));
		arguments.add(Reply.bytes(this.lease.toMillis()));
		for (Place place : batch) {
			arguments.add(Reply.bytes(place.user()));
			arguments.add(Reply.bytes(place.connectionId()));
			arguments.add(Reply.bytes(place.order()));
		}
		return arguments.toArray(byte[][]::new);
	}

	/**
	 * Free a place that this node does not have any more.
	 * @param place the place
	 * @return completes when Redis was told, or will be told when it is back
	 */
	CompletableFuture<@Nullable Void> free(Place place) {
		CompletableFuture<@Nullable Void> told = new CompletableFuture<>();
		this.serial.execute(() -> this.renewed
			.whenComplete((renewed, lost) -> send(List.of(place)).whenComplete((found, error) -> told.complete(null))));
		return told;
	}

	private CompletableFuture<Long> send(List<Place> gone) {
		List<byte[]> arguments = new ArrayList<>(1 + 2 * gone.size());
		arguments.add(Reply.bytes(this.node));
		for (Place place : gone) {
			arguments.add(Reply.bytes(place.user()));
			arguments.add(Reply.bytes(place.connectionId()));
		}
		return this.scripts.<Long>run(Script.RELEASE, arguments.toArray(byte[][]::new)).whenComplete((found, error) -> {
			if (error != null) {
				logger.debug(gone.size() + " places were not freed yet", error);
				this.serial.execute(() -> remember(gone));
			}
		});
	}

	private void remember(List<Place> gone) {
		this.unfreed.addAll(gone);
		while (this.unfreed.size() > MAX_UNFREED) {
			this.unfreed.remove();
		}
	}

}
