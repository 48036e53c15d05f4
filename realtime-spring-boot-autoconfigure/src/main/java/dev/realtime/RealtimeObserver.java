package dev.realtime;

import java.time.Duration;

/**
 * Hears what happens inside, for meters and for the curious. Every method does nothing
 * unless overridden. Called from event loops and publishing threads: must be thread-safe,
 * quick, and must not throw. Topics and users are left out on purpose: they have no place
 * in meters.
 *
 * @since 0.1.0
 */
public interface RealtimeObserver {

	/** Hears nothing. */
	RealtimeObserver NOOP = new RealtimeObserver() {
	};

	/**
	 * A stream was opened, or a long poll began to wait.
	 * @param transport its transport
	 * @param resumed whether the client came with a cursor
	 */
	default void connectionOpened(Transport transport, boolean resumed) {
	}

	/**
	 * What {@link #connectionOpened} announced has ended; once for each.
	 * @param transport its transport
	 * @param reason why it ended
	 * @param lifetime how long it was open
	 */
	default void connectionClosed(Transport transport, CloseReason reason, Duration lifetime) {
	}

	/**
	 * A handshake was refused.
	 * @param reason why
	 */
	default void connectionRejected(CloseReason reason) {
	}

	/**
	 * A long poll was answered.
	 * @param outcome {@code events}, {@code gap}, {@code empty} or {@code closed}
	 * @param duration how long it waited
	 */
	default void pollAnswered(String outcome, Duration duration) {
	}

	/**
	 * A stream fell behind: its socket takes no more for now, or it has to read again.
	 * @param behind {@code true} when it fell behind, {@code false} when it caught up or
	 * ended
	 */
	default void connectionBehind(boolean behind) {
	}

	/**
	 * The application published an event.
	 * @param outcome {@code ok}, {@code rejected} (nothing was tried) or {@code failed}
	 */
	default void eventPublished(String outcome) {
	}

	/**
	 * An event has its receipt: the engine has it, in order.
	 * @param duration nanoseconds since the application published it
	 */
	default void receiptGiven(long duration) {
	}

	/**
	 * An event could not be encoded or brought to the bus. Nothing keeps it: it is gone
	 * unless the application publishes it again.
	 * @param reason {@code invalid}, {@code too_big}, {@code overload} (too many wait for
	 * the bus), {@code unavailable}, {@code unknown} (it may have been published) or
	 * {@code failed}
	 */
	default void eventUnpublished(String reason) {
	}

	/**
	 * Events were handed to one connection's transport.
	 * @param transport the connection's transport
	 * @param count how many
	 */
	default void eventsDelivered(Transport transport, int count) {
	}

	/**
	 * Ephemeral events were dropped, the only ones that may be.
	 * @param reason {@code behind}, {@code hand-off} or {@code overload}
	 * @param count how many
	 */
	default void eventsDropped(String reason, int count) {
	}

	/**
	 * One event, or several of a topic that were merged, were handed to all of a lane's
	 * connections that follow the topic.
	 * @param events how many
	 * @param deliveries how often one of them was taken by a connection
	 * @param sinceReceived nanoseconds since the bus handed the first of them to this
	 * node, which has waited longest
	 * @param sincePublished milliseconds since the first one's timestamp by this node's
	 * clock, 0 if that is ahead; clocks of two nodes differ, and the application may have
	 * set the timestamp
	 * @param duration nanoseconds that the lane spent on them
	 */
	default void broadcast(int events, int deliveries, long sinceReceived, long sincePublished, long duration) {
	}

	/**
	 * A client was given what it missed. Each long poll but the first asks for that.
	 * @param transport its transport
	 * @param verdict {@code ok}, or the word of the gravest {@link GapReason}
	 * @param events how many events were replayed
	 * @param duration how long it took, from the request to the last event
	 */
	default void replayed(Transport transport, String verdict, long events, Duration duration) {
	}

	/**
	 * A client sent a message.
	 * @param outcome {@code ok}, or the code of the error that answered it
	 */
	default void messageReceived(String outcome) {
	}

	/**
	 * A client's message was handled, well or not. One that was no message, or one too
	 * many, is not handled.
	 * @param duration nanoseconds from its arrival to its answer
	 */
	default void messageHandled(long duration) {
	}

	/**
	 * A WebSocket client answered a ping.
	 * @param duration nanoseconds since the ping was written, behind all that waited for
	 * the client then
	 */
	default void pingAnswered(long duration) {
	}

	/**
	 * Nothing came from a WebSocket client between two pings.
	 */
	default void heartbeatMissed() {
	}

	/**
	 * The log was looked at once for all who wanted to read from it.
	 * @param reads how many did
	 */
	default void busRead(int reads) {
	}

	/**
	 * This node may have missed events of the bus, and has its connections read what they
	 * missed.
	 * @param outcome {@code reconnected} when the connection to the bus was replaced, or
	 * {@code epoch} when the log began a new epoch
	 */
	default void busRepaired(String outcome) {
	}

	/**
	 * The log began a new epoch, because its server was restarted, rolled back or
	 * replaced; not called for the epoch that a node finds at its start.
	 */
	default void busEpochBegan() {
	}

}
