package dev.realtime.hub;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * An event loop that moves only when it is told to, one task at a time, by a clock that
 * stands still in between.
 */
final class SimExecutor extends AbstractExecutorService implements ScheduledExecutorService {

	private final int index;

	private final SimWorld world;

	private final Deque<Task> tasks = new ArrayDeque<>();

	private final PriorityQueue<Timer> timers = new PriorityQueue<>(
			Comparator.comparingLong((Timer timer) -> timer.due).thenComparingLong((timer) -> timer.number));

	private long timersMade;

	SimExecutor(int index, SimWorld world) {
		this.index = index;
		this.world = world;
	}

	boolean isIdle() {
		return this.tasks.isEmpty();
	}

	int timers() {
		return this.timers.size();
	}

	/**
	 * Run the next task, in the light of what it was queued for.
	 * @return whether there was one
	 */
	boolean step() {
		Task task = this.tasks.poll();
		if (task == null) {
			return false;
		}
		SimRead before = this.world.cause;
		this.world.cause = task.cause;
		task.action.run();
		this.world.cause = before;
		return true;
	}

	/**
	 * Queue what is due.
	 */
	void timePassed() {
		while (!this.timers.isEmpty() && this.timers.peek().due <= this.world.now) {
			Timer timer = this.timers.remove();
			this.tasks.add(new Task(timer, null));
		}
	}

	@Override
	public void execute(Runnable command) {
		this.tasks.add(new Task(command, this.world.cause));
	}

	@Override
	public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
		Timer timer = new Timer(command, this.world.now + unit.toNanos(delay), this.timersMade++);
		if (delay > 0) {
			this.timers.add(timer);
		}
		else {
			this.tasks.add(new Task(timer, this.world.cause));
		}
		return timer;
	}

	@Override
	public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
		throw new UnsupportedOperationException();
	}

	@Override
	public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initialDelay, long period, TimeUnit unit) {
		throw new UnsupportedOperationException();
	}

	@Override
	public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay, TimeUnit unit) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void shutdown() {
	}

	@Override
	public List<Runnable> shutdownNow() {
		return List.of();
	}

	@Override
	public boolean isShutdown() {
		return false;
	}

	@Override
	public boolean isTerminated() {
		return false;
	}

	@Override
	public boolean awaitTermination(long timeout, TimeUnit unit) {
		return false;
	}

	@Override
	public boolean equals(Object other) {
		return this == other;
	}

	/** The same in every run, so that tables of executors keep their order. */
	@Override
	public int hashCode() {
		return this.index;
	}

	private record Task(Runnable action, SimRead cause) {

	}

	private static final class Timer extends FutureTask<Void> implements ScheduledFuture<Void> {

		private final Runnable action;

		private final long due;

		private final long number;

		Timer(Runnable action, long due, long number) {
			super(action, null);
			this.action = action;
			this.due = due;
			this.number = number;
		}

		/** What fails is not kept for somebody who asks. */
		@Override
		public void run() {
			this.action.run();
		}

		@Override
		public long getDelay(TimeUnit unit) {
			return unit.convert(this.due, TimeUnit.NANOSECONDS);
		}

		@Override
		public int compareTo(Delayed other) {
			return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
		}

	}

}
