package dev.realtime.hub;

import java.util.BitSet;

import dev.realtime.Position;

/**
 * What one client was given of one topic, and what it believes. Whatever the client
 * believes to have passed, it was given, or it was told that it was not.
 */
final class SimWatch {

	final String topic;

	private final SimLog log;

	private final String owner;

	/** What the client would resume from, if it keeps a cursor for each topic. */
	String cursor;

	/** Whether the subscribe was answered on this connection. */
	boolean active;

	/** Whether an unsubscribe is on its way. */
	boolean leaving;

	/** The first request that counts, later ones do too. */
	int since;

	/** What was asked for together comes in one order. */
	int[] group = new int[1];

	private final BitSet got = new BitSet();

	private int told;

	/** Up to where the true history was checked. */
	private int proven;

	/** The last event on this connection. */
	private int last;

	SimWatch(String owner, String topic, SimLog log) {
		this.owner = owner;
		this.topic = topic;
		this.log = log;
	}

	/**
	 * Nothing before this counts.
	 */
	void begin(int number) {
		this.proven = number;
		this.got.clear();
		this.told = 0;
	}

	/**
	 * Nothing up to here comes again on this connection.
	 */
	void resume(int number) {
		this.last = number;
	}

	void gap(int number) {
		this.told = Math.max(this.told, number);
		this.last = Math.max(this.last, number);
	}

	void event(Position position) {
		int number = this.log.numberOf(position);
		if (!this.active) {
			throw new AssertionError(this + " got " + number + " but it is not subscribed");
		}
		if (number <= this.last) {
			throw new AssertionError(this + " got " + number + " after " + this.last + ": repeated or out of order");
		}
		if (number <= this.group[0]) {
			throw new AssertionError(this + " got " + number + " after " + this.group[0] + " of another topic");
		}
		this.last = number;
		this.group[0] = number;
		this.got.set(number);
		reach(number);
	}

	void reach(Position position) {
		reach(this.log.numberOf(position));
	}

	private void reach(int number) {
		if (number > this.proven) {
			for (int event : this.log.numbersOf(this.topic)) {
				if (event > this.proven && event <= number && event > this.told && !this.got.get(event)
						&& !this.log.isErased(event)) {
					throw new AssertionError(this + " silently lost " + event + " on its way to " + number);
				}
			}
			this.proven = number;
		}
	}

	/**
	 * Everything there was has to be here by now.
	 */
	void complete() {
		reach(this.log.count());
	}

	@Override
	public String toString() {
		return this.owner + '/' + this.topic;
	}

}
