package dev.realtime.redis.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Records what was published and what each client was told, whatever the bus, the
 * transport and the faults, and finds what breaks the promises:
 * <ul>
 * <li>events of a topic come in the order of the log, and those of topics that were
 * subscribed together too, within an epoch;
 * <li>an event comes twice only where the client itself resumed from an older cursor;
 * <li>between two things that a client was given without a gap, nothing is missing that
 * was acknowledged or that anybody else was given; a cursor, a checkpoint and a "resumed"
 * count as given;
 * <li>a client that was given what a rollback erased is told of a gap;
 * <li>one position is the same event for everybody, one event has one position, and later
 * events have later positions;
 * <li>nothing is delivered that was not published, was refused, or was not subscribed.
 * </ul>
 * {@link #checkHealed()} adds that every connected client is at the top. Payloads should
 * be different, as they tell what was published. Thread-safe.
 */
public final class HistoryChecker {

	private final List<Publish> publishes = new ArrayList<>();

	private final Map<String, ClientHistory> clients = new LinkedHashMap<>();

	private final Map<String, Long> ends = new LinkedHashMap<>();

	private long number;

	/**
	 * Record that an event is about to be published. A retry is a publish of its own.
	 * @param topic the topic
	 * @param type the type
	 * @param payload the payload as clients will see it
	 * @return where the outcome is recorded
	 */
	public synchronized Publish publish(String topic, String type, String payload) {
		Publish publish = new Publish(this, new Content(topic, type, payload), ++this.number);
		this.publishes.add(publish);
		return publish;
	}

	/**
	 * The record of a client, made when it is asked for first.
	 * @param name the name, which stays the same when the client reconnects
	 * @return the record
	 */
	public synchronized ClientHistory client(String name) {
		return this.clients.computeIfAbsent(name, (key) -> new ClientHistory(this, key));
	}

	/**
	 * Tell where epochs ended, as the log has it. Without it an event counts as erased
	 * only if a later epoch gave its offset to an event that was seen, so that more is
	 * expected than was kept where a rollback was followed by events that nobody saw. To
	 * be called before a next fault deletes the table.
	 * @param ends epoch to its last valid offset
	 */
	public synchronized void epochsEnded(Map<String, Long> ends) {
		this.ends.putAll(ends);
	}

	/**
	 * Check what has happened so far. What is still on its way is not missed.
	 * @throws AssertionError if a promise was broken
	 */
	public void check() {
		fail(violations(false));
	}

	/**
	 * Check what has happened, and that every connected client has everything or was
	 * told. For when all faults are over and everything has arrived.
	 * @throws AssertionError if a promise was broken
	 */
	public void checkHealed() {
		fail(violations(true));
	}

	/**
	 * Wait for what is on its way, then {@link #checkHealed()}.
	 * @param timeout how long to wait
	 * @param collect run before every look, to record what clients received since; may do
	 * nothing
	 * @throws AssertionError if a promise was broken, or is not yet kept in time
	 */
	public void awaitHealed(Duration timeout, Runnable collect) {
		try {
			Awaitility.await()
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(50))
				.atMost(timeout)
				.until(() -> {
					collect.run();
					return violations(true).isEmpty();
				});
		}
		catch (ConditionTimeoutException ex) {
			checkHealed();
		}
	}

	synchronized Violations violations(boolean healed) {
		Violations violations = new Violations();
		KnownLog log = new KnownLog(this.publishes, this.clients.values(), this.ends, violations);
		this.clients.values().forEach((client) -> new ClientCheck(client, log, violations).run(healed));
		return violations;
	}

	synchronized void record(LongConsumer action) {
		action.accept(++this.number);
	}

	private static void fail(Violations violations) {
		if (!violations.isEmpty()) {
			throw new AssertionError(violations.toString());
		}
	}

}
