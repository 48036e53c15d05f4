package dev.realtime.hub;

import java.util.EnumSet;
import java.util.Set;

import dev.realtime.GapReason;

/**
 * What goes wrong in a simulation, and which gaps may be told then, and no others.
 */
enum FaultMix {

	/** Nothing, except that clients are slow, leave and come back, and lanes overflow. */
	NONE(Set.of()),

	/** A resume replays only a few events. */
	LIMITS(EnumSet.of(GapReason.LIMIT)),

	/** Events are trimmed, expire, are not retained, and topics are forgotten. */
	TRIMS(EnumSet.of(GapReason.TRIMMED), Fault.EXPIRE, Fault.RETENTION),

	/** Live events are lost and come again, or the engine says so. */
	LOSSES(Set.of(), Fault.LOSE, Fault.REPEAT),

	/** The engine is restarted with everything. */
	RESTARTS(Set.of(), Fault.RESTART, Fault.LOSE),

	/** The engine is restarted with what it was before, maybe without an epoch. */
	ROLLBACKS(EnumSet.of(GapReason.FORKED, GapReason.UNKNOWN), Fault.ROLL_BACK, Fault.RESTART, Fault.LOSE),

	/** The engine is restarted with nothing. */
	FLUSHES(EnumSet.of(GapReason.UNKNOWN), Fault.FLUSH, Fault.RESTART, Fault.LOSE),

	/** What the engine knows of topics and epochs is lost. */
	TABLES(EnumSet.of(GapReason.TRIMMED, GapReason.UNKNOWN), Fault.LOSE_TOPS, Fault.LOSE_EPOCHS, Fault.EXPIRE,
			Fault.RESTART),

	/** Reads and subscribes fail. */
	FAILURES(Set.of(), Fault.FAIL, Fault.LOSE),

	/** Everything. */
	ALL(EnumSet.allOf(GapReason.class), Fault.values());

	private final Set<GapReason> gaps;

	private final Set<Fault> faults;

	FaultMix(Set<GapReason> gaps, Fault... faults) {
		this.gaps = gaps;
		this.faults = (faults.length > 0) ? EnumSet.copyOf(Set.of(faults)) : EnumSet.noneOf(Fault.class);
	}

	boolean allows(GapReason reason) {
		return this.gaps.contains(reason);
	}

	/**
	 * The faults, in a fixed order.
	 * @return the faults
	 */
	Set<Fault> faults() {
		return this.faults;
	}

	boolean has(Fault fault) {
		return this.faults.contains(fault);
	}

	/**
	 * One thing that goes wrong.
	 */
	enum Fault {

		LOSE, REPEAT, RESTART, ROLL_BACK, FLUSH, LOSE_TOPS, LOSE_EPOCHS, EXPIRE, RETENTION, FAIL

	}

}
