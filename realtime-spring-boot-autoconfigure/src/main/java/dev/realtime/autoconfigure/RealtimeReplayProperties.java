package dev.realtime.autoconfigure;

import java.time.Duration;

import org.springframework.util.unit.DataSize;

/**
 * What a client that comes back is given, under {@code realtime.replay}, and how
 * publishing twice is noticed, under {@code realtime.idempotency}.
 *
 * @since 0.1.0
 */
public class RealtimeReplayProperties {

	/**
	 * How many missed events one resume replays. A client that missed more is told of a
	 * gap.
	 */
	private int maxEvents = 5000;

	/**
	 * For how many topics the log remembers the last event after it was dropped.
	 */
	private int knownTopics = 100000;

	/**
	 * How much memory recent events may take on each node, to serve slow and returning
	 * clients. Must hold at least one event of "realtime.events.max-size".
	 */
	private DataSize tailSize = DataSize.ofMegabytes(16);

	/**
	 * How many live events are held back for one subscribe while it reads what was
	 * missed.
	 */
	private int handOff = 1000;

	public int getMaxEvents() {
		return this.maxEvents;
	}

	public void setMaxEvents(int maxEvents) {
		this.maxEvents = maxEvents;
	}

	public int getKnownTopics() {
		return this.knownTopics;
	}

	public void setKnownTopics(int knownTopics) {
		this.knownTopics = knownTopics;
	}

	public DataSize getTailSize() {
		return this.tailSize;
	}

	public void setTailSize(DataSize tailSize) {
		this.tailSize = tailSize;
	}

	public int getHandOff() {
		return this.handOff;
	}

	public void setHandOff(int handOff) {
		this.handOff = handOff;
	}

	/**
	 * Publishing the same thing twice.
	 */
	public static class Idempotency {

		/**
		 * How long an idempotency key is remembered. 0 remembers none.
		 */
		private Duration window = Duration.ofMinutes(10);

		/**
		 * How many idempotency keys are remembered. 0 remembers none.
		 */
		private int maxKeys = 100000;

		public Duration getWindow() {
			return this.window;
		}

		public void setWindow(Duration window) {
			this.window = window;
		}

		public int getMaxKeys() {
			return this.maxKeys;
		}

		public void setMaxKeys(int maxKeys) {
			this.maxKeys = maxKeys;
		}

	}

}
