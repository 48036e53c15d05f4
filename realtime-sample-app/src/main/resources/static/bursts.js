/*
 * Counts what came of each burst of numbered events, against the numbers: what is missing, and what came twice.
 */
export function createBursts() {
	const bursts = new Map();
	const totals = { received: 0, missing: 0, repeated: 0 };
	let latest = null;

	function count() {
		totals.received = totals.missing = totals.repeated = 0;
		for (const { seen, repeated, until } of bursts.values()) {
			totals.received += seen.size;
			totals.repeated += repeated;
			totals.missing += until - seen.size;
		}
	}

	return {
		totals,
		get latest() {
			return latest;
		},
		/** A burst is going to come, or part of it: all of it is owed. */
		expect({ id, size }) {
			const burst = bursts.get(id) ?? { id, size, seen: new Set(), repeated: 0, until: 0 };
			bursts.set(id, burst);
			latest = burst;
			return burst;
		},
		take({ burst: id, number, size }) {
			const burst = this.expect({ id, size });
			burst.repeated += burst.seen.has(number) ? 1 : 0;
			burst.seen.add(number);
			// Events come in order: whatever is below the highest number and was not seen does not come any more.
			burst.until = Math.max(burst.until, number);
			count();
		},
		/** Nothing that was published up to now will follow. */
		close(burst) {
			burst.until = burst.size;
			count();
		},
	};
}
