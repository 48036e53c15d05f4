package dev.realtime.connection;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import dev.realtime.RealtimeConnection;
import dev.realtime.Transport;
import org.jspecify.annotations.Nullable;

/**
 * The places that one connection holds: on the node, of its user, of its address. Whoever
 * got it releases it when the connection has ended and its last bytes are out, since a
 * drain that finds nothing leased lets the web server stop. Thread-safe.
 */
public final class Lease {

	private static final VarHandle RELEASED;

	private static final VarHandle USER_PLACE;

	static {
		try {
			// There are as many leases as connections: they are kept small.
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			RELEASED = lookup.findVarHandle(Lease.class, "released", boolean.class);
			USER_PLACE = lookup.findVarHandle(Lease.class, "userPlace", UserPlace.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final ConnectionRegistry registry;

	private final RegisteredConnection connection;

	private final @Nullable String addressKey;

	private volatile boolean released;

	private volatile UserPlace userPlace = UserPlace.NONE;

	private volatile boolean open;

	private boolean unconfirmed;

	Lease(ConnectionRegistry registry, RegisteredConnection connection, @Nullable String addressKey) {
		this.registry = registry;
		this.connection = connection;
		this.addressKey = addressKey;
	}

	/**
	 * Give all places back. Only the first call counts; any thread may call it, at any
	 * time.
	 */
	public void release() {
		if (RELEASED.compareAndSet(this, false, true)) {
			this.open = false;
			this.registry.giveBack(this);
		}
	}

	RegisteredConnection connection() {
		return this.connection;
	}

	ConnectionInfo info() {
		return this.connection.info();
	}

	@Nullable String addressKey() {
		return this.addressKey;
	}

	boolean isStream() {
		return info().transport() != Transport.LONG_POLL;
	}

	/**
	 * Whether the connection belongs to a user, counts as one of theirs and is found by
	 * their name.
	 * @return {@code false} for long polls and anonymous clients
	 */
	boolean isUserStream() {
		return isStream() && !info().user().isAnonymous();
	}

	/**
	 * Show the connection to the application from now on.
	 * @return this lease
	 */
	Lease opened() {
		this.open = true;
		// It may have been released meanwhile, by a subscriber that went away.
		if (this.released) {
			this.open = false;
		}
		return this;
	}

	boolean isOpen() {
		return this.open;
	}

	/**
	 * The rights were asked about again. Of one thread at a time.
	 * @param now whether there was no answer
	 * @return whether there was none the time before either
	 */
	boolean unconfirmed(boolean now) {
		boolean twice = now && this.unconfirmed;
		this.unconfirmed = now;
		return twice;
	}

	RealtimeConnection view() {
		return info().view(this.connection.topics());
	}

	/**
	 * The quota is about to be asked for a place.
	 */
	void userPlaceAsked() {
		this.userPlace = UserPlace.ASKED;
	}

	/**
	 * The quota granted a place.
	 * @return {@code false} if the lease was released meanwhile, and the place has to go
	 * back
	 */
	boolean userPlaceGranted() {
		return USER_PLACE.compareAndSet(this, UserPlace.ASKED, UserPlace.HELD);
	}

	/**
	 * The quota has answered, and there is no place to give back.
	 */
	void userPlaceRefused() {
		this.userPlace = UserPlace.NONE;
	}

	/**
	 * Take the user's place away from the lease.
	 * @return {@code true} if it has to go back to the quota now; {@code false} if there
	 * is none, or whoever asked for it gives it back when it arrives
	 */
	boolean takeUserPlace() {
		return this.userPlace != UserPlace.NONE
				&& (UserPlace) USER_PLACE.getAndSet(this, UserPlace.NONE) == UserPlace.HELD;
	}

	private enum UserPlace {

		NONE, ASKED, HELD

	}

}
