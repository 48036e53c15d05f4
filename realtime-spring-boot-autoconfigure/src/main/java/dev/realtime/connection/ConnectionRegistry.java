package dev.realtime.connection;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.realtime.CloseReason;
import dev.realtime.RealtimeConnection;
import dev.realtime.RealtimeConnections;
import dev.realtime.RealtimeObserver;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Who is connected to this node, and who may: keeps the caps, hands out leases, lists and
 * closes. What concerns a user's connections on other nodes it leaves to the quota.
 * Thread-safe, never blocks; no lock is held while anything else is called, and what it
 * lists is weakly consistent.
 * <p>
 * Every refusal that it answers with it also reports to
 * {@link RealtimeObserver#connectionRejected}; whoever refuses for another reason reports
 * that.
 */
public final class ConnectionRegistry implements RealtimeConnections {

	private static final Log logger = LogFactory.getLog(ConnectionRegistry.class);

	private final ConnectionLimits limits;

	private final UserQuota quota;

	private final RealtimeObserver observer;

	private final ConcurrentMap<String, Lease> leases = new ConcurrentHashMap<>();

	private final UserStreams users = new UserStreams();

	private final Places addresses;

	private final Places polls;

	private final AtomicInteger taken = new AtomicInteger();

	private volatile Sinks.Empty<Void> emptied = Sinks.empty();

	private volatile boolean draining;

	/** How many were here when the drain began. */
	private volatile int toDrain;

	public ConnectionRegistry(ConnectionLimits limits, UserQuota quota, RealtimeObserver observer) {
		this.limits = limits;
		this.quota = quota;
		this.observer = observer;
		this.addresses = new Places(limits.maxPerAddress());
		this.polls = new Places(limits.maxPollsPerUser());
		quota.listen(this::close);
	}

	/**
	 * Take the places that a connection needs. A stream counts for the node and for its
	 * user, or, if anonymous, for its address. A long poll counts for the node and, if
	 * anonymous, for its address, else among its user's polls; it evicts nobody. What has
	 * to make room for a stream is closed with {@link CloseReason#REPLACED}.
	 * <p>
	 * Cold. The subscription owns the lease: to cancel it gives the places back, before
	 * or after the lease was handed over. The answer may come on any thread.
	 * @param connection the connection, with an id that was never used before; it may be
	 * closed from now on
	 * @param addressKey what the address counts as, or {@code null} not to count it
	 * @return the lease; fails with a {@link RefusedException}:
	 * {@link CloseReason#DRAINING}, {@link CloseReason#UNAVAILABLE} if the node is full
	 * or the user's places cannot be counted, {@link CloseReason#TOO_MANY_CONNECTIONS}
	 */
	public Mono<Lease> open(RegisteredConnection connection, @Nullable String addressKey) {
		return Mono.defer(() -> {
			boolean counted = connection.info().user().isAnonymous() && this.addresses.limited();
			return admit(new Lease(this, connection, counted ? addressKey : null));
		}).doOnError(RefusedException.class, (refused) -> this.observer.connectionRejected(refused.reason()));
	}

	private Mono<Lease> admit(Lease lease) {
		if (this.draining) {
			return Mono.error(drainingRefusal());
		}
		if (!takeNodePlace()) {
			return Mono.error(new RefusedException(CloseReason.UNAVAILABLE, "This node has no place left"));
		}
		String addressKey = lease.addressKey();
		if (addressKey != null && !this.addresses.take(addressKey)) {
			freeNodePlace();
			return Mono.error(new RefusedException(CloseReason.TOO_MANY_CONNECTIONS,
					"Too many anonymous connections from this address"));
		}
		if (isCountedPoll(lease) && !this.polls.take(lease.info().user().name())) {
			freeNodePlace();
			return Mono
				.error(new RefusedException(CloseReason.TOO_MANY_CONNECTIONS, "Too many long polls of this user wait"));
		}
		// Before the quota is asked: an eviction has to find the connection at once.
		register(lease);
		// After it is registered: a drain either finds it or is seen here.
		if (this.draining) {
			lease.release();
			return Mono.error(drainingRefusal());
		}
		return (lease.isUserStream() ? askQuota(lease) : Mono.just(lease.opened())).doOnCancel(lease::release);
	}

	private Mono<Lease> askQuota(Lease lease) {
		ConnectionInfo info = lease.info();
		// Asked even without a limit, so that other nodes know of the connection.
		int max = (this.limits.maxPerUser() > 0) ? this.limits.maxPerUser() : Integer.MAX_VALUE;
		lease.userPlaceAsked();
		// Not cancelled half-way, or nobody would know whether there is a place to free.
		return Mono.fromFuture(
				() -> Mono.defer(() -> this.quota.acquire(info.user().name(), info.id(), max, this.limits.overflow()))
					.switchIfEmpty(Mono.error(() -> new IllegalStateException("The quota did not answer")))
					.onErrorMap((error) -> uncounted(lease, error))
					.map((decision) -> settle(lease, decision))
					.toFuture(),
				true);
	}

	private Lease settle(Lease lease, UserQuota.Decision decision) {
		decision.evicted().forEach((id) -> close(id, CloseReason.REPLACED));
		if (!decision.granted()) {
			lease.userPlaceRefused();
			lease.release();
			throw new RefusedException(CloseReason.TOO_MANY_CONNECTIONS, "Too many connections of this user");
		}
		if (!lease.userPlaceGranted()) {
			freeUserPlace(lease.info());
		}
		else if (this.draining) {
			lease.release();
			throw drainingRefusal();
		}
		return lease.opened();
	}

	private RefusedException uncounted(Lease lease, Throwable error) {
		logger.debug(lease.info().id() + " was refused: its user's places could not be counted", error);
		lease.userPlaceRefused();
		lease.release();
		// The place may have been taken although the answer was lost.
		freeUserPlace(lease.info());
		return new RefusedException(CloseReason.UNAVAILABLE, "Connections cannot be counted now");
	}

	private void close(String id, CloseReason reason) {
		Lease lease = this.leases.get(id);
		if (lease != null) {
			lease.connection().close(reason, -1);
		}
	}

	private void register(Lease lease) {
		this.leases.put(lease.info().id(), lease);
		if (lease.isUserStream()) {
			this.users.add(lease.info().user().name(), lease);
		}
	}

	/**
	 * Called once by each lease that was registered.
	 */
	void giveBack(Lease lease) {
		ConnectionInfo info = lease.info();
		this.leases.remove(info.id(), lease);
		if (lease.isUserStream()) {
			this.users.remove(info.user().name(), lease);
		}
		if (lease.takeUserPlace()) {
			freeUserPlace(info);
		}
		String addressKey = lease.addressKey();
		if (addressKey != null) {
			this.addresses.free(addressKey);
		}
		if (isCountedPoll(lease)) {
			this.polls.free(info.user().name());
		}
		freeNodePlace();
	}

	private boolean isCountedPoll(Lease lease) {
		return this.polls.limited() && !lease.isStream() && !lease.info().user().isAnonymous();
	}

	private void freeUserPlace(ConnectionInfo info) {
		// Nothing ends this early: a place that is not given back is lost to the user.
		Mono.defer(() -> this.quota.release(info.user().name(), info.id())).subscribe((ignored) -> {
		}, (error) -> logger.debug(info.id() + ": its user's place was not given back", error));
	}

	private boolean takeNodePlace() {
		int max = this.limits.max();
		int before = this.taken.getAndUpdate((count) -> (max == 0 || count < max) ? count + 1 : count);
		return max == 0 || before < max;
	}

	private void freeNodePlace() {
		if (this.taken.decrementAndGet() == 0 && this.draining) {
			this.emptied.tryEmitEmpty();
		}
	}

	private static RefusedException drainingRefusal() {
		return new RefusedException(CloseReason.DRAINING, "This node is shutting down");
	}

	/**
	 * How many places of the node are taken, by streams and long polls, those included
	 * that are just being opened.
	 * @return the count
	 */
	public int size() {
		return this.taken.get();
	}

	/**
	 * The streams that are open now.
	 */
	List<Lease> streams() {
		return this.leases.values().stream().filter(ConnectionRegistry::isListed).toList();
	}

	/**
	 * What is connected now: streams that are open, and long polls that wait.
	 * @return the connections, in no particular order
	 */
	public List<RegisteredConnection> connected() {
		return this.leases.values().stream().filter(Lease::isOpen).map(Lease::connection).toList();
	}

	/**
	 * Find an open stream or a waiting long poll of this node.
	 * @param id the connection's id
	 * @return the connection, or {@code null} if there is none
	 */
	public @Nullable RegisteredConnection find(String id) {
		Lease lease = this.leases.get(id);
		return (lease != null && lease.isOpen()) ? lease.connection() : null;
	}

	/**
	 * How many addresses and users are kept in mind.
	 */
	int addressesAndUsers() {
		return this.addresses.size() + this.polls.size() + this.users.size();
	}

	/**
	 * Whether the node takes no connections any more.
	 * @return {@code true} from the begin of a drain on, until the node is started again
	 */
	public boolean isDraining() {
		return this.draining;
	}

	/**
	 * How much of a drain is done. Who was just being refused when it began may count for
	 * a moment.
	 * @return the part of the connections that have gone, from 0 to 1, and 1 if there
	 * were none; 0 while the node takes connections
	 */
	public double drained() {
		int begun = this.toDrain;
		if (!this.draining) {
			return 0;
		}
		return (begun > 0) ? Math.max(0, 1 - (double) this.taken.get() / begun) : 1;
	}

	/**
	 * How many connections there may be.
	 * @return the limits
	 */
	public ConnectionLimits limits() {
		return this.limits;
	}

	/**
	 * Refuse all that comes from now on.
	 * @return what is connected, or about to be
	 */
	List<RegisteredConnection> beginDrain() {
		this.toDrain = this.taken.get();
		this.draining = true;
		if (this.taken.get() == 0) {
			this.emptied.tryEmitEmpty();
		}
		return this.leases.values().stream().map(Lease::connection).toList();
	}

	/**
	 * Take connections again, after a drain.
	 */
	void endDrain() {
		this.emptied = Sinks.empty();
		this.draining = false;
	}

	/**
	 * Waits for the end of what was connected when the drain began.
	 * @return completes when the last place was given back
	 */
	Mono<Void> whenEmpty() {
		return this.emptied.asMono();
	}

	@Override
	public Flux<RealtimeConnection> list() {
		return views(this.leases.values());
	}

	@Override
	public Flux<RealtimeConnection> list(String user) {
		return Flux.defer(() -> views(this.users.of(user)));
	}

	@Override
	public Mono<Long> count() {
		return Mono.fromSupplier(() -> this.leases.values().stream().filter(ConnectionRegistry::isListed).count());
	}

	@Override
	public Mono<Long> count(String user) {
		return Mono.defer(() -> this.quota.countElsewhere(user))
			.map((elsewhere) -> elsewhere + this.users.of(user).stream().filter(ConnectionRegistry::isListed).count());
	}

	@Override
	public Mono<Boolean> close(String id) {
		return Mono.fromSupplier(() -> {
			Lease lease = this.leases.get(id);
			if (lease == null || !lease.isStream()) {
				return false;
			}
			lease.connection().close(CloseReason.CLOSED_BY_APP, -1);
			return true;
		});
	}

	@Override
	public Mono<Long> closeUser(String user) {
		return Mono.defer(() -> {
			Collection<Lease> here = List.copyOf(this.users.of(user));
			here.forEach((lease) -> lease.connection().close(CloseReason.CLOSED_BY_APP, -1));
			return this.quota.closeElsewhere(user, CloseReason.CLOSED_BY_APP)
				.map((elsewhere) -> here.size() + elsewhere);
		});
	}

	private static Flux<RealtimeConnection> views(Collection<Lease> leases) {
		return Flux.fromIterable(leases).filter(ConnectionRegistry::isListed).map(Lease::view);
	}

	private static boolean isListed(Lease lease) {
		return lease.isOpen() && lease.isStream();
	}

}
