package dev.realtime.webflux;

import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * The one thread on which everything of a connection happens.
 *
 * @param executor runs tasks on that thread, in order, later
 * @param isCurrent whether the caller is on that thread
 */
record LaneThread(Executor executor, BooleanSupplier isCurrent) {

	/**
	 * Run a task now if this is the thread, else soon, in order.
	 * @param task the task
	 */
	void run(Runnable task) {
		if (this.isCurrent.getAsBoolean()) {
			task.run();
		}
		else {
			post(task);
		}
	}

	/**
	 * Run a task soon, after what runs now.
	 * @param task the task
	 */
	void post(Runnable task) {
		this.executor.execute(task);
	}

}
