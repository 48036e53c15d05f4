package dev.realtime.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.realtime.BusUnavailableException;
import dev.realtime.CloseReason;
import dev.realtime.RealtimeTopics;
import dev.realtime.connection.UserQuota;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Mono;

/**
 * Counts a user's connections on all nodes, in Redis. For the user {@code alice}, each
 * connection {@code c} of a node {@code n} is the member {@code n/c} of <pre>
 * ZADD {realtime:0}:places:alice (now + lease) n/c   counts as long as its lease lasts
 * ZADD {realtime:0}:order:alice  (when it came) n/c  tells who has to make room
 * PEXPIRE of both                (2 * lease)
 * </pre> All times are those of Redis. A node renews its leases three times before they
 * end, so the places of a node that died are free after one lease at the latest, and the
 * user's keys are gone after two. To take a place away is one step with <pre>
 * SET {realtime:0}:taken:n/c replaced PX (2 * lease)
 * PUBLISH {realtime:0}:node:n "close replaced alice c"
 * </pre> The node that hears it closes the connection; one that did not hear it is
 * reminded by the key at the next renewal.
 * <p>
 * What is counted needs not survive in Redis: the nodes know it, and give it back when
 * Redis has lost it. While Redis is away each node counts its own. A user may then have
 * more connections than are allowed; nobody is closed when Redis is back, but the next
 * connection makes the oldest go, or is refused. If a reply is lost this node decides,
 * and what Redis did is put right by the next renewal, or ends with its lease.
 * <p>
 * All users are in the slot of the log: the scripts share its connection and its way of
 * noticing a failover. One connection costs two short scripts, some 40 µs of Redis, and a
 * batched renewal every third of a lease. Thread-safe.
 */
public final class RedisUserQuota implements UserQuota {

	private static final Log logger = LogFactory.getLog(RedisUserQuota.class);

	/** What another node says: close, why, whose, which. */
	private static final int CLOSE_WORDS = 4;

	private final CommandLink commands;

	private final String node;

	private final Duration lease;

	private final Places places = new Places();

	private final LeaseRenewal renewal;

	private final AtomicBoolean listened = new AtomicBoolean();

	private volatile Listener listener = (connectionId, reason) -> {
	};

	/**
	 * Create a quota, which shares the connections of the bus and ends with it. A bus
	 * carries one.
	 * @param bus the bus
	 * @param lease how long a place is held for a node that does not renew it; a
	 * millisecond or more
	 */
	public RedisUserQuota(RedisBus bus, Duration lease) {
		if (lease.toMillis() < 1) {
			throw new IllegalArgumentException("lease must be longer than 0, not " + lease);
		}
		this.commands = bus.commands();
		this.node = bus.node();
		this.lease = lease;
		this.renewal = new LeaseRenewal(this.commands, this.node, lease, this.places, this::taken);
		bus.attach(new NodeListener() {

			@Override
			public void sessionBegan() {
				RedisUserQuota.this.renewal.renewAll();
			}

			@Override
			public void told(String words) {
				RedisUserQuota.this.told(words);
			}

		});
		this.renewal.start(bus.timer());
	}

	@Override
	public void listen(Listener listener) {
		if (!this.listened.compareAndSet(false, true)) {
			throw new IllegalStateException("The quota has a listener already");
		}
		this.listener = listener;
	}

	@Override
	public Mono<Decision> acquire(String user, String connectionId, int max, Overflow overflow) {
		if (max < 1) {
			throw new IllegalArgumentException("max must be at least 1, not " + max);
		}
		String name = RealtimeTopics.encode(user);
		// Not cancelled half-way: the place would be nobody's.
		return Mono.fromFuture(() -> ask(name, connectionId, max, overflow), true);
	}

	private CompletableFuture<Decision> ask(String user, String connectionId, int max, Overflow overflow) {
		String full = (overflow == Overflow.CLOSE_OLDEST) ? "close" : "reject";
		return this.commands
			.<List<Object>>run(Script.ACQUIRE, Reply.bytes(user), Reply.bytes(this.node), Reply.bytes(connectionId),
					Reply.bytes(max), Reply.bytes(full), Reply.bytes(this.lease.toMillis()))
			.handle((reply, error) -> {
				if (error != null) {
					return decideAlone(user, connectionId, max, overflow, error);
				}
				return decided(user, connectionId, reply);
			});
	}

	private Decision decideAlone(String user, String connectionId, int max, Overflow overflow, Throwable error) {
		logger.debug(connectionId + ": only this node's connections of its user are counted", error);
		Decision decision = this.places.decide(user, connectionId, max, overflow);
		if (!decision.granted() && !(error instanceof BusUnavailableException)) {
			// Redis may have given it the place.
			this.renewal.free(new Place(user, connectionId, ""));
		}
		return decision;
	}

	private Decision decided(String user, String connectionId, List<Object> reply) {
		if (Reply.number(reply.get(0)) == 0) {
			return new Decision(false, List.of());
		}
		this.places.add(new Place(user, connectionId, Reply.text(reply.get(1))));
		List<String> evicted = new ArrayList<>(reply.size() - 2);
		for (Object id : reply.subList(2, reply.size())) {
			evicted.add(Reply.text(id));
		}
		evicted.forEach((id) -> this.places.remove(user, id));
		return new Decision(true, List.copyOf(evicted));
	}

	@Override
	public Mono<Void> release(String user, String connectionId) {
		Place gone = new Place(RealtimeTopics.encode(user), connectionId, "");
		return Mono.fromFuture(() -> {
			this.places.remove(gone.user(), gone.connectionId());
			return this.renewal.free(gone);
		}, true);
	}

	@Override
	public Mono<Long> countElsewhere(String user) {
		return elsewhere(user, "");
	}

	@Override
	public Mono<Long> closeElsewhere(String user, CloseReason reason) {
		return elsewhere(user, reason.word());
	}

	private Mono<Long> elsewhere(String user, String reason) {
		byte[] name = Reply.bytes(RealtimeTopics.encode(user));
		return Mono
			.fromFuture(() -> this.commands.<Long>run(Script.ELSEWHERE, name, Reply.bytes(this.node),
					Reply.bytes(reason), Reply.bytes(this.lease.toMillis())), true)
			.onErrorMap((error) -> !(error instanceof BusUnavailableException),
					(error) -> new BusUnavailableException("Redis did not say which connections other nodes have",
							error));
	}

	private void told(String words) {
		String[] parts = words.split(" ");
		if (parts.length == CLOSE_WORDS && parts[0].equals("close")) {
			taken(new Place(parts[2], parts[3], ""), parts[1]);
		}
		else {
			logger.debug("Another node said what this one does not understand");
		}
	}

	private void taken(Place place, String word) {
		// A newer node may have another reason.
		CloseReason reason = word.equals(CloseReason.CLOSED_BY_APP.word()) ? CloseReason.CLOSED_BY_APP
				: CloseReason.REPLACED;
		this.places.remove(place.user(), place.connectionId());
		this.listener.close(place.connectionId(), reason);
	}

}
