package dev.realtime.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What the clients of a {@link Crowd} went through since it was last {@linkplain #take()
 * taken}. Thread-safe.
 */
final class Tally {

	private static final int SLICES = 10;

	private final Map<String, Integer> troubles = new TreeMap<>();

	private final List<Long> returns = new ArrayList<>();

	private final List<Duration> absences = new ArrayList<>();

	private long lost;

	private long repeated;

	synchronized void lost(long events) {
		this.lost += events;
	}

	synchronized void repeated() {
		this.repeated++;
	}

	/** Something that a client of the protocol deals with, but had better not met. */
	synchronized void trouble(String what) {
		this.troubles.merge(what, 1, Integer::sum);
	}

	/** A client that was told to come back does so now. */
	synchronized void returning() {
		this.returns.add(System.nanoTime());
	}

	/** A client's next stream is open. */
	synchronized void returned(Duration away) {
		this.absences.add(away);
	}

	/**
	 * Take what there is, and begin anew.
	 */
	synchronized Figures take() {
		List<Duration> sorted = this.absences.stream().sorted().toList();
		Figures figures = new Figures(this.returns.size(), span(), busiest(), percentile(sorted, 50),
				percentile(sorted, 99), this.lost, this.repeated, new TreeMap<>(this.troubles));
		this.returns.clear();
		this.absences.clear();
		this.troubles.clear();
		this.lost = 0;
		this.repeated = 0;
		return figures;
	}

	@Override
	public synchronized String toString() {
		return "lost " + this.lost + ", repeated " + this.repeated + ", " + this.troubles;
	}

	private Duration span() {
		return this.returns.isEmpty() ? Duration.ZERO : Duration.ofNanos(last() - first());
	}

	private double busiest() {
		long slice = Math.max(1, span().toNanos() / SLICES + 1);
		int[] counts = new int[SLICES];
		this.returns.forEach((at) -> counts[(int) ((at - first()) / slice)]++);
		return IntStream.of(counts).max().orElse(0) / (double) Math.max(1, this.returns.size());
	}

	private long first() {
		return this.returns.stream().mapToLong(Long::longValue).min().orElse(0);
	}

	private long last() {
		return this.returns.stream().mapToLong(Long::longValue).max().orElse(0);
	}

	private static Duration percentile(List<Duration> sorted, int percent) {
		return sorted.isEmpty() ? Duration.ZERO : sorted.get((sorted.size() - 1) * percent / 100);
	}

	/**
	 * What one restart did to the clients.
	 *
	 * @param moved how many streams came back
	 * @param span from the first that came back to the last
	 * @param busiest the share of the busiest tenth of that time
	 * @param median how long half of them had no stream
	 * @param longest how long all but one in a hundred had none
	 * @param lost how many events did not come
	 * @param repeated how many came again
	 * @param troubles what else clients met, and how often
	 */
	record Figures(int moved, Duration span, double busiest, Duration median, Duration longest, long lost,
			long repeated, Map<String, Integer> troubles) {

	}

}
